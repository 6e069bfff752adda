import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { runPlatform, type Running } from '../support/platform.js';

/* The last bottle on two bills at two tills: kept on the shelf for one of them, through the gateway's one call. */

const STORE = '/v1/inventory/stores/harbour';

let running: Running;
let till: ApiClient;
beforeAll(async () => {
  running = await runPlatform();
  till = await running.as({ role: 'front-desk', stores: ['harbour'] });
}, 60_000);
afterAll(() => running.close());

const fresh = () => ({ 'idempotency-key': randomUUID() });
async function stocked(sku: string, pieces: number, productClass = 'retail'): Promise<void> {
  await running.api.put(`/v1/inventory/products/${sku}`, {
    name: 'Oil',
    productClass,
    stockUnit: 'piece',
    useUnit: 'piece',
    useUnitsPerStockUnitMilli: 1_000,
    priceCents: 2_000,
    currency: 'USD',
  });
  if (pieces > 0)
    await running.api.post(`${STORE}/receipts`, { sku, quantityMilli: pieces * 1_000 });
  await running.settle();
}
async function walkIn(): Promise<string> {
  const { visitId } = await till.post<{ visitId: string }>('/v1/booking/visits', {
    storeId: 'harbour',
    services: [{ serviceId: 'womens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
  });
  await running.settle();
  return visitId;
}
const put = (visitId: string, sku: string, headers = fresh(), more: object = {}) =>
  till.ask('POST', '/v1/bill-products', { visitId, sku, ...more }, headers);
const shelf = async (sku: string) => {
  await running.settle();
  const { onHandMilli, claimedMilli } = await till.get<any>(`${STORE}/levels/${sku}`);
  return [onHandMilli, claimedMilli];
};
async function settle(visitId: string): Promise<void> {
  await till.post(`/v1/booking/visits/${visitId}/complete`, {});
  const { bill } = await till.get<any>(`/v1/booking/visits/${visitId}`);
  await till.post('/v1/checkout', { visitId, tenders: [{ kind: 'card', cents: bill.grossCents }] });
}

describe('I5, F15, R-IN-04 the last bottle at two tills', () => {
  it('is on one bill, whichever asks first; the other one is told before anybody pays', async () => {
    await stocked('OIL-1', 1);
    const bills = await Promise.all(Array.from({ length: 4 }, walkIn));
    const answers = await Promise.all(bills.map((visitId) => put(visitId, 'OIL-1')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(
      answers.flatMap(({ status, body }) =>
        status === 409 ? [[body.code, body.claimedMilli]] : [],
      ),
    ).toEqual(Array.from({ length: 3 }, () => ['stock-claimed', 1_000]));
    const lines = await Promise.all(
      bills.map(async (visitId) => (await till.get<any>(`/v1/booking/visits/${visitId}`)).lines),
    );
    expect(lines.map((one) => one.length).sort()).toEqual([1, 1, 1, 2]);
    expect(await shelf('OIL-1')).toEqual([1_000, 1_000]);
    await settle(bills[answers.findIndex(({ status }) => status === 200)]!);
    expect(await shelf('OIL-1')).toEqual([0, 0]);
  });

  it('a repeat has the same effect once, and the line that is refused gives its claim back', async () => {
    await stocked('OIL-2', 2);
    const visitId = await walkIn();
    const headers = fresh();
    const [first, again] = [
      await put(visitId, 'OIL-2', headers),
      await put(visitId, 'OIL-2', headers),
    ];
    expect(again.body).toEqual(first.body);
    expect(await shelf('OIL-2')).toEqual([2_000, 1_000]);
    const refused = await put(visitId, 'OIL-2', fresh(), { priceCents: 1 });
    expect(refused.status).toBe(403);
    expect(await shelf('OIL-2')).toEqual([2_000, 1_000]);
    // The same wish again, when the till may do it: what it kept was given back, so no line stands without goods.
    const tried = fresh();
    const cheap = { priceCents: 100, reason: 'promo' };
    expect((await put(visitId, 'OIL-2', tried, cheap)).body.code).toBe('till-limit-exceeded');
    const { revision: _, ...rules } = await running.api.get<any>('/v1/booking/till-rules');
    await running.api.put('/v1/booking/till-rules', {
      ...rules,
      limits: rules.limits.map((limit: object) => ({ ...limit, discountPercent: 100 })),
    });
    expect(await put(visitId, 'OIL-2', tried, cheap)).toMatchObject({
      status: 409,
      body: { code: 'claim-ended', field: 'Idempotency-Key' },
    });
    expect((await till.get<any>(`/v1/booking/visits/${visitId}`)).lines).toHaveLength(2);
    expect((await put(visitId, 'OIL-2', fresh(), cheap)).status).toBe(200);
    expect(await shelf('OIL-2')).toEqual([2_000, 2_000]);
    const unknown = await put('no-such-visit', 'OIL-2');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'visit-not-found']);
  });

  it('is anybody’s again when the line is removed, the visit abandoned or voided, or the time is over', async () => {
    await stocked('OIL-3', 1);
    const free = async () => expect(await shelf('OIL-3')).toEqual([1_000, 0]);
    const removed = await walkIn();
    const { body } = await put(removed, 'OIL-3');
    await till.post(`/v1/booking/visits/${removed}/lines/${body.lineId}/remove`, {
      reason: 'not-wanted',
    });
    await free();
    const abandoned = await walkIn();
    expect((await put(abandoned, 'OIL-3')).status).toBe(200);
    await till.post(`/v1/booking/visits/${abandoned}/abandon`, { reason: 'left' });
    await free();
    const voided = await walkIn();
    expect((await put(voided, 'OIL-3')).status).toBe(200);
    await running.api.post(`/v1/booking/visits/${voided}/void`, { reason: 'entered-twice' });
    await free();
    const given = await walkIn();
    const claim = { visitId: given, sku: 'OIL-3', minutes: 5 };
    const { claimId } = await till.post<any>(`${STORE}/claims`, claim);
    await running.settle();
    expect((await till.get<any>(`${STORE}/claims`)).items).toContainEqual(
      expect.objectContaining({ claimId, visitId: given, quantityMilli: 1_000, short: false }),
    );
    const release = () =>
      till.ask('POST', `${STORE}/claims/${claimId}/release`, { sku: 'OIL-3' }, fresh());
    expect([(await release()).status, (await release()).body.code]).toEqual([
      200,
      'claim-not-found',
    ]);
    await free();
  });

  it('warns of the back-bar and refuses nothing that a completed visit sold or used', async () => {
    await stocked('OIL-4', 0, 'professional');
    const visitId = await walkIn();
    const { status, body } = await put(visitId, 'OIL-4');
    expect([status, body.short]).toEqual([200, true]);
    await settle(visitId);
    expect(await shelf('OIL-4')).toEqual([-1_000, 0]);
    await stocked('OIL-5', 1);
    const claimed = await walkIn();
    expect((await put(claimed, 'OIL-5')).status).toBe(200);
    // A till that does not ask the shelf sells it all the same: the shelf says so.
    const other = await walkIn();
    await till.post(`/v1/booking/visits/${other}/lines`, { kind: 'product', itemId: 'OIL-5' });
    await settle(other);
    expect(await shelf('OIL-5')).toEqual([0, 1_000]);
    await settle(claimed);
    expect(await shelf('OIL-5')).toEqual([-1_000, 0]);
    const over = await put(claimed, 'OIL-5');
    expect([over.status, over.body.code]).toEqual([409, 'visit-over']);
  });
});
