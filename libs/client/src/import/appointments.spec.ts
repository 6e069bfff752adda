import { appointmentsOf, firstHours } from './appointments.js';
import type { BookingRow, Problem } from './rows.js';
import { salonPos } from './salon-pos.mapping.js';
import { bookingRow, smallSalon } from './testing.js';

const appointments = (
  rows: { bookings?: BookingRow[]; cancellations?: BookingRow[]; noShows?: BookingRow[] },
  problems: Problem[] = [],
) =>
  appointmentsOf(
    salonPos,
    smallSalon(),
    { bookings: [], cancellations: [], noShows: [], ...rows },
    (code) => code,
    problems,
  );

describe('GW-16 bookings, cancellations and no-shows become appointments', () => {
  it('joins a no-show to its booking instead of making a second appointment', () => {
    const {
      appointments: made,
      bookings,
      noShows,
    } = appointments({
      bookings: [
        bookingRow({ startMinute: 600 }),
        bookingRow({ startMinute: 700, client: 'BERT01' }),
      ],
      noShows: [bookingRow({ file: 'no-shows.csv' })],
    });
    expect([bookings, noShows]).toEqual([2, 1]);
    expect(
      made.map(({ client, status, startMinute, minutes }) => [
        client,
        status,
        startMinute,
        minutes,
      ]),
    ).toEqual([
      ['ADAM01', 'no-show', 600, 45],
      ['BERT01', 'booked', 700, 45],
    ]);
  });

  it('lets one no-show take one of two equal bookings, and stand alone without one', () => {
    const twice = appointments({
      bookings: [bookingRow({ startMinute: 600 }), bookingRow({ startMinute: 700 })],
      noShows: [bookingRow({})],
    });
    expect(twice.appointments.map(({ status }) => status)).toEqual(['no-show', 'booked']);
    const [alone] = appointments({ noShows: [bookingRow({ client: '' })] }).appointments;
    expect(alone).toMatchObject({
      status: 'no-show',
      externalId: expect.stringMatching(/^salon-pos\.no-show\.2018-04-05\.[0-9a-f]{24}$/),
      formerId: 'salon-pos.no-show.2018-04-05..JJ.SHCW',
    });
    expect(alone).not.toHaveProperty('client');
    expect(alone).not.toHaveProperty('startMinute');
  });

  it('keeps a cancellation apart from what was booked again', () => {
    const { appointments: made } = appointments({
      bookings: [bookingRow({ startMinute: 600 })],
      cancellations: [bookingRow({ cancelledOn: '2018-04-01' })],
    });
    expect(
      made.map(({ status, cancelledOn, cancelledBy }) => [status, cancelledOn, cancelledBy]),
    ).toEqual([
      ['booked', undefined, undefined],
      ['cancelled', '2018-04-01', 'customer'],
    ]);
    expect(new Set(made.map(({ externalId }) => externalId)).size).toBe(2);
  });

  it('tells equal rows apart, the same on every run', () => {
    const ids = () =>
      appointments({
        bookings: [bookingRow({ startMinute: 600 }), bookingRow({ startMinute: 600 })],
      }).appointments.map(({ externalId }) => externalId);
    expect(new Set(ids()).size).toBe(2);
    expect(ids()).toEqual(ids());
  });

  it('blames a service code that the catalogue does not have', () => {
    const problems: Problem[] = [];
    expect(
      appointments({ bookings: [bookingRow({ service: 'NOPE', line: 7 })] }, problems).bookings,
    ).toBe(0);
    expect(problems).toEqual([
      {
        file: 'bookings.csv',
        line: 7,
        column: 'Service',
        value: 'NOPE',
        reason: 'is no code of services.csv',
      },
    ]);
  });

  it("knows the hour at which a client's day began", () => {
    const hour = firstHours([
      bookingRow({ startMinute: 770 }),
      bookingRow({ startMinute: 720 }),
      bookingRow({ client: '', startMinute: 480 }),
    ]);
    expect(hour('ADAM01', '2018-04-05')).toBe(12);
    expect(hour('ADAM01', '2018-04-06')).toBeUndefined();
    expect(hour('', '2018-04-05')).toBeUndefined();
  });
});
