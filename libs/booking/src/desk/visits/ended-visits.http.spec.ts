import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// What becomes of an appointment and of its slot once its visit is over. The clock is the test's.

const clock = new Clock();
clock.set('2031-03-05T14:00:00.000Z');
const DAY = '2031-03-05';

let at: Salon;

beforeAll(async () => {
  at = await salon({ clock });
}, 60_000);
afterAll(() => at.close());

const post = async (path: string, body: object = {}) => {
  const answer = await at.post(path, body);
  return { ...answer.body, status: answer.status, is: answer.body.status };
};
/** An hour of the person at that time of the day, by the clock of the store. */
const wish = (time: string, customerId: string, staffId = 'anna', serviceId = 'long') => ({
  storeId: 'soho',
  startsAt: `${DAY}T${time}`,
  customerId,
  services: [{ serviceId, staffId }],
});
const book = async (...of: Parameters<typeof wish>) => {
  const booked = await post('appointments', wish(...of));
  expect([booked.status, booked.code]).toEqual([201, undefined]);
  return booked.appointmentId as string;
};
/** The instant of a time of the day in New York. */
const iso = (time: string) => new Date(`${DAY}T${time}:00-05:00`).toISOString();
const until = (time: string) => clock.set(iso(time));
const arrive = async (appointmentId: string) => {
  const { visitId } = await post(`appointments/${appointmentId}/check-in`);
  await post(`visits/${visitId}/start`, { lineId: 'l1' });
  return visitId as string;
};
const end = async (visitId: string, how: 'complete' | 'abandon' | 'void') => {
  const reason = { abandon: 'left', void: 'mistake' };
  const { status, code } = await post(
    `visits/${visitId}/${how}`,
    how === 'complete' ? {} : { reason: reason[how] },
  );
  expect([status, code]).toEqual([200, undefined]);
  await at.platform.settle();
};
const appointment = async (id: string) => (await at.get(`appointments/${id}`)).body;

describe('BK-03 BK-22 VS-01 a visit that ends before its time gives the rest of the slot back', () => {
  it('once it is completed: person and chair, from that instant on and not before', async () => {
    const id = await book('09:00', 'ada');
    until('09:00');
    const visitId = await arrive(id);
    until('09:20');
    expect(await post('appointments', wish('09:30', 'ben', 'anna', 'cut'))).toMatchObject({
      status: 409,
      code: 'slot-taken',
    });
    await end(visitId, 'complete');
    expect(await appointment(id)).toMatchObject({
      status: 'completed',
      visitId,
      visitEndedAt: iso('09:20'),
      // What was booked stays written down.
      endsAt: iso('10:00'),
    });
    const { boards, free } = await boardOf();
    expect(boards).toContainEqual([id, 'completed']);
    expect(free.anna).toBe(480 - 30 - 20);
    const next = await book('09:20', 'ben', 'anna', 'cut');
    expect(await appointment(next)).toMatchObject({ status: 'booked', startsAt: iso('09:20') });
    // Both chairs: Bob's customer sits on the second, the new one on the first.
    await book('09:20', 'cem', 'bob', 'cut');
  });

  it('abandoned or voided, before a service has begun too, and for a customer who came early', async () => {
    const ids = [await book('14:00', 'dan'), await book('14:00', 'eva', 'bob')];
    until('10:00');
    for (const [i, how] of (['abandon', 'void'] as const).entries()) {
      const { visitId } = await post(`appointments/${ids[i]}/check-in`);
      await end(visitId, how);
    }
    expect((await Promise.all(ids.map(appointment))).map((one) => one.status)).toEqual([
      'abandoned',
      'voided',
    ]);
    await book('14:00', 'fay');
    await book('14:00', 'gil', 'bob');
  });

  it('is said where somebody tries to go on with it, and each state has its list', async () => {
    const items = async (status: string) =>
      (await at.get(`appointments?storeId=soho&from=${DAY}&to=${DAY}&status=${status}`)).body.items;
    const [abandoned] = await items('abandoned');
    expect((await items('completed')).length).toBe(1);
    expect((await items('voided')).length).toBe(1);
    expect(await items('checked-in')).toEqual([]);
    for (const [path, body] of [
      ['check-in', {}],
      ['cancel', { by: 'customer', reason: 'ill' }],
      ['reschedule', { startsAt: `${DAY}T16:00` }],
      ['no-show', {}],
    ] as const)
      expect(await post(`appointments/${abandoned.appointmentId}/${path}`, body)).toMatchObject({
        status: 409,
        code: 'appointment-abandoned',
        found: 'abandoned',
      });
    expect(await post(`appointments/${abandoned.appointmentId}/check-in/undo`)).toMatchObject({
      status: 409,
      code: 'visit-abandoned',
    });
  });

  it('twice: what is voided after its completion was free since the completion', async () => {
    const id = await book('10:30', 'hal');
    until('10:30');
    const visitId = await arrive(id);
    until('10:40');
    await end(visitId, 'complete');
    until('11:00');
    await end(visitId, 'void');
    expect(await appointment(id)).toMatchObject({
      status: 'voided',
      visitEndedAt: iso('10:40'),
    });
    await book('11:00', 'ida', 'anna', 'cut');
  });

  it('and takes nothing back where it ended after its time', async () => {
    const id = await book('11:30', 'jan', 'anna', 'cut');
    until('11:30');
    const visitId = await arrive(id);
    until('12:10');
    await end(visitId, 'complete');
    expect(await appointment(id)).toMatchObject({
      status: 'completed',
      visitEndedAt: iso('12:10'),
    });
  });
});

/** What the board says of appointments, and of each person's free minutes. */
async function boardOf() {
  const { body } = await at.get(`stores/soho/board/${DAY}`);
  return {
    boards: body.staff.flatMap((one: any) =>
      one.appointments.map(({ appointmentId, status }: any) => [appointmentId, status]),
    ),
    free: Object.fromEntries(body.staff.map((one: any) => [one.staffId, one.freeMinutes])),
  };
}
