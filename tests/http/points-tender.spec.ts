import { randomUUID } from 'node:crypto';
import { runPlatform, type Running } from '../support/platform.js';

/* LY-11 R-LY-09 L7: bills paid with points and money, through the gateway. */

const MINOR_PER_POINT = 100;
let running: Running;
let currency: string;

const send = (path: string, body: object, key: string = randomUUID()) =>
  running.api.ask('POST', path, body, { 'idempotency-key': key });
const account = async (customerId: string): Promise<Record<string, any>> => {
  await running.settle();
  return running.api.get(`/v1/loyalty/accounts/${customerId}`);
};
/** A customer with so many points. */
const customerWith = async (points: number): Promise<string> => {
  const { id } = await running.api.post('/v1/customers', { name: 'Rosa', homeStoreId: 'harbour' });
  const given = await send(`/v1/loyalty/accounts/${id}/adjustments`, {
    points,
    reason: 'migration',
    storeId: 'harbour',
  });
  expect([given.status, given.body.status]).toEqual([201, 'done']);
  return id;
};
/** A bill that is ready to be settled. */
const bill = async (
  customerId: string,
): Promise<{ visitId: string; gross: number; net: number }> => {
  const opened = await send('/v1/booking/visits', {
    storeId: 'harbour',
    customerId,
    services: [{ serviceId: 'womens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
  });
  expect([opened.status, opened.body.code]).toEqual([201, undefined]);
  const { visitId } = opened.body;
  const completed = await send(`/v1/booking/visits/${visitId}/complete`, {});
  expect(completed.status).toBe(200);
  return { visitId, gross: completed.body.bill.grossCents, net: completed.body.bill.netCents };
};
const checkout = (visitId: string, points: number, card: number, key?: string) =>
  send(
    '/v1/checkout',
    {
      visitId,
      tenders: [
        { kind: 'points', cents: points },
        ...(card === 0 ? [] : [{ kind: 'card', cents: card }]),
      ],
    },
    key,
  );

beforeAll(async () => {
  running = await runPlatform();
  ({ currency } = await running.api.get('/v1/booking/stores/harbour'));
  const customerId = await customerWith(1);
  const { visitId } = await bill(customerId);
  expect(await checkout(visitId, 1, 0)).toMatchObject({
    status: 409,
    body: { code: 'points-currency' },
  });
  await running.api.put('/v1/loyalty/programme', {
    currencies: [
      { currency, minorPerPoint: MINOR_PER_POINT, tiers: {}, worth: { points: 1, cents: 1 } },
    ],
  });
}, 60_000);
afterAll(() => running.close());

describe('points as a tender', () => {
  it('pay half a bill: spent once, and that half earns nothing; refunded they are back', async () => {
    const customerId = await customerWith(5_000);
    const { visitId, gross, net } = await bill(customerId);
    const half = Math.floor(gross / 2);
    const key = randomUUID();
    const paid = await checkout(visitId, half, gross - half, key);
    expect([paid.status, paid.body.code]).toEqual([200, undefined]);
    expect((await checkout(visitId, half, gross - half, key)).body).toEqual(paid.body);
    const earned = Math.floor((net * (gross - half)) / gross / MINOR_PER_POINT);
    expect(await account(customerId)).toMatchObject({
      held: 0,
      redeemed: half,
      earned,
      available: 5_000 - half + earned,
      debt: 0,
    });
    const voided = await send(`/v1/booking/visits/${visitId}/void`, { reason: 'mistake' });
    expect([voided.status, voided.body.code]).toEqual([200, undefined]);
    expect(await account(customerId)).toMatchObject({
      held: 0,
      redeemed: 0,
      reversed: earned,
      available: 5_000,
      debt: 0,
    });
  });

  it('without enough of them nothing is settled, and nothing is kept', async () => {
    const customerId = await customerWith(100);
    const { visitId, gross } = await bill(customerId);
    expect(await checkout(visitId, 101, gross - 101)).toMatchObject({
      status: 409,
      body: { code: 'tender-insufficient', availableCents: 100, tender: 'points' },
    });
    expect(await account(customerId)).toMatchObject({ available: 100, held: 0, redeemed: 0 });
  });

  it('two tills: one has the points, the other is told what is left', async () => {
    const customerId = await customerWith(1_000);
    const bills = [await bill(customerId), await bill(customerId)];
    const answers = await Promise.all(
      bills.map(({ visitId, gross }) => checkout(visitId, 800, gross - 800)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await account(customerId)).redeemed).toBe(800);
  });

  it('what no settlement took is given back, also by asking twice; nobody pays with the points of another', async () => {
    const [customerId, other] = [await customerWith(500), await customerWith(500)];
    const { visitId } = await bill(customerId);
    const reserve = (more: object = {}) =>
      send('/v1/loyalty/tenders/points/reservations', {
        storeId: 'harbour',
        visitId,
        customerId,
        cents: 300,
        currency,
        ...more,
      });
    expect((await reserve({ account: other })).body.code).toBe('account-not-found');
    const kept = await reserve();
    expect(kept.status).toBe(201);
    expect(await account(customerId)).toMatchObject({ available: 200, held: 300 });
    const { reservation } = kept.body;
    for (const _ of [1, 2])
      expect(
        (await send('/v1/loyalty/tenders/points/reservations/release', { reservation })).body
          .status,
      ).toBe('released');
    expect(await account(customerId)).toMatchObject({ available: 500, held: 0 });
    const { items } = await running.api.get(`/v1/loyalty/accounts/${customerId}/statement`);
    expect(items.slice(0, 2)).toMatchObject([
      { kind: 'released', points: 300, balanceAfter: 500 },
      { kind: 'reserved', points: -300, balanceAfter: 200 },
    ]);
  });
});
