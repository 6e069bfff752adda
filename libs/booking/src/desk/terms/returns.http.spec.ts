import { dayAhead, type Salon, salon, simply } from '../../testing.http.js';

let at: Salon;
let hour = 8;
let people = 0;
const STRICT = {
  windows: [{ hoursBefore: 96, kind: 'percent', percent: 20 }],
  noShow: { kind: 'percent', percent: 100 },
  returnsSessions: { lateCancel: false, noShow: false },
};
const LENIENT = { windows: STRICT.windows, noShow: STRICT.noShow };

beforeAll(async () => {
  at = await salon();
  await at.put(
    'services/free-mask',
    simply('mask', 15, { priceCents: 100, quota: { perCustomer: 1, perDays: 90 } }),
  );
  await at.put('course-templates/cuts', {
    name: 'Cuts',
    serviceIds: ['cut'],
    sessions: 1,
    validityDays: 120,
  });
}, 60_000);
afterEach(() => at.clock.release());
afterAll(() => at.close());

const settle = () => at.platform.settle();
/** Each at its own hour. */
const book = async (customerId: string, ahead: number, serviceId: string) => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt: `${dayAhead(ahead)}T${String(++hour).padStart(2, '0')}:00`,
    services: [{ serviceId, staffId: hour % 2 ? 'anna' : 'bob' }],
    customerId,
  });
  if (hour >= 12) hour = 8;
  return { ...body, status };
};
/** A course of one session, agreed for the appointment. */
const inCourse = async (ahead: number) => {
  const customerId = `k${++people}`;
  const { courseId } = (
    await at.post('courses', { templateId: 'cuts', customerId, storeId: 'soho' })
  ).body;
  const { appointmentId, startsAt } = await book(customerId, ahead, 'cut');
  expect((await at.post(`courses/${courseId}/sessions`, { appointmentId })).body.booked).toBe(1);
  return { courseId, appointmentId, startsAt, customerId };
};
const counts = async (courseId: string) => {
  await settle();
  const { booked, done, forfeited, next } = (await at.get(`courses/${courseId}`)).body;
  return [booked, done, forfeited, next !== undefined];
};
const cancel = (id: string, by = 'customer') =>
  at.post(`appointments/${id}/cancel`, { by, reason: 'ill' });
const minutesAfter = (startsAt: string, minutes: number) =>
  at.clock.set(Date.parse(startsAt) + minutes * 60_000);

describe('R-BK-36 what a booking redeemed is given back by the policy that it accepted', () => {
  it('always, unless the policy says otherwise; saying so is a new version, and bookings keep theirs', async () => {
    expect(await at.put('policies/default', LENIENT)).toMatchObject({ version: 1 });
    const before = await inCourse(2);
    expect(
      await at.put('policies/default', { ...LENIENT, returnsSessions: { cancel: true } }),
    ).toMatchObject({ version: 1 });
    const strict = await at.put('policies/default', STRICT);
    expect([strict.version, strict.returnsSessions]).toEqual([
      2,
      { cancel: true, lateCancel: false, noShow: false },
    ]);
    await cancel(before.appointmentId);
    expect(await counts(before.courseId)).toEqual([0, 0, 0, true]);
  });
  it('a session of a course is used up by a late cancellation, given back by one in time and by the store', async () => {
    const [late, early, store] = [await inCourse(2), await inCourse(20), await inCourse(2)];
    await cancel(late.appointmentId);
    await cancel(early.appointmentId);
    await cancel(store.appointmentId, 'store');
    expect(await Promise.all([late, early, store].map(({ courseId }) => counts(courseId)))).toEqual(
      [
        [0, 0, 1, false],
        [0, 0, 0, true],
        [0, 0, 0, true],
      ],
    );
    expect((await at.get(`courses?customerId=${late.customerId}`)).body.items).toEqual([
      expect.objectContaining({ forfeited: 1, booked: 0, done: 0 }),
    ]);
    const again = await book(late.customerId, 30, 'cut');
    expect(
      (await at.post(`courses/${late.courseId}/sessions`, { appointmentId: again.appointmentId }))
        .body.code,
    ).toBe('course-full');
  });
  it('and given back after all when the store waives the fee', async () => {
    const late = await inCourse(2);
    await cancel(late.appointmentId);
    expect(await counts(late.courseId)).toEqual([0, 0, 1, false]);
    await at.post(`appointments/${late.appointmentId}/fee/waive`, { reason: 'our-mistake' });
    expect(await counts(late.courseId)).toEqual([0, 0, 0, true]);
  });
  it('by a no-show, until that is taken back', async () => {
    const { courseId, appointmentId, startsAt } = await inCourse(3);
    minutesAfter(startsAt, 20);
    await at.post(`appointments/${appointmentId}/no-show`, {});
    expect(await counts(courseId)).toEqual([0, 0, 1, false]);
    await at.post(`appointments/${appointmentId}/no-show/undo`);
    expect(await counts(courseId)).toEqual([1, 0, 0, false]);
  });
  it('so is a use of a quota', async () => {
    const [late, early, store] = [
      await book('q1', 2, 'free-mask'),
      await book('q2', 20, 'free-mask'),
      await book('q3', 2, 'free-mask'),
    ];
    expect((await cancel(late.appointmentId)).body.status).toBe('cancelled');
    await cancel(early.appointmentId);
    await cancel(store.appointmentId, 'store');
    await settle();
    expect(await book('q1', 2, 'free-mask')).toMatchObject({
      status: 409,
      code: 'quota-used',
      next: dayAhead(92),
    });
    expect([
      (await book('q2', 5, 'free-mask')).status,
      (await book('q3', 5, 'free-mask')).status,
    ]).toEqual([201, 201]);
  });
});
