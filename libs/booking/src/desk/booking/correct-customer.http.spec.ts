import { reminders as reminderLedger } from '../../features/reminders/reminder-ledger.js';
import {
  at,
  book,
  change,
  clock,
  DAY,
  iso,
  openForAll,
  post,
  settle,
  stands,
} from './change-services.testing.http.js';

openForAll();

const correct = (
  { appointmentId }: { appointmentId: string },
  customerId: string,
  headers?: Record<string, string>,
) => post(`appointments/${appointmentId}/customer/correct`, { customerId }, headers);
const act = ({ appointmentId }: { appointmentId: string }, what: string, body: object = {}) =>
  post(`appointments/${appointmentId}/${what}`, body);
const listed = async (customerId: string) => {
  await settle();
  return (await at.get(`appointments?customerId=${customerId}`)).body.items.map(
    ({ appointmentId, status }: { appointmentId: string; status: string }) => [
      appointmentId,
      status,
    ],
  );
};

describe('BK-03 a wrongly named customer is corrected before the visit', () => {
  it('gives the appointment as it stands to the right customer', async () => {
    const booked = await book('10:00', 'wrong-1');
    const right = await correct(booked, 'right-1');
    expect(right).toMatchObject({
      status: 200,
      is: 'booked',
      customerId: 'right-1',
      startsAt: iso('10:00'),
      priceCents: booked.priceCents,
    });
    expect(await listed('wrong-1')).toEqual([]);
    expect(await listed('right-1')).toEqual([[booked.appointmentId, 'booked']]);
    expect((await act(booked, 'customer', { customerId: 'wrong-1' })).code).toBe(
      'customer-named-already',
    );
  });

  it('frees the time of the wrong customer, and needs that of the right one', async () => {
    const byBob = [{ serviceId: 'cut', staffId: 'bob' }];
    const booked = await book('10:00', 'wrong-2');
    const other = await book('10:00', 'right-2', byBob);
    expect(await correct(booked, 'right-2')).toMatchObject({
      code: 'slot-taken',
      resource: { kind: 'customer', id: 'right-2' },
    });
    await act(other, 'cancel', { by: 'store', reason: 'ill' });
    expect((await correct(booked, 'right-2')).status).toBe(200);
    await book('10:00', 'wrong-2', byBob);
  });

  it('is done once for one key, and refused to who has read an older revision', async () => {
    const booked = await book('10:00', 'wrong-3');
    const key = { 'idempotency-key': `correct-${DAY}` };
    const first = await correct(booked, 'right-3', key);
    expect(await correct(booked, 'right-3', key)).toEqual(first);
    const stale = await correct(booked, 'else-3', { 'if-match': '"99"' });
    expect(stale.status).toBe(412);
    expect((await correct(booked, 'ghost-nobody')).code).toBe('customer-not-found');
  });

  it('BK-06 reminds the right customer and not the wrong one', async () => {
    const booked = await book('10:00', 'wrong-4');
    await settle();
    await correct(booked, 'right-4');
    await settle();
    const { reminders } = (await at.get(`appointments/${booked.appointmentId}/reminders`)).body;
    expect(reminders).toEqual([expect.objectContaining({ status: 'planned' })]);
    const { tools } = at.platform.host.runtimes.get('booking')!;
    const planned = (await tools.history(reminderLedger, booked.appointmentId)).map(
      ({ type, data }) => [type, (data as { customerId?: string }).customerId],
    );
    expect(planned).toEqual([
      ['ReminderPlanned', 'wrong-4'],
      ['ReminderRetimed', 'right-4'],
    ]);
  });

  it('BK-23 gives the use of a quota back, and claims it for the right customer', async () => {
    await at.put('services/scalp', {
      name: 'scalp',
      category: 'hair',
      serviceGroup: 'scalp',
      phases: [{ name: 'test', kind: 'active', minutes: 15 }],
      priceCents: 0,
      quota: { perCustomer: 1, perDays: 90 },
    });
    const scalp = [{ serviceId: 'scalp', staffId: 'anna' }];
    const wrong = await book('10:00', 'wrong-5', scalp);
    const own = await book('11:00', 'right-5', scalp);
    expect((await correct(wrong, 'right-5')).code).toBe('quota-used');
    await act(own, 'cancel', { by: 'store', reason: 'ill' });
    expect((await correct(wrong, 'right-5')).status).toBe(200);
    const wish = (time: string, customerId: string) => ({
      storeId: 'soho',
      startsAt: `${DAY}T${time}`,
      customerId,
      services: scalp,
    });
    expect((await post('appointments', wish('15:00', 'right-5'))).code).toBe('quota-used');
    expect((await post('appointments', wish('15:00', 'wrong-5'))).status).toBe(201);
  });

  it('BK-25 takes the session from the course of the wrong customer', async () => {
    await at.put('course-templates/cuts', {
      name: 'Cuts',
      serviceIds: ['cut'],
      sessions: 3,
      minDays: 1,
      recommendedDays: 14,
      maxDays: 400,
      validityDays: 800,
    });
    const booked = await book('10:00', 'wrong-6');
    const { courseId } = await post('courses', {
      templateId: 'cuts',
      customerId: 'wrong-6',
      storeId: 'soho',
    });
    await post(`courses/${courseId}/sessions`, { appointmentId: booked.appointmentId });
    await correct(booked, 'right-6');
    await settle();
    expect((await at.get(`courses/${courseId}`)).body).toMatchObject({ booked: 0, done: 0 });
  });
});

