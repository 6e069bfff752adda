import { Clock } from '@chignon/service-kit/testing';
import { type Salon, salon } from '../../testing.http.js';

// A customer is here, or was not after all. The clock is the test's.

const clock = new Clock();
clock.set('2031-03-05T13:00:00.000Z');
const DAY = '2031-03-05';

let at: Salon;
let halfHours = 18;

beforeAll(async () => {
  at = await salon({ clock });
}, 60_000);
afterAll(() => at.close());

const book = async (customerId = 'ada') => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt: `${DAY}T${String(Math.floor(halfHours / 2)).padStart(2, '0')}:${halfHours++ % 2 ? '30' : '00'}`,
    customerId,
    services: [{ serviceId: 'cut', staffId: 'anna' }],
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};
const post = async (path: string, body: object = {}, headers?: Record<string, string>) => {
  const answer = await at.post(path, body, headers);
  return { ...answer.body, status: answer.status, is: answer.body.status, code: answer.body.code };
};
const checkIn = (id: string, headers?: Record<string, string>) =>
  post(`appointments/${id}/check-in`, {}, headers);
const undo = (id: string, headers?: Record<string, string>) =>
  post(`appointments/${id}/check-in/undo`, {}, headers);

describe('BK-03 VS-01 a check-in that was a mistake', () => {
  it('is taken back: the appointment is booked, nobody waits, and it can be moved and cancelled', async () => {
    const { appointmentId } = await book();
    const { visitId } = await checkIn(appointmentId);
    await at.platform.settle();
    expect((await at.get('stores/soho/queue')).body.waiting).toHaveLength(1);

    const undone = await undo(appointmentId);
    expect(undone).toMatchObject({ status: 200, is: 'booked', customerId: 'ada' });
    expect(undone.visitId).toBeUndefined();
    await at.platform.settle();
    expect((await at.get('stores/soho/queue')).body.waiting).toEqual([]);
    expect((await at.get(`visits/${visitId}`)).body.status).toBe('undone');
    expect((await at.get(`visits?storeId=soho&date=${DAY}&status=arrived`)).body.items).toEqual([]);
    expect((await at.get('appointments?customerId=ada')).body.items).toEqual([
      expect.not.objectContaining({ visitId: expect.anything() }),
    ]);

    expect(
      await post(`appointments/${appointmentId}/reschedule`, { startsAt: `${DAY}T16:00` }),
    ).toMatchObject({ status: 200, is: 'booked' });
    expect(
      await post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' }),
    ).toMatchObject({ status: 200, is: 'cancelled' });
  });

  it('does not keep the customer from coming: the next check-in opens another visit, once', async () => {
    const { appointmentId } = await book('ben');
    const first = await checkIn(appointmentId);
    await undo(appointmentId);
    const second = await checkIn(appointmentId);
    expect([first.visitId, second.visitId]).toEqual([`v-${appointmentId}`, `v-${appointmentId}-2`]);
    await at.platform.settle();
    expect((await at.get(`visits/${second.visitId}`)).body).toMatchObject({
      status: 'arrived',
      appointmentId,
      lines: [{ itemId: 'cut' }],
    });
    // What was heard of the first visit late, or again, touches the second no more.
    expect((await at.get(`appointments/${appointmentId}`)).body).toMatchObject({
      status: 'checked-in',
      visitId: second.visitId,
    });
    expect(await post(`visits/${second.visitId}/start`, { lineId: 'l1' })).toMatchObject({
      status: 200,
    });
  });

  it('BK-06 brings back the reminder of an appointment that still lies ahead', async () => {
    const { body } = await at.post('appointments', {
      storeId: 'soho',
      startsAt: '2031-03-12T10:00',
      customerId: 'gil',
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    const statuses = async () => {
      await at.platform.settle();
      return (await at.get(`appointments/${body.appointmentId}/reminders`)).body.reminders.map(
        ({ status, reason }: { status: string; reason?: string }) => [status, reason],
      );
    };
    expect(await statuses()).toEqual([['planned', undefined]]);
    await checkIn(body.appointmentId);
    expect(await statuses()).toEqual([['withdrawn', 'arrived']]);
    await undo(body.appointmentId);
    expect(await statuses()).toEqual([['planned', undefined]]);
  });

  it('is said once: a repeat with the same key, and without one, answers the same', async () => {
    const { appointmentId } = await book('cem');
    await checkIn(appointmentId);
    const key = { 'idempotency-key': 'undo-cem-once' };
    const answers = [await undo(appointmentId, key), await undo(appointmentId, key)];
    expect(answers[1]).toEqual(answers[0]);
    expect(await undo(appointmentId)).toMatchObject({ status: 200, is: 'booked' });
  });

  it('is taken back by one of two at once, never beside a service that begins', async () => {
    const { appointmentId } = await book('dan');
    const { visitId } = await checkIn(appointmentId);
    const [undone, begun] = await Promise.all([
      undo(appointmentId),
      post(`visits/${visitId}/start`, { lineId: 'l1' }),
    ]);
    await at.platform.settle();
    const { status } = (await at.get(`appointments/${appointmentId}`)).body;
    const visit = (await at.get(`visits/${visitId}`)).body.status;
    expect([undone.status, begun.status].sort()).toEqual([200, 409]);
    expect([status, visit]).toEqual(
      undone.status === 200 ? ['booked', 'undone'] : ['checked-in', 'in-service'],
    );
  });

  it('stands once a service has begun, and for what was never checked in', async () => {
    const { appointmentId, revision } = await book('eva');
    expect(await undo(appointmentId)).toMatchObject({
      status: 409,
      code: 'appointment-not-checked-in',
      found: 'booked',
    });
    const { visitId } = await checkIn(appointmentId);
    expect(await undo(appointmentId, { 'if-match': `"${revision}"` })).toMatchObject({
      status: 412,
    });
    await post(`visits/${visitId}/start`, { lineId: 'l1' });
    expect(await undo(appointmentId)).toMatchObject({ status: 409, code: 'service-begun' });
    expect(await undo('soho.2031-03-05.nothing')).toMatchObject({ status: 404 });
  });

  it('leaves a visit that nobody works on or voids any more', async () => {
    const { appointmentId } = await book('fay');
    const { visitId } = await checkIn(appointmentId);
    await undo(appointmentId);
    expect(await post(`visits/${visitId}/start`, { lineId: 'l1' })).toMatchObject({
      status: 409,
      code: 'visit-undone',
    });
    expect(await post(`visits/${visitId}/void`, { reason: 'wrong-customer' })).toMatchObject({
      status: 409,
      code: 'visit-undone',
    });
  });
});
