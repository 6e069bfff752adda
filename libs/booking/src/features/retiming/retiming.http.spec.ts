import { HOUR_MS, isoOf } from '@chignon/calendar';
import { Clock } from '@chignon/service-kit/testing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Appointment } from '../../agenda/appointment/appointment.js';
import { shiftLine } from '../../agenda/day/line.js';
import { type Salon, salon } from '../../testing.http.js';

// Bookings of New York made when, as it were, its clocks were an hour further east. The clock is the test's.

let at: Salon;
const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
beforeAll(async () => void (at = await salon({ clock })), 60_000);
afterAll(async () => {
  await at.close();
});
const runtime = () => at.platform.host.runtimes.get('booking')!;
const run = async () => {
  await runtime().runJob('booking.wall-clocks');
  await at.platform.settle();
};
const typesOf = async (date: string) =>
  (await runtime().tools.history(agenda, agendaKey('soho', date))).map((e) => e.type);
const startOf = async (id: string) => (await at.get(`appointments/${id}`)).body.startsAt;

/** The same booking as the log of that time would have it. `offsetMinutes` undefined: of a release that did not keep it. */
async function bookedThen(
  date: string,
  { appointmentId }: { appointmentId: string },
  keepsOffset = true,
): Promise<string> {
  const key = agendaKey('soho', date);
  const { state } = await runtime().tools.load(agenda, key);
  const { offsetMinutes, ...now } = state.entries.get(appointmentId)!.appointment;
  await at.post(`appointments/${appointmentId}/cancel`, { by: 'store', reason: 'test' });
  const then: Appointment = {
    ...now,
    appointmentId: `${appointmentId}x`,
    startMs: now.startMs - HOUR_MS,
    endMs: now.endMs - HOUR_MS,
    lines: now.lines.map((l) => shiftLine(l, -HOUR_MS)),
    ...(keepsOffset ? { offsetMinutes: offsetMinutes! + 60 } : {}),
  };
  const id = `${appointmentId}x`;
  await runtime().tools.execute(
    agenda,
    key,
    { type: 'RecordAppointment', appointment: then, timeKnown: true, became: 'booked' },
    { commandId: id, actor: 'user:test', correlationId: id, storeId: 'soho', input: id },
  );
  return id;
}
const book = async (startsAt: string, more: object = {}) =>
  (
    await at.post('appointments', {
      storeId: 'soho',
      startsAt,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
      customerId: 'c1',
      ...more,
    })
  ).body;

describe('B9 wall clocks are kept after the rules of the zone have changed', () => {
  it('by the appointment, its day and its reminder; once, whoever runs the job', async () => {
    const id = await bookedThen('2031-02-03', await book('2031-02-03T10:00'));
    const next = await bookedThen(
      '2031-02-03',
      await book('2031-02-03T10:30', { customerId: 'c2' }),
    );
    await at.platform.settle();
    const wrong = '2031-02-03T14:00:00.000Z';
    expect(await startOf(id)).toBe(wrong);
    await Promise.all([run(), run()]);
    await run();
    const right = '2031-02-03T15:00:00.000Z';
    expect([await startOf(id), await startOf(next)]).toEqual([right, '2031-02-03T15:30:00.000Z']);
    expect((await typesOf('2031-02-03')).slice(-2)).toEqual([
      'AppointmentRetimed',
      'AppointmentRetimed',
    ]);
    expect(
      (await at.get('stores/soho/days/2031-02-03')).body.appointments.find(
        (a: any) => a.appointmentId === id,
      ),
    ).toMatchObject({ startsAt: right, status: 'booked' });
    expect((await at.get(`appointments/${id}/reminders`)).body.reminders).toMatchObject([
      { startsAt: right, dueAt: '2031-02-02T15:00:00.000Z', status: 'planned' },
    ]);
    expect(
      (
        await at.post('appointments', {
          storeId: 'soho',
          startsAt: '2031-02-03T10:00',
          services: [{ serviceId: 'cut', staffId: 'anna' }],
        })
      ).body.code,
    ).toBe('slot-taken');
    expect(
      (
        await at.post('appointments', {
          storeId: 'soho',
          startsAt: '2031-02-03T09:00',
          services: [{ serviceId: 'cut', staffId: 'anna' }],
        })
      ).status,
    ).toBe(201);
  });

  it('by every date of a series', async () => {
    const { body } = await at.post('series', {
      storeId: 'soho',
      startsAt: '2031-02-10T11:00',
      every: 4,
      unit: 'week',
      count: 3,
      services: [{ serviceId: 'cut', staffId: 'bob' }],
      customerId: 'c3',
    });
    const ids = [];
    for (const appointment of body.appointments)
      ids.push(await bookedThen(appointment.businessDate, appointment));
    await at.platform.settle();
    await run();
    expect(await Promise.all(ids.map(startOf))).toEqual(
      body.appointments.map((a: any) => a.startsAt),
    );
  });

  it('not by what an older release booked: nobody knows what was agreed', async () => {
    const booked = await book('2031-02-04T10:00');
    const id = await bookedThen('2031-02-04', booked, false);
    await at.platform.settle();
    await run();
    expect(await startOf(id)).toBe(isoOf(Date.parse(booked.startsAt) - HOUR_MS));
    expect(
      (await at.post(`appointments/${id}/reschedule`, { startsAt: '2031-02-04T11:00' })).body
        .startsAt,
    ).toBe('2031-02-04T16:00:00.000Z');
  });
});
