import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RebuildProgress, Reconciled } from '@chignon/eventing';
import { products as catalogue, toldProducts } from '@chignon/inventory';
import { runPlatform, type Running } from '../support/platform.js';
import { tempDir } from '../support/temp.js';

/**
 * A data folder as a release before origins left it, killed three times within a tenth of a second of a settlement: twelve visits of
 * 90.00 at the harbour, three of them refunded and one voided, and 28 of its 125 messages published a second time.
 */
const FOLDER = join(__dirname, 'folders/before-origins');
const DAY = '2026-11-30';

function unpacked(): string {
  const dir = join(tempDir(), 'data');
  mkdirSync(dir, { mode: 0o700 });
  for (const name of readdirSync(FOLDER))
    writeFileSync(
      join(dir, name.replace(/\.gz$/, '')),
      name.endsWith('.gz')
        ? gunzipSync(readFileSync(join(FOLDER, name)))
        : readFileSync(join(FOLDER, name)),
      { mode: 0o600 },
    );
  return dir;
}

describe('E9 A1 a folder of an older release that carries doubles', () => {
  let running: Running;
  const contexts = ['booking', 'customers', 'loyalty', 'marketing', 'inventory', 'insights'];
  const reconciled = async () => {
    const all: Reconciled[] = [];
    for (const context of contexts)
      all.push(
        (
          (await running.api.post(`/v1/${context}/operations/verify`)) as {
            findings: [];
            reconciled: Reconciled;
          }
        ).reconciled,
      );
    return {
      differences: all.flatMap((one) => one.differences),
      repeats: all.reduce((sum, one) => sum + one.repeats, 0),
    };
  };
  const sales = async () =>
    (
      await running.api.get<{ totals: { currency: string; netCents: number; visits: number }[] }>(
        `/v1/insights/sales?from=${DAY}&to=${DAY}&storeId=harbour`,
      )
    ).totals;

  beforeAll(async () => {
    running = await runPlatform({ dir: unpacked(), demo: false });
    await running.settle();
  }, 60_000);
  afterAll(() => running?.close());

  it('opens, and nothing is published a third time', async () => {
    const { repeats, differences } = await reconciled();
    expect(repeats).toBe(28);
    expect(differences.filter(({ problem }) => problem !== 'differs')).toEqual([]);
  }, 60_000);

  it('is mended by a rebuild, which knows that its difference is right, and reconciles', async () => {
    for (const runtime of running.platform.host.runtimes.values()) {
      for (const name of runtime.views.names())
        expect((await runtime.views.rebuild(name)) satisfies RebuildProgress).toMatchObject({
          view: name,
          state: 'switched',
        });
    }
    expect((await reconciled()).differences).toEqual([]);
    expect(await sales()).toMatchObject([{ currency: 'USD', netCents: 72_000, visits: 11 }]);
    // Of three guests with three visits each the second had all of them refunded, and the third one of them voided.
    const available = async (code: string) => {
      const {
        items: [customer],
      } = await running.api.get<{ items: [{ id: string }] }>(
        `/v1/customers?externalId=demo:${code}`,
      );
      return (await running.api.get<{ available: number }>(`/v1/loyalty/accounts/${customer.id}`))
        .available;
    };
    expect([
      await available('guest-01'),
      await available('guest-02'),
      await available('guest-03'),
    ]).toEqual([270, 0, 180]);
  }, 120_000);

  it('goes on from there', async () => {
    const { visitId } = await running.api.post<{ visitId: string }>('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'jonas', sharePercent: 100 }] }],
    });
    const { bill, businessDate } = await running.api.post<{
      bill: { grossCents: number };
      businessDate: string;
    }>(`/v1/booking/visits/${visitId}/complete`);
    await running.api.post(`/v1/booking/visits/${visitId}/settle`, {
      tenders: [{ kind: 'card', cents: bill.grossCents }],
    });
    await running.settle();
    expect((await reconciled()).differences).toEqual([]);
    const [total] = (
      await running.api.get<{ totals: { netCents: number }[] }>(
        `/v1/insights/sales?from=${businessDate}&to=${businessDate}&storeId=harbour`,
      )
    ).totals;
    expect(total!.netCents).toBe(businessDate === DAY ? 75_500 : 3500);
  }, 60_000);
});

