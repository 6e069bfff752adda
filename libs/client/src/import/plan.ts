import { join } from 'node:path';
import { appointmentsOf, firstHours, type Appointments } from './appointments.js';
import { catalogueOf, type Catalogue } from './catalogue.js';
import type { Mapping } from './mapping.js';
import { idsFor, type Coded, type Standing } from './identities.js';
import { understanding, type Problem, type ReceiptLine, type Row } from './rows.js';
import { rowsOf } from './table.js';
import { derivedOf, visitsOf, type Visits } from './visits.js';

/** Everything that an import would do, understood and added up; nothing of it is written yet. */
export interface Plan {
  readonly mapping: Mapping;
  readonly storeId: string;
  readonly catalogue: Catalogue;
  /** Codes of the source by staff id. */
  readonly staff: ReadonlyMap<string, string>;
  /** Client codes that are somebody, over all files. */
  readonly clients: readonly string[];
  /** Lines of receipts that are taken over. */
  readonly lines: readonly ReceiptLine[];
  readonly visits: Visits;
  readonly appointments: Appointments;
  /** Good lines of receipts that wait because another line of the receipt is bad. */
  readonly heldBack: number;
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks all files of a folder. `standing` tells what is on the platform already; without it nothing is, as for a dry run.
 * @throws ImportError when a file is missing or is not what the mapping says
 */
export async function planOf(
  folder: string,
  mapping: Mapping,
  storeId: string,
  standing?: Standing,
): Promise<Plan> {
  const problems: Problem[] = [];
  const understand = understanding(mapping, problems);
  const all = async <T>(
    { file, columns }: { file: string; columns: object },
    one: (row: Row) => T | undefined,
    unread: (row: Row) => void = () => {},
  ): Promise<T[]> => {
    const good: T[] = [];
    for await (const row of rowsOf(
      join(folder, file),
      Object.values(columns)
        .flatMap((column) =>
          typeof column === 'string' ? [column] : (Object.values(column as object) as string[]),
        )
        .filter((column) => column !== ''),
      mapping.csv,
      problems,
    )) {
      const understood = row.broken ? undefined : one(row);
      if (understood === undefined) unread(row);
      else good.push(understood);
    }
    return good;
  };
  const spoilt = new Set<string>();
  const services = await all(mapping.services, understand.service);
  const products = await all(mapping.products, understand.product);
  const read = await all(mapping.receipts, understand.receipt, (row) =>
    spoilt.add((row.cells.get(mapping.receipts.columns.receipt) ?? '').trim()),
  );
  const rows = {
    bookings: await all(mapping.bookings, understand.booking),
    cancellations: await all(mapping.cancellations, understand.cancellation),
    noShows: await all(mapping.noShows, understand.noShow),
  };

  // A receipt is one bill: half of it is not what happened, and its other half could never be added to a settled visit.
  const lines = read.filter(({ receipt }) => !spoilt.has(receipt));
  const booked = [...rows.bookings, ...rows.cancellations, ...rows.noShows];
  const staff = [...new Set([...lines, ...booked].map((row) => row.staff))];
  const named = (
    { code, description }: { code: string; description: string },
    kind: 'service' | 'product',
  ): Coded => ({ kind, code, name: description === '' ? code : description });
  const ids = await idsFor(
    mapping.system,
    [
      ...services.map((row) => named(row, 'service')),
      ...products.map((row) => named(row, 'product')),
      ...staff.map((code): Coded => ({ kind: 'staff', code, name: code })),
    ],
    standing,
  );
  const catalogue = catalogueOf(mapping, services, products, problems, ids);
  const staffId = (code: string): string => mapping.staffPrefix + ids('staff', code);
  const appointments = appointmentsOf(mapping, catalogue, rows, staffId, problems);
  const derived = await idsFor(
    mapping.system,
    lines
      .filter(({ description }) => !catalogue.described(description))
      .map(({ description }) => derivedOf(description)),
    standing,
  );
  const visits = visitsOf(mapping, catalogue, lines, staffId, firstHours(rows.bookings), derived);
  const nobody = new Set(['', ...mapping.receipts.anonymousClients]);
  const clients = [...new Set([...lines, ...booked].map((row) => row.client))].filter(
    (client) => !nobody.has(client),
  );
  return {
    mapping,
    storeId,
    catalogue,
    staff: new Map(staff.map((code) => [staffId(code), code])),
    clients,
    lines,
    visits,
    appointments,
    heldBack: read.length - lines.length,
    problems,
  };
}
