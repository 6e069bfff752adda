import { sha256 } from '@chignon/eventing';
import { randomUUID } from 'node:crypto';
import type { ApiClient } from '../api-client.js';
import type { Standing } from './identities.js';
import { ImportError, type Mapping } from './mapping.js';
import type { Plan } from './plan.js';
import type { Written, Tally } from './report.js';
import type { Problem } from './rows.js';

/** Rows of one request: the most that the import routes take. */
const BATCH = 200;
/** Master data written side by side: few enough not to crowd out the chain's own work. */
const AT_ONCE = 8;

/** Told after each step of the work: what is being written, how many records of how many. */
export type OnProgress = (what: string, done: number, total: number) => void;

/** The answer to one row of an import route. */
interface Result {
  readonly outcome: 'imported' | 'already' | 'rejected';
  readonly code?: string;
  readonly field?: string;
  readonly customerId?: string;
  readonly visitId?: string;
}

/** What an import route says of all its rows. */
interface Answer {
  readonly overlaps?: number;
  /** Codes that mean nothing on the platform. */
  readonly unknownCodes?: readonly { readonly kind: string; readonly code: string }[];
}

/** A record on its way, and where its row stands for the error file. */
interface Sent<T> {
  readonly item: T;
  readonly file: string;
  readonly line: number;
  readonly value: string;
}

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

/** What codes of the import routes mean to somebody who reads an error file. */
const REASONS: { readonly [code: string]: string } = {
  'idempotency-key-reused': 'was imported before with other content; what was imported stays',
};

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
  const unknownCodes = new Map<string, Set<string>>();
  // Each run is a request of its own, which is told what is there already; a batch that is sent again within a run is answered as the first time.
  const run = randomUUID();

  async function batches<T>(
    what: string,
    path: string,
    head: object,
    rows: readonly Sent<T>[],
    tally: Tally,
    each: (answer: Answer, results: readonly Result[], from: number) => void = () => {},
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += BATCH) {
      const batch = rows.slice(from, from + BATCH);
      const body = { ...head, items: batch.map(({ item }) => item) };
      const answer = await api.post<Answer & { results: Result[] }>(
        path,
        body,
        `import.${run}.${sha256(JSON.stringify(body))}`,
      );
      answer.results.forEach(({ outcome, code, field }, i) => {
        tally[outcome] += 1;
        const { file, line, value } = batch[i]!;
        if (outcome === 'rejected')
          problems.push({
            file,
            line,
            column: field ?? '',
            value,
            reason: REASONS[code ?? ''] ?? code ?? 'refused',
          });
      });
      for (const { kind, code } of answer.unknownCodes ?? [])
        unknownCodes.set(kind, (unknownCodes.get(kind) ?? new Set()).add(code));
      each(answer, answer.results, from);
      onProgress(what, Math.min(from + BATCH, rows.length), rows.length);
    }
  }

  const newStore = await describeStore(api, plan);
  await describeMasterData(api, plan, onProgress);

  const tallies = { customers: tally(), products: tally(), appointments: tally(), visits: tally() };
  const sold = visits.soldMilli;
  await batches(
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
  await batches(
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
  await batches(
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
  await batches(
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
      unknownCodes: Object.fromEntries(
        [...unknownCodes].map(([kind, codes]) => [kind, [...codes].sort()]),
      ),
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

/** What stands under an id on the platform, by what it is called there. */
export const standingOn =
  (api: ApiClient, { staffPrefix }: Mapping): Standing =>
  async (kind, id) => {
    const path =
      {
        service: '/v1/booking/services/',
        product: '/v1/inventory/products/',
        staff: `/v1/booking/staff/${encodeURIComponent(staffPrefix)}`,
      }[kind] + encodeURIComponent(id);
    const { status, body } = await api.ask('GET', path);
    if (status === 404) return undefined;
    if (status >= 300)
      throw new ImportError(`${kind} ${id} cannot be read: ${status} ${body?.code ?? ''}`);
    return (kind === 'staff' ? body.displayName : body.name) as string;
  };

/** A store that is there is left as it is, but it must count in the same money and days. @returns true when it was made */
async function describeStore(api: ApiClient, { mapping, storeId }: Plan): Promise<boolean> {
  const { store } = mapping;
  const found = await api.ask('GET', `/v1/booking/stores/${storeId}`);
  if (found.status === 404) {
    const { regionId, name, zone, currency, taxes } = store;
    await api.put(
      `/v1/booking/stores/${storeId}`,
      {
        regionId,
        name,
        zone,
        currency,
        taxes: taxes.map((tax) => ({ ...tax, on: ['service', 'product'] })),
      },
      `import.store.${storeId}`,
    );
    return true;
  }
  if (found.status >= 300)
    throw new ImportError(
      `store ${storeId} cannot be read: ${found.status} ${found.body?.code ?? ''} ${found.body?.detail ?? ''}`,
    );
  for (const field of ['zone', 'currency'] as const)
    if (found.body[field] !== store[field])
      throw new ImportError(
        `store ${storeId} has ${field} ${found.body[field]}, the mapping says ${store[field]}: name another store with --store, or correct the mapping`,
      );
  return false;
}

/** Services and staff that are not there yet. */
async function describeMasterData(
  api: ApiClient,
  { mapping, storeId, catalogue, visits, staff }: Plan,
  onProgress: OnProgress,
): Promise<void> {
  const derived = new Set(
    visits.visits.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kind === 'service').map(({ itemId }) => itemId),
    ),
  );
  for (const { id } of catalogue.services) derived.delete(id);
  const services = [
    ...catalogue.services,
    ...[...derived].map((id) => ({
      id,
      name: id.replace(/^X-/, '').replaceAll('-', ' ').toLowerCase(),
      category: mapping.services.terms.category,
      group: 'other',
      minutes: mapping.services.terms.minutes,
      priceCents: 0,
      active: false,
      rebookIntervalDays: undefined,
    })),
  ];
  const writes = [
    ...services.map(
      ({ id, name, category, group, minutes, priceCents, active, rebookIntervalDays }) => ({
        path: `/v1/booking/services/${encodeURIComponent(id)}`,
        key: `import.service.${id}`,
        body: {
          name,
          category,
          serviceGroup: group,
          phases: [{ name: 'service', kind: 'active', minutes }],
          priceCents,
          currency: mapping.store.currency,
          active,
          ...(rebookIntervalDays === undefined ? {} : { rebookIntervalDays }),
        },
      }),
    ),
    ...[...staff].map(([id, code]) => ({
      path: `/v1/booking/staff/${encodeURIComponent(id)}`,
      key: `import.staff.${id}`,
      body: { displayName: code, storeIds: [storeId], skills: [], active: true },
    })),
  ];
  let done = 0;
  const queue = [...writes];
  const worker = async (): Promise<void> => {
    for (let write = queue.shift(); write; write = queue.shift()) {
      const found = await api.ask('GET', write.path);
      if (found.status === 404) await api.put(write.path, write.body, write.key);
      else if (
        found.status < 300 &&
        Array.isArray(found.body.storeIds) &&
        !found.body.storeIds.includes(storeId)
      )
        throw new ImportError(
          `${write.path.split('/').pop()} is a staff member of another store: set staffPrefix in the mapping`,
        );
      onProgress('catalogue and staff', ++done, writes.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
