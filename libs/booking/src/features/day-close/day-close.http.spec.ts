import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// An evening at the till of a store in New York, on a day in winter. The clock is the test's.

let at: Salon;
const clock = new Clock();
const DAY = '2031-01-07';
const setClock = (time: string, date = DAY) =>
  clock.set(new Date(`${date}T${time}:00-05:00`).toISOString());

beforeAll(async () => {
  setClock('09:00');
  at = await salon({ clock });
}, 60_000);
afterAll(() => at.close());

/** A settled cut of 60.00. */
async function settled(...tenders: [kind: string, cents: number][]): Promise<string> {
  const { body } = await at.post('visits', {
    storeId: 'soho',
    services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
  });
  await at.post(`visits/${body.visitId}/complete`);
  const answer = await at.post(`visits/${body.visitId}/settle`, {
    tenders: tenders.map(([kind, cents]) => ({ kind, cents })),
  });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return body.visitId;
}
const path = (date = DAY) => `stores/soho/day-closes/${date}`;
const books = async (date = DAY) => {
  await at.platform.settle();
  return (await at.get(path(date))).body;
};
const close = (counted: Record<string, number>, more: object = {}, headers?: any) =>
  at.post(
    `${path()}/close`,
    { counted: Object.entries(counted).map(([kind, cents]) => ({ kind, cents })), ...more },
    headers,
  );

describe('VS-01 VS-15 the close of a day by tender, with counted cash and difference', () => {
  it('expects bills, refunds and voids on the day of each, and nothing of other days', async () => {
    setClock('16:00', '2031-01-06');
    const before = await settled(['cash', 6000]);
    setClock('10:00');
    await settled(['cash', 2000], ['card', 4000]);
    const voided = await settled(['cash', 6000]);
    await settled(['wechat-pay', 6000]);
    await at.post(`visits/${voided}/void`, { reason: 'mistake' });
    const refund = await at.post(`visits/${before}/refund`, {
      items: [{ lineId: 'l1', quantityMilli: 250 }],
      reason: 'complaint',
    });
    expect(refund.status).toBe(200);
    expect(await books('2031-01-06')).toMatchObject({
      status: 'open',
      expected: [{ kind: 'cash', cents: 6000 }],
    });
    expect(await books()).toEqual({
      storeId: 'soho',
      date: DAY,
      currency: 'USD',
      status: 'open',
      expected: [
        { kind: 'card', cents: 4000 },
        { kind: 'cash', cents: 500 },
        { kind: 'wechat-pay', cents: 6000 },
      ],
      movedSinceClose: [],
      closes: [],
      revision: 0,
    });
  });
  it('wants the cash counted, kinds of the chain, each once, and a reason for a difference', async () => {
    setClock('18:30');
    const codes = async (answered: ReturnType<typeof close>) => {
      const { status, body } = await answered;
      return [status, body.code, body.field];
    };
    expect(await codes(close({ card: 4000 }))).toEqual([422, 'cash-uncounted', 'counted']);
    expect(await codes(close({ cash: 500, shells: 3 }))).toEqual([
      422,
      'tender-unknown',
      'counted.1.kind',
    ]);
    expect(
      await codes(
        at.post(`${path()}/close`, {
          counted: [
            { kind: 'cash', cents: 1 },
            { kind: 'cash', cents: 2 },
          ],
        }),
      ),
    ).toEqual([422, 'tender-repeated', 'counted.1.kind']);
    expect((await close({ cash: 10_300 }, { floatCents: 10_000 })).body).toMatchObject({
      code: 'difference-unexplained',
      differenceCents: -200,
    });
    expect(
      await codes(close({ cash: 10_300 }, { floatCents: 10_000, reason: 'Bob took it' })),
    ).toEqual([422, 'field-invalid', 'reason']);
    expect(await codes(close({ cash: 10_300 }, { floatCents: 10_000, reason: 'weather' }))).toEqual(
      [422, 'reason-unknown', 'reason'],
    );
    expect(await codes(at.post(`${path('2031-01-08')}/close`, { counted: [] }))).toEqual([
      422,
      'field-invalid',
      'counted',
    ]);
    const tomorrow = { counted: [{ kind: 'cash', cents: 0 }] };
    expect(await codes(at.post(`${path('2031-01-08')}/close`, tomorrow))).toEqual([
      422,
      'date-in-future',
      'date',
    ]);
    expect((await at.get(path('2031-01-08'))).body).toMatchObject({ status: 'open', expected: [] });
    expect((await at.get(path('2031-02-30'))).body.code).toBe('date-invalid');
  });
  it('freezes what was expected and counted, once however often it is sent', async () => {
    const send = () =>
      close(
        { cash: 10_300, card: 4000 },
        { floatCents: 10_000, reason: 'miscounted' },
        { 'idempotency-key': 'evening' },
      );
    const first = await send();
    expect(first).toMatchObject({
      status: 200,
      body: {
        status: 'closed',
        revision: 1,
        closes: [
          {
            closeNo: 1,
            floatCents: 10_000,
            differenceCents: -200,
            reason: 'miscounted',
            tenders: [
              { kind: 'card', expectedCents: 4000, countedCents: 4000, differenceCents: 0 },
              { kind: 'cash', expectedCents: 10_500, countedCents: 10_300, differenceCents: -200 },
              { kind: 'wechat-pay', expectedCents: 6000 },
            ],
          },
        ],
      },
    });
    expect((await send()).body).toEqual(first.body);
    expect((await close({ cash: 10_500 }, { floatCents: 10_000 })).body.code).toBe('day-closed');
  });
  it('shows what came after it, and is made anew under the next number by who may reopen', async () => {
    await settled(['cash', 6000]);
    expect(await books()).toMatchObject({
      status: 'closed',
      movedSinceClose: [{ kind: 'cash', cents: 6000 }],
    });
    const desk = await at.as('front-desk', { stores: ['soho'] });
    const reopen = (headers: any, reason = 'late-sale') =>
      at.post(`${path()}/reopen`, { reason }, headers);
    expect((await reopen(desk)).status).toBe(403);
    const manager = await at.as('store-manager', { stores: ['soho'] });
    expect((await reopen(manager, 'bored')).body.code).toBe('reason-unknown');
    expect((await reopen(manager)).body).toMatchObject({ status: 'open', revision: 2 });
    expect((await reopen(manager)).body.code).toBe('day-not-closed');
    expect((await close({ cash: 16_500 }, { floatCents: 10_000 }, desk)).body).toMatchObject({
      status: 'closed',
      movedSinceClose: [],
      closes: [
        { closeNo: 1, differenceCents: -200 },
        { closeNo: 2, differenceCents: 0 },
      ],
    });
    const elsewhere = await at.as('front-desk', { stores: ['mitte'] });
    expect((await at.get(path(), elsewhere)).status).toBe(404);
  });
});
