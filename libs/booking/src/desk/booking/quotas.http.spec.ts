import { dayAhead } from '../../testing.http.js';
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
