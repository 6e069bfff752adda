import { randomUUID } from 'node:crypto';
import { runPlatform, type Running } from '../support/platform.js';

/* What to use up first and what is over, in one store and in the chain, by each store's own midnight. */

const SKU = 'COL-7-0';
const STORES = '/v1/inventory/stores';
const LAST = '2027-03-31';

let running: Running;
beforeAll(async () => {
  running = await runPlatform();
  for (const [store, lot, expiresOn, quantityMilli] of [
    ['harbour', 'H/1', LAST, 2_000],
    ['harbour', 'H/2', '2027-12-31', 1_000],
    ['harbour', 'H/3', '2027-02-28', 1_000],
    ['harbour', 'H/4', undefined, 1_000],
    ['riverside', 'E/1', LAST, 1_000],
  ] as const)
    await running.api.post(`${STORES}/${store}/receipts`, {
      sku: SKU,
      quantityMilli,
      lot,
      expiresOn,
    });
  await running.settle();
}, 60_000);
afterAll(() => running.close());

interface Listed {
  readonly storeId: string;
  readonly lotId: string;
  readonly expired: boolean;
}
/** Before any of the lots is over. */
const WINTER = '2026-12-01T12:00:00.000Z';
const inWinter = (path: string) => running.clock.during(WINTER, () => list(path));
const list = async (path: string): Promise<(readonly [string, boolean])[]> =>
  (await running.api.get<{ items: Listed[] }>(path)).items.map(({ lotId, expired }) => [
    lotId,
    expired,
  ]);

describe('IN-03 lots that expire', () => {
  it('by their last day up to a day, with what is left; a lot without one is in no list', async () => {
    expect(await inWinter(`${STORES}/harbour/expiring?until=2027-12-31`)).toEqual([
      ['H/3', false],
      ['H/1', false],
      ['H/2', false],
    ]);
    expect(await inWinter(`${STORES}/harbour/expiring?until=2027-03-30`)).toEqual([['H/3', false]]);
    const { items } = await running.clock.during(WINTER, () =>
      running.api.get<{ items: object[] }>(`${STORES}/harbour/expiring?until=2027-03-31&limit=1`),
    );
    expect(items).toEqual([
      {
        storeId: 'harbour',
        sku: SKU,
        lotId: 'H/3',
        expiresOn: '2027-02-28',
        onHandMilli: 1_000,
        expired: false,
      },
    ]);
  });

  it('a lot that is empty is gone, one that is open is listed by its own day', async () => {
    const ask = (path: string, body: object) =>
      running.api.ask(
        'POST',
        `${STORES}/harbour/${path}`,
        { sku: SKU, lot: 'H/3', ...body },
        { 'idempotency-key': randomUUID() },
      );
    const waste = { movement: 'waste', quantityMilli: 1_000, unit: 'tube', reason: 'damaged' };
    expect((await ask('issues', waste)).status).toBe(201);
    const opening = { lot: 'H/2', openedOn: '2026-10-15', monthsAfterOpening: 5 };
    expect((await ask('openings', opening)).status).toBe(201);
    await running.settle();
    expect(await inWinter(`${STORES}/harbour/expiring?until=2027-12-31`)).toEqual([
      ['H/2@2026-10-15', false],
      ['H/1', false],
    ]);
  });

  it('I2: good through its last day at the harbour, over at the riverside, where it is tomorrow, in the list of the chain too', async () => {
    const both = async (instant: string) =>
      running.clock.during(instant, async () => [
        await list(`${STORES}/harbour/expiring?until=${LAST}`),
        (await list(`/v1/inventory/expiring?until=${LAST}`)).filter(([lot]) => /^[HE]/.test(lot)),
      ]);
    expect(await both('2027-03-31T20:00:00.000Z')).toEqual([
      [
        ['H/2@2026-10-15', true],
        ['H/1', false],
      ],
      [
        ['H/2@2026-10-15', true],
        ['H/1', false],
        ['E/1', true],
      ],
    ]);
  });

  it('looks 30 days ahead when nobody says, and refuses dates that are none', async () => {
    const ahead = (instant: string) =>
      running.clock.during(instant, () => list(`${STORES}/harbour/expiring`));
    expect(await ahead('2027-03-01T12:00:00.000Z')).toEqual([
      ['H/2@2026-10-15', false],
      ['H/1', false],
    ]);
    expect(await ahead('2027-02-20T12:00:00.000Z')).toEqual([['H/2@2026-10-15', false]]);
    const { status, body } = await running.api.ask(
      'GET',
      '/v1/inventory/expiring?until=2027-02-30',
    );
    expect([status, body.code, body.field]).toEqual([422, 'date-invalid', 'until']);
  });
});