describe('K10 products that a release before published nothing of', () => {
  const dir = unpacked();
  let running: Running;
  const open = async () => void (running = await runPlatform({ dir, demo: false }));
  const products = async () =>
    (
      await running.api.get<{ items: { sku: string; revision: number; priceCents: number }[] }>(
        '/v1/inventory/products?limit=200',
      )
    ).items;
  const tell = () =>
    running.platform.host.runtimes.get('inventory')!.runJob('inventory.tell-products');
  beforeAll(open, 60_000);
  afterAll(() => running?.close());

  it('are sold and used from the first start on, at what they cost', async () => {
    const { visitId } = await running.api.post<{ visitId: string }>('/v1/booking/visits', {
      storeId: 'harbour',
      services: [],
    });
    const all = await products();
    expect(all.length).toBeGreaterThan(5);
    for (const { sku, priceCents } of all) {
      const { lines } = await running.api.post<{ lines: object[] }>(
        `/v1/booking/visits/${visitId}/lines`,
        { kind: 'product', itemId: sku },
      );
      expect(lines.at(-1)).toMatchObject({ itemId: sku, priceCents });
    }
  }, 60_000);

  it('are told of once, however often it is looked and started', async () => {
    const before = await products();
    await tell();
    await running.close();
    await open();
    expect(await products()).toEqual(before);
  }, 60_000);

  it('are told of all the same when that was stopped half-way, while somebody changes one', async () => {
    const { documents } = running.platform.host.engines;
    const before = await products();
    const half = await documents.find(catalogue, { index: 'bySku', limit: 3 });
    await documents.put(toldProducts, { id: 'products', edition: 2, after: half.next! });
    const last = before.at(-1)!;
    const {
      revision: _,
      productVersion: __,
      sku,
      ...body
    } = last as typeof last & { productVersion: number };
    await Promise.all([
      tell(),
      running.api.put(`/v1/inventory/products/${sku}`, {
        ...body,
        priceCents: last.priceCents + 100,
      }),
    ]);
    const after = await products();
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(after.slice(3, -1).map(({ revision }) => revision)).toEqual(
      before.slice(3, -1).map(({ revision }) => revision + 1),
    );
    await running.settle();
    const { visitId } = await running.api.post<{ visitId: string }>('/v1/booking/visits', {
      storeId: 'harbour',
      services: [],
    });
    const { lines } = await running.api.post<{ lines: object[] }>(
      `/v1/booking/visits/${visitId}/lines`,
      { kind: 'product', itemId: sku },
    );
    expect(lines.at(-1)).toMatchObject({ priceCents: last.priceCents + 100 });
  }, 60_000);
});

describe('AN-21 services, staff and names of products that a release before published nothing of', () => {
  const dir = unpacked();
  let running: Running;
  const told = async (topics: string): Promise<{ subject: string; data: any }[]> => {
    const outside = await running.as({ role: 'subscriber' });
    const { items, end } = await outside.get<{ items: []; end: boolean }>(
      `/v1/events?topics=${topics}&limit=500`,
    );
    expect(end).toBe(true);
    return items;
  };
  beforeAll(async () => void (running = await runPlatform({ dir, demo: false })), 60_000);
  afterAll(() => running?.close());

  it('are told once, by their ids, and no staff member by name', async () => {
    for (let start = 0; start < 2; start++) {
      const services = await told('chignon.booking.service');
      const { items: catalogue } = await running.api.get<{
        items: { serviceId: string; name: string; version: number }[];
      }>('/v1/booking/services?limit=200');
      expect(
        services.map(({ data }) => [data.serviceId, data.name, data.catalogueVersion]),
      ).toEqual(catalogue.map(({ serviceId, name, version }) => [serviceId, name, version]));
      const staff = await told('chignon.booking.staff');
      const { items: team } = await running.api.get<{
        items: { staffId: string; displayName: string }[];
      }>('/v1/booking/staff?storeId=harbour&limit=200');
      expect(team.length).toBeGreaterThan(2);
      expect(staff.map(({ subject }) => subject)).toEqual(
        expect.arrayContaining(team.map(({ staffId }) => staffId)),
      );
      expect(new Set(staff.map(({ subject }) => subject)).size).toBe(staff.length);
      expect(staff.filter(({ data }) => 'displayName' in data || 'name' in data)).toEqual([]);
      const products = new Map(
        (await told('chignon.inventory.product')).map(({ subject, data }) => [subject, data.name]),
      );
      const { items: shelf } = await running.api.get<{ items: { sku: string; name: string }[] }>(
        '/v1/inventory/products?limit=200',
      );
      expect([...products].sort()).toEqual(shelf.map(({ sku, name }) => [sku, name]).sort());
      await running.close();
      running = await runPlatform({ dir, demo: false });
    }
  }, 120_000);
});
