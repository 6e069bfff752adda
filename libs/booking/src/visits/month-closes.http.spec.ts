import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../testing.http.js';
import { visits } from './visit-ledger.js';

// A visit on the last evening of January in New York, its store's month closed on the first of February. The clock is the test's.

let at: Salon;
const clock = new Clock();
const setClock = (date: string, time = '10:00') =>
  clock.set(new Date(`${date}T${time}:00-05:00`).toISOString());

beforeAll(async () => {
  setClock('2031-01-31', '22:00');
  at = await salon({ clock });
}, 60_000);
afterAll(() => at.close());

/** A settled cut of 60.00. */
async function settled(): Promise<string> {
  const { body } = await at.post('visits', {
    storeId: 'soho',
    services: [{ serviceId: 'cut', performers: [{ staffId: 'anna', sharePercent: 100 }] }],
  });
  await at.post(`visits/${body.visitId}/complete`);
  const answer = await at.post(`visits/${body.visitId}/settle`, {
    tenders: [{ kind: 'cash', cents: 6000 }],
  });
  expect([answer.status, answer.body.code]).toEqual([200, undefined]);
  return body.visitId;
}
const path = (month = '2031-01') => `stores/soho/month-closes/${month}`;
const books = async () => {
  await at.platform.settle();
  return (await at.get(path())).body;
};
const codeOf = async (answered: ReturnType<typeof at.post>) => {
  const { status, body } = await answered;
  return [status, body.code];
};
const correct = (visitId: string, more: object = {}, headers?: any) =>
  at.post(
    `visits/${visitId}/correct`,
    { items: [{ lineId: 'l1', netCents: 5000 }], reason: 'price', ...more },
    headers,
  );

describe('VS-14 BY-09 R-VS-02 a month of a store is closed', () => {
  let visitId: string;

  it('when its last business day is over at the store, and with what its visits came to', async () => {
    visitId = await settled();
    await at.platform.settle();
    // By UTC it is February by now.
    expect(await codeOf(at.post(`${path()}/close`))).toEqual([422, 'month-not-over']);
    expect(await codeOf(at.post(`${path()}/reopen`, { reason: 'audit' }))).toEqual([
      409,
      'month-not-closed',
    ]);
    expect(await codeOf(at.post(`${path('2031-13')}/close`))).toEqual([422, 'month-invalid']);
    expect((await at.get(path('next'))).body.code).toBe('month-invalid');
    setClock('2031-02-01', '00:00');
    const manager = await at.as('store-manager', { stores: ['soho'] });
    const close = (headers: any) =>
      at.post(`${path()}/close`, undefined, { ...manager, ...headers });
    const closed = await close({ 'idempotency-key': 'january' });
    expect(closed).toMatchObject({
      status: 200,
      body: {
        status: 'closed',
        currency: 'USD',
        books: { visits: 1, netCents: 6000, taxCents: 0 },
        movedSinceClose: { visits: 0, netCents: 0, taxCents: 0 },
        closes: [{ closeNo: 1, visits: 1, netCents: 6000, taxCents: 0 }],
        revision: 1,
      },
    });
    expect((await close({ 'idempotency-key': 'january' })).body).toEqual(closed.body);
    expect((await close({})).body.code).toBe('month-already-closed');
    const desk = await at.as('front-desk', { stores: ['soho'] });
    expect((await at.post(`${path()}/reopen`, { reason: 'audit' }, desk)).status).toBe(403);
    const elsewhere = await at.as('store-manager', { stores: ['mitte'] });
    expect((await at.get(path(), elsewhere)).status).toBe(404);
  });

  it('and its bills are put right by a named permission only, which leaves who and why; the preview says so before', async () => {
    setClock('2031-02-03');
    const desk = await at.as('front-desk', { stores: ['soho'] });
    const manager = await at.as('store-manager', { stores: ['soho'], subject: 'maria' });
    const reason = { closedMonthReason: 'audit' };
    for (const headers of [desk, manager]) {
      expect((await correct(visitId, {}, headers)).body).toMatchObject({
        code: 'month-closed',
        field: 'closedMonthReason',
        month: '2031-01',
        permission: 'booking.closed-months:correct',
      });
      const preview = await at.post(
        `visits/${visitId}/void/preview`,
        { reason: 'mistake' },
        headers,
      );
      expect([preview.status, preview.body.code]).toEqual([409, 'month-closed']);
    }
    expect(await codeOf(at.post(`visits/${visitId}/void`, { reason: 'mistake' }, desk))).toEqual([
      409,
      'month-closed',
    ]);
    expect(await codeOf(correct(visitId, reason, desk))).toEqual([403, 'permission-missing']);
    expect(await codeOf(correct(visitId, { closedMonthReason: 'bored' }, manager))).toEqual([
      422,
      'reason-unknown',
    ]);
    expect((await correct(visitId, reason, manager)).body).toMatchObject({ status: 'corrected' });
    const { tools } = at.platform.host.runtimes.get('booking')!;
    const last = (await tools.history(visits, visitId)).at(-1)!;
    expect(last.data).toMatchObject({ closedMonth: { month: '2031-01', reason: 'audit' } });
    expect(last.meta.actor).toMatch(/^user:./);
  });

  it('while refunds and late visits go on, and stand apart', async () => {
    const desk = await at.as('front-desk', { stores: ['soho'] });
    const refund = await at.post(
      `visits/${visitId}/refund`,
      { items: [{ lineId: 'l1-n2', quantityMilli: 500 }], reason: 'complaint' },
      desk,
    );
    expect([refund.status, refund.body.code]).toEqual([200, undefined]);
    expect(await books()).toMatchObject({
      status: 'closed',
      books: { visits: 1, netCents: 2500 },
      movedSinceClose: { visits: 0, netCents: -3500, taxCents: 0 },
      closes: [{ netCents: 6000 }],
    });
  });

  it('until it is reopened, and closed anew under the next number', async () => {
    const reopen = (reason: string) => at.post(`${path()}/reopen`, { reason });
    expect(await codeOf(reopen('bored'))).toEqual([422, 'reason-unknown']);
    expect((await reopen('audit')).body).toMatchObject({ status: 'open', revision: 2 });
    const voided = await at.post(`visits/${visitId}/void`, { reason: 'mistake' });
    expect(voided.body).toMatchObject({ status: 'voided' });
    await at.platform.settle();
    expect((await at.post(`${path()}/close`)).body).toMatchObject({
      status: 'closed',
      closes: [
        { closeNo: 1, visits: 1 },
        { closeNo: 2, visits: 0, netCents: 0 },
      ],
    });
    // A visit of an open month is nobody's concern.
    setClock('2031-02-04');
    const now = await settled();
    expect((await correct(now, { closedMonthReason: 'audit' })).body).toMatchObject({
      status: 'corrected',
    });
    const { tools } = at.platform.host.runtimes.get('booking')!;
    expect((await tools.history(visits, now)).at(-1)!.data).not.toHaveProperty('closedMonth');
  });
});
