import Database from 'libsql';
import { join } from 'node:path';
import { allContexts } from '@chignon/app-platform';
import type { ApiClient } from '@chignon/client';
import { furnishOtherStore } from '../support/other-store.js';
import { runPlatform, type Running } from '../support/platform.js';

// PR-13, GW-05, R-PR-07: everything that is kept of a person, by every context, for the person who asks.

let running: Running;
let officer: ApiClient;
let customerId: string;
beforeAll(async () => {
  running = await runPlatform();
  officer = await running.as({ role: 'privacy-officer' });
  const { there } = await furnishOtherStore(running);
  customerId = there['customerId'] as string;
  await running.settle();
}, 60_000);
afterAll(() => running.close());

interface Item {
  readonly holding: string;
  readonly title: string;
  readonly customerId: string;
  readonly data: { readonly [field: string]: unknown };
}
const of = (items: readonly Item[], kind: string) =>
  items.filter(({ holding }) => holding === kind).map(({ data }) => data);

/** The bill as the visit's own route answers it. */
const settledBill = async ({ visitId }: Item['data']) => {
  const { currency, settlements } = await running.api.get(`/v1/booking/visits/${visitId}`);
  return { currency, netCents: settlements[0].netCents as number };
};

/** What is held of a customer of whom the other store has one of everything. */
const TOLD = [
  'booking.appointments',
  'booking.cases',
  'booking.courses',
  'booking.deposits',
  'booking.durations',
  'booking.registrations',
  'booking.reminders',
  'booking.rhythms',
  'booking.trust',
  'booking.visits',
  'booking.waitlist',
  'booking.waits',
  'customers.care',
  'customers.profile',
  'customers.profile-visits',
  'customers.reads',
  'customers.record',
  'insights.first-visit',
  'insights.months',
  'inventory.visits',
  'loyalty.account',
  'loyalty.statement',
  'marketing.rhythm',
];

const accounted = () =>
  new Set(
    allContexts().flatMap(({ holdings: all = [], untold = [] }) => [
      ...all.flatMap(({ tells }) => tells),
      ...untold.map(({ store }) => store),
    ]),
  );

/** Names of tables, or categories of streams, in which a text stands. */
function placesOf(text: string): { documents: string[]; ledgers: string[] } {
  const open = (file: string) =>
    new Database(join(running.dir, `${file}.sqlite`), { readonly: true });
  const documents = open('documents');
  const streams = open('streams');
  try {
    const tables = documents
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'doc_%'")
      .raw()
      .all() as string[][];
    return {
      documents: tables
        .map(([name]) => name!)
        .filter(
          (name) =>
            (
              documents
                .prepare(
                  `SELECT count(*) FROM "${name}" WHERE instr(body, ?) > 0 OR instr(id, ?) > 0`,
                )
                .raw()
                .get(text, text) as number[]
            )[0]! > 0,
        ),
      ledgers: (
        streams
          .prepare(
            "SELECT DISTINCT substr(stream, 1, instr(stream, '-') - 1) FROM events WHERE instr(data, ?) > 0 OR instr(stream, ?) > 0",
          )
          .raw()
          .all(text, text) as string[][]
      ).map(([name]) => name!),
    };
  } finally {
    documents.close();
    streams.close();
  }
}

/** What the door and the mechanism keep, by id alone: which stores have seen the customer, and how far followers have read. */
const MECHANISM = /^doc_platform_directory_customers$|_checkpoints$/;

