import type { ApiClient } from '../api-client.js';
import { Batches, type OnProgress } from './batches.js';
import { putMasterData, putStore } from './master-data.js';
import type { Plan } from './plan.js';
import type { Tally, Written } from './report.js';
import type { Problem } from './rows.js';

/** What stands on the platform now because of the files, whichever run brought it: what a reconciliation begins from. */
export interface Brought {
  readonly storeId: string;
  /** Made by this run: its shelves hold what the file says and nothing else. */
  readonly newStore: boolean;
  readonly visits: readonly {
    readonly visitId: string;
    readonly businessDate: string;
    readonly netCents: number;
    readonly taxCents: number;
  }[];
  /** Customers whom this run made. */
  readonly newCustomers: readonly string[];
  /** By SKU, as the file has it at its end, in thousandths. */
  readonly onHandMilli: ReadonlyMap<string, number>;
}

/**
 * Writes a plan through the platform's HTTP interface. Safe to repeat: every record carries an id made of the source's
 * own, and what is there already stays as it is. Rows that the platform refuses become problems; the rest goes on.
 */
export async function writePlan(
  api: ApiClient,
  plan: Plan,
  onProgress: OnProgress = () => {},
): Promise<{ written: Written; problems: Problem[]; brought: Brought }> {
  const { mapping, storeId, catalogue, visits, appointments, clients } = plan;
  const problems: Problem[] = [];
  const batches = new Batches(api, problems, onProgress);

  const newStore = await putStore(api, plan);
  await putMasterData(api, plan, onProgress);

  const tallies = { customers: tally(), products: tally(), appointments: tally(), visits: tally() };
  const sold = visits.soldMilli;
  await batches.send(
    'products',
    '/v1/inventory/imports/products',
    { storeId, currency: mapping.store.currency, ...openedOn(visits) },
    catalogue.products.map(({ code, line, onHandMilli, ...product }) => ({
      // The file has the stock at the end; the visits below sell from it, so that it must begin with what they sell.
      item: { ...product, onHandMilli: onHandMilli + (sold.get(product.sku) ?? 0) },
      file: mapping.products.file,
      line,
      value: code,
    })),
    tallies.products,
  );

  const customerIds = new Map<string, string>();
  const newCustomers: string[] = [];
  await batches.send(
    'customers',
    '/v1/customers/imports',
    { storeId, source: mapping.system },
    clients.map((code) => ({
      item: { externalId: { system: mapping.system, code }, homeStoreId: storeId },
      file: mapping.receipts.file,
      line: 0,
      value: code,
    })),
    tallies.customers,
    (_, results, from) => {
      results.forEach(({ customerId, outcome }, i) => {
        if (customerId === undefined) return;
        customerIds.set(clients[from + i]!, customerId);
        if (outcome === 'imported') newCustomers.push(customerId);
      });
    },
  );
  /** Whoever the platform did not take as a customer must not become an anonymous visit: the row waits with them. */
  const known = <T extends { client?: string; line: number }>(
    rows: readonly T[],
    file: (row: T) => string,
  ): T[] =>
    rows.filter((row) => {
      const fine = row.client === undefined || customerIds.has(row.client);
      if (!fine)
        problems.push({
          file: file(row),
          line: row.line,
          column: '',
          value: row.client!,
          reason: 'the client was not taken as a customer',
        });
      return fine;
    });
  const person = (client: string | undefined) =>
    client === undefined ? {} : { customerId: customerIds.get(client)! };

  let overlaps = 0;
  await batches.send(
    'appointments',
    '/v1/booking/imports/appointments',
    { storeId },
    known(appointments.appointments, ({ file }) => file).map(
      ({ client, file, line, ...appointment }) => ({
        item: { ...appointment, ...person(client) },
        file,
        line,
        value: client ?? '',
      }),
    ),
    tallies.appointments,
    (answer) => {
      overlaps += answer.overlaps ?? 0;
    },
  );

  // Oldest first, so that points and tiers grow in the order in which they were earned.
  const ordered = [...visits.visits].sort((a, b) =>
    a.businessDate < b.businessDate ? -1 : a.businessDate > b.businessDate ? 1 : a.line - b.line,
  );
  const sent = known(ordered, () => mapping.receipts.file);
  const standing: Brought['visits'][number][] = [];
  await batches.send(
    'visits',
    '/v1/booking/imports/visits',
    { storeId },
    sent.map(({ client, line, ...visit }) => ({
      item: { ...visit, ...person(client) },
      file: mapping.receipts.file,
      line,
      value: visit.billId,
    })),
    tallies.visits,
    (_, results, from) => {
      results.forEach(({ visitId }, i) => {
        const { businessDate, lines } = sent[from + i]!;
        if (visitId !== undefined)
          standing.push({
            visitId,
            businessDate,
            netCents: sum(lines.map((line) => line.netCents)),
            taxCents: sum(lines.map((line) => line.taxCents)),
          });
      });
    },
  );
  const brought = {
    storeId,
    newStore,
    visits: standing,
    newCustomers,
    onHandMilli: new Map(catalogue.products.map(({ sku, onHandMilli }) => [sku, onHandMilli])),
  };
  return {
    written: {
      overlaps,
      tallies,
      rejected: problems.length,
      unknownCodes: batches.unknownCodes(),
    },
    problems,
    brought,
  };
}

/** The shelves are opened before the first sale of the files. */
function openedOn({ visits }: Plan['visits']): { openedOn?: string } {
  const [first] = visits.map(({ businessDate }) => businessDate).sort();
  return first === undefined ? {} : { openedOn: first };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

const tally = (): Tally => ({ imported: 0, already: 0, rejected: 0 });