describe('BK-03 a wrongly named customer is corrected after check-in', () => {
  it('corrects the visit with the appointment, until its services are done', async () => {
    const booked = await book('10:00', 'wrong-7');
    const { visitId } = await act(booked, 'check-in');
    await settle();
    const right = await correct(booked, 'right-7');
    expect(right).toMatchObject({ is: 'checked-in', customerId: 'right-7', visitId });
    expect((await at.get(`visits/${visitId}`)).body.customerId).toBe('right-7');
    await post(`visits/${visitId}/start`, { lineId: 'l1' });
    await correct(booked, 'right-8');
    await post(`visits/${visitId}/complete`);
    await settle();
    const done = await correct(booked, 'wrong-7');
    expect(done).toMatchObject({ status: 409, code: 'appointment-completed' });
    expect((await at.get(`visits/${visitId}`)).body.customerId).toBe('right-8');
    expect(await listed('wrong-7')).toEqual([]);
  });

  it('names whom nobody had named', async () => {
    const anonymous = await post('appointments', {
      storeId: 'soho',
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    const { visitId } = await act(anonymous, 'check-in');
    await settle();
    expect((await correct(anonymous, 'right-9')).customerId).toBe('right-9');
    expect((await at.get(`visits/${visitId}`)).body.customerId).toBe('right-9');
  });

  it('corrects a walk-in, and sends who has an appointment there', async () => {
    const opened = await post('visits', {
      storeId: 'soho',
      customerId: 'wrong-10',
      services: [{ serviceId: 'cut', performers: [{ staffId: 'bob', sharePercent: 100 }] }],
    });
    expect(opened.status).toBe(201);
    const path = `visits/${opened.visitId}/customer`;
    expect((await post(path, { customerId: 'right-10' })).customerId).toBe('right-10');
    const booked = await book('10:00', 'wrong-11');
    const { visitId } = await act(booked, 'check-in');
    await settle();
    const sent = await post(`visits/${visitId}/customer`, { customerId: 'right-11' });
    expect(sent).toMatchObject({ status: 409, code: 'visit-of-appointment' });
  });
});

describe('R-BK-35 what ended is corrected too', () => {
  it('moves a no-show and a cancellation to the right customer', async () => {
    const booked = await book('10:00', 'wrong-12');
    await act(booked, 'cancel', { by: 'customer', reason: 'ill' });
    expect(await correct(booked, 'right-12')).toMatchObject({
      is: 'cancelled',
      customerId: 'right-12',
    });
    expect(await listed('right-12')).toEqual([[booked.appointmentId, 'cancelled']]);
    const missed = await book('11:00', 'wrong-12');
    const before = clock.now();
    clock.set(iso('12:00'));
    await act(missed, 'no-show');
    await correct(missed, 'right-12');
    expect(await listed('right-12')).toContainEqual([missed.appointmentId, 'missed']);
    expect((await act(missed, 'no-show/undo')).customerId).toBe('right-12');
    clock.set(before);
    expect((await change(missed, [{ lineId: 'l1' }])).status).toBe(200);
    expect((await stands(missed)).customerId).toBe('right-12');
  });
});