describe('an export', () => {
  it('PR-13, R-PR-07: leaves out no store in which the customer stands', () => {
    const { documents, ledgers } = placesOf(customerId);
    expect(documents.length).toBeGreaterThan(15);
    const tables = [...accounted()].map((store) => `doc_${store.replace(/[.-]/g, '_')}`);
    expect(
      documents
        .map((name) => name.replace(/_v\d+$/, ''))
        .filter((name) => !tables.includes(name) && !MECHANISM.test(name)),
    ).toEqual([]);
    expect(ledgers.filter((category) => !accounted().has(category))).toEqual([]);
  });

  it('PR-13: tells a privacy officer what each context keeps, whole and unmasked, and nothing of the mechanism', async () => {
    // A look stands in the access log before its answer, and is told by the next one.
    await officer.ask('GET', `/v1/exports/${customerId}`);
    await running.settle();
    const { status, body } = await officer.ask('GET', `/v1/exports/${customerId}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ customerId, customerIds: [customerId], language: 'en' });
    const items = body.items as Item[];
    expect([...new Set(items.map(({ holding }) => holding))].sort()).toEqual(TOLD);
    expect(of(items, 'customers.record')).toMatchObject([
      { name: 'Zinnia Quillfeather', emails: ['zinnia@example.org'] },
    ]);
    const [visit] = of(items, 'booking.visits');
    const { currency, netCents } = await settledBill(visit!);
    expect(visit).toMatchObject({ status: 'settled', currency, settlements: [{ netCents }] });
    const fields = new Set(items.flatMap(({ data }) => Object.keys(data)));
    expect(['_seen', 'madeBy', 'lookup'].filter((field) => fields.has(field))).toEqual([]);
    expect(items.filter(({ title }) => title === '')).toEqual([]);
    expect(items[0]!.holding).toMatch(/^customers\./);
  });

  it('PR-13: is told page by page too, each thing once, however small the pages', async () => {
    const { body: whole } = await officer.ask('GET', `/v1/exports/${customerId}`);
    const expected = (whole.items as Item[])
      .filter(({ holding }) => holding.startsWith('booking.'))
      .map(({ holding, data }) => [holding, data]);
    const found: unknown[] = [];
    for (let after = ''; ;) {
      const page = await officer.get(
        `/v1/booking/holdings/${customerId}?language=en&limit=1${after === '' ? '' : `&after=${after}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(1);
      found.push(...page.items.map(({ holding, data }: Item) => [holding, data]));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(found).toEqual(expected);
    const bad = await officer.ask('GET', `/v1/booking/holdings/${customerId}?after=nonsense`);
    expect([bad.status, bad.body.code]).toEqual([422, 'cursor-invalid']);
  });

  it('GW-07: the look is in the access log before it is answered, under the operation that showed it', async () => {
    await officer.get(`/v1/exports/${customerId}`);
    await running.settle();
    const { items } = await running.api.get(`/v1/customers/${customerId}/reads`);
    expect(items).toContainEqual(
      expect.objectContaining({
        operation: 'listHoldings',
        roles: ['privacy-officer'],
        reason: 'customer-asked',
        kinds: expect.arrayContaining(['contacts', 'notes', 'formulas', 'messages']),
      }),
    );
  });

  it('R-CU-03: tells all records of a person, whichever is asked for', async () => {
    const register = (more: object) =>
      running.api.post('/v1/customers', { homeStoreId: 'harbour', ...more });
    const { id: kept } = await register({ name: 'Ada One', emails: ['ada@example.org'] });
    const { id: gone } = await register({ name: 'Ada Two', notes: 'likes tea', language: 'en' });
    await running.api.post('/v1/customers/links', {
      survivorId: kept,
      absorbedId: gone,
      reason: 'registered-twice',
    });
    await running.settle();
    const { body } = await officer.ask('GET', `/v1/exports/${gone}`);
    expect([body.customerId, body.customerIds]).toEqual([kept, [kept, gone]]);
    expect(of(body.items, 'customers.record')).toMatchObject([
      { name: 'Ada One' },
      { name: 'Ada Two', notes: 'likes tea' },
    ]);
  });

  it('R-PR-01: what people say of themselves is in the export, and in no event and no message', async () => {
    const planted = {
      name: 'Markername Quux',
      occupation: 'markermaker',
      notes: 'markernote',
      emails: ['markermail@example.org'],
      phones: ['+12125550187'],
      birthDate: '1971-03-04',
    };
    const { id } = await running.api.post('/v1/customers', { homeStoreId: 'harbour', ...planted });
    await running.settle();
    const { body } = await officer.ask('GET', `/v1/exports/${id}`);
    const told = JSON.stringify(body);
    const log = running.log();
    expect(log).toContain(id);
    for (const marker of Object.values(planted).flat()) {
      expect(told).toContain(marker);
      expect(log).not.toContain(marker);
    }
  });

  it('PR-13: as a page in her language on which nothing runs, whatever stands in it', async () => {
    const { id } = await running.api.post('/v1/customers', {
      homeStoreId: 'harbour',
      name: 'Mallory <script>alert(1)</script>',
      notes: '"><img src=x onerror=alert(1)>',
      language: 'en',
    });
    const token = await running.platform.issuer!.token({ role: 'privacy-officer' });
    const page = await running.raw('GET', `/v1/exports/${id}/page`, { token });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain('<h2>Your record</h2>');
    expect(page.text).toContain('Mallory &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.text).not.toMatch(/<(script|img)/);
  });

  it('GW-02: is for those who answer for the data of the whole chain, and of a customer there is', async () => {
    const statusFor = async (grant: { role: string; stores?: string[] }, id = customerId) => {
      const { status, body } = await (await running.as(grant)).ask('GET', `/v1/exports/${id}`);
      return [status, body.code];
    };
    expect(await statusFor({ role: 'store-manager', stores: ['harbour'] })).toEqual([
      403,
      'permission-missing',
    ]);
    expect(await statusFor({ role: 'privacy-officer', stores: ['harbour'] })).toEqual([
      403,
      'scope-too-narrow',
    ]);
    expect(await statusFor({ role: 'privacy-officer' }, 'nobody')).toEqual([
      404,
      'customer-not-found',
    ]);
    for (const context of ['customers', 'nowhere'])
      expect((await officer.ask('GET', `/v1/${context}/holdings/nobody`)).status).toBe(404);
  });
});
