import { dayAhead } from '../../testing.http.js';
import { Refusal } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { overQuota } from '../../agenda/appointment/quotas.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { claimUses } from '../quotas/claims.flow.js';
import { at, book, had, openForAll, salon, somebody, wish } from './prerequisites.testing.http.js';

openForAll();

describe('BK-23 value-added services at zero price with a quota', () => {
  it('are booked for nothing, so often and not more; held, booked and done count', async () => {
    const customerId = somebody();
    expect(
      (await salon.post('holds', wish(customerId, at(20, '10:00'), 'scalp-test'))).body,
    ).toMatchObject({ status: 'held', priceCents: 0 });
    expect(await book(customerId, at(21, '10:00'), 'scalp-test')).toMatchObject({
      status: 409,
      body: {
        code: 'quota-used',
        field: 'services.0.serviceId',
        serviceId: 'scalp-test',
        next: dayAhead(110),
        perCustomer: 1,
        perDays: 90,
      },
    });
    const done = somebody();
    await had(done, 'scalp-test');
    expect((await book(done, at(30, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
    expect((await book(done, at(95, '10:00'), 'scalp-test')).status).toBe(201);
    expect((await book(somebody(), at(22, '10:00'), 'scalp-test', 'scalp-test')).body.code).toBe(
      'quota-used',
    );
  });
  it('a booking counts for the next as soon as it is answered, on any day, until it is cancelled; a move is not a second one', async () => {
    const customerId = somebody();
    const { body: first } = await book(customerId, at(24, '10:00'), 'scalp-test');
    expect((await book(customerId, at(25, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
    expect(
      (
        await salon.post(`appointments/${first.appointmentId}/reschedule`, {
          startsAt: at(24, '12:00'),
        })
      ).status,
    ).toBe(200);
    expect(
      (
        await salon.post(`appointments/${first.appointmentId}/reschedule`, {
          startsAt: at(26, '12:00'),
        })
      ).status,
    ).toBe(200);
    await salon.post(`appointments/${first.appointmentId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    await salon.platform.settle();
    expect((await book(customerId, at(25, '10:00'), 'scalp-test')).status).toBe(201);
  });
  it('in parallel on as many days as you like: one, and the others when it is given back', async () => {
    const customerId = somebody();
    const tries = () =>
      Promise.all(
        Array.from({ length: 8 }, (_, i) => book(customerId, at(40 + i, '10:00'), 'scalp-test')),
      );
    const race = await tries();
    const made = race.filter((r) => r.status === 201);
    expect([
      made.length,
      [...new Set(race.filter((r) => r.status !== 201).map((r) => r.body.code))],
    ]).toEqual([1, ['quota-used']]);
    const id = made[0]!.body.appointmentId;
    await salon.post(`appointments/${id}/cancel`, { by: 'customer', reason: 'ill' });
    await salon.platform.settle();
    expect((await tries()).filter((r) => r.status === 201)).toHaveLength(1);
  });
  it('a series is judged with its siblings, in its preview too; skipped ones are given back', async () => {
    const customerId = somebody();
    const weekly = {
      ...wish(customerId, at(50, '11:00'), 'scalp-test'),
      every: 1,
      unit: 'week',
      count: 3,
    };
    const { body: preview } = await salon.post('series/preview', weekly);
    expect(preview).toMatchObject({
      conflicts: 2,
      occurrences: [{ free: true }, { free: false, code: 'quota-used' }, { free: false }],
    });
    const refused = await salon.post('series', weekly);
    expect(refused).toMatchObject({ status: 409, body: { code: 'series-conflicts' } });
    expect(refused.body.conflicts.map((c: { code: string }) => c.code)).toEqual([
      'quota-used',
      'quota-used',
    ]);
    await salon.platform.settle();
    const skipping = await salon.post('series', { ...weekly, onConflict: 'skip' });
    expect([skipping.status, skipping.body.appointments.length]).toEqual([201, 1]);
    expect((await book(customerId, at(90, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
  });
  it('a group uses the quota of each guest; one guest over it refuses all and uses nothing', async () => {
    const [used, fresh] = [somebody(), somebody()];
    expect((await book(used, at(52, '10:00'), 'scalp-test')).status).toBe(201);
    const group = (date: number, ...customers: string[]) =>
      salon.post('groups', {
        storeId: 'soho',
        startsAt: at(date, '14:00'),
        guests: customers.map((customerId) => ({
          customerId,
          services: [{ serviceId: 'scalp-test' }],
        })),
      });
    expect((await group(53, fresh, used)).body.code).toBe('quota-used');
    const other = somebody();
    const race = await Promise.all([54, 55, 56].map((date) => group(date, fresh, other)));
    expect(race.filter((r) => r.status === 201)).toHaveLength(1);
    expect((await book(fresh, at(60, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
    expect((await book(other, at(60, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
  });
  it('what the day refuses uses nothing; a repeat with the same key is answered and is no second use', async () => {
    const customerId = somebody();
    const early = await book(customerId, at(61, '03:00'), 'scalp-test');
    expect([early.status, early.body.code]).toEqual([409, 'staff-off-shift']);
    const ask = { ...wish(customerId, at(61, '10:00'), 'scalp-test') };
    const key = { 'idempotency-key': `repeat-${customerId}` };
    const first = await salon.post('appointments', ask, key);
    const again = await salon.post('appointments', ask, key);
    expect([first.status, again.body.appointmentId]).toEqual([201, first.body.appointmentId]);
  });
  it("a claim whose booking never came is nobody's after a minute, and books nothing itself then", async () => {
    const customerId = somebody();
    const { tools } = salon.platform.host.runtimes.get('booking')!;
    const date = dayAhead(62);
    const claimed = await claimUses(
      tools,
      {
        frame: (await booksOf(tools).store('soho')).frame(date),
        options: [],
        quotas: [
          {
            serviceId: 'scalp-test',
            quota: { perCustomer: 1, perDays: 90 },
            elsewhere: [],
            known: [],
            wanted: 1,
            field: 'services.0.serviceId',
          },
        ],
      },
      {
        customerId,
        key: `soho-${date}`,
        cause: { commandId: `stopped-${customerId}`, actor: 'desk', correlationId: 'stopped' },
      },
    );
    expect((await book(customerId, at(63, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
    const later = Date.now() + 61_000;
    const quotas = claimed.plan instanceof Refusal ? [] : claimed.plan.quotas!;
    const { state } = await tools.load(agenda, `soho-${date}`);
    expect(overQuota(state, quotas, customerId, date, later)).toMatchObject({
      code: 'quota-claim-lapsed',
    });
    await salon.clock.during(new Date(later).toISOString(), async () => {
      expect((await book(customerId, at(63, '10:00'), 'scalp-test')).status).toBe(201);
    });
  });
  it('a no-show gives its use back, and takes it again when it is undone (R-BK-36)', async () => {
    const customerId = somebody();
    const { body: missed } = await book(customerId, at(70, '10:00'), 'scalp-test');
    const late = new Date(Date.parse(missed.startsAt) + 20 * 60_000).toISOString();
    await salon.clock.during(late, async () => {
      const noShow = `appointments/${missed.appointmentId}/no-show`;
      expect((await salon.post(noShow, {})).body.status).toBe('missed');
      await salon.platform.settle();
      const { status, body: other } = await book(customerId, at(75, '10:00'), 'scalp-test');
      expect(status).toBe(201);
      await salon.post(`appointments/${other.appointmentId}/cancel`, {
        by: 'customer',
        reason: 'ill',
      });
      expect((await salon.post(`${noShow}/undo`)).body.status).toBe('booked');
      await salon.platform.settle();
      expect((await book(customerId, at(76, '10:00'), 'scalp-test')).body.code).toBe('quota-used');
    });
  });
  it('on one day of a store no number of parallel requests uses a quota twice', async () => {
    const customerId = somebody();
    const race = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        book(
          customerId,
          at(27, `${String(9 + Math.floor(i / 3)).padStart(2, '0')}:${['00', '20', '40'][i % 3]}`),
          'scalp-test',
        ),
      ),
    );
    expect([
      race.filter((r) => r.status === 201).length,
      [...new Set(race.filter((r) => r.status !== 201).map((r) => r.body.code))],
    ]).toEqual([1, ['quota-used']]);
  });
});
