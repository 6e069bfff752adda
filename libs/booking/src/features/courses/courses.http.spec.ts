import { perform } from '@chignon/eventing/testing';
import { agenda, courses, visits } from '../../index.js';
import { dayAhead } from '../../testing.http.js';
import { followSessions } from './courses.effects.js';
import { course, elsewhere, openForAll, salon, template } from './courses.testing.http.js';

openForAll();

let people = 0;
const begun = async (
  customerId = `k${++people}`,
): Promise<{ courseId: string; customerId: string }> =>
  (await salon.post('courses', { templateId: 'peeling', customerId, storeId: 'soho' })).body;
let minute = 0;

/** Each booking of a spec at its own time, so that none is in another's way. */
const time = () =>
  `${String(9 + (Math.floor(minute / 2) % 8)).padStart(2, '0')}:${minute++ % 2 === 0 ? '00' : '30'}`;
const appointment = async (
  customerId: string | undefined,
  ahead: number,
  serviceId = 'peel',
  storeId = 'soho',
): Promise<string> => {
  const { status, body } = await salon.post('appointments', {
    storeId,
    startsAt: `${dayAhead(ahead)}T${time()}`,
    services: [{ serviceId }],
    ...(customerId === undefined ? {} : { customerId }),
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.appointmentId;
};
const link = (courseId: string, appointmentId: string, headers?: Record<string, string>) =>
  salon.post(`courses/${courseId}/sessions`, { appointmentId }, headers);
const done = async (appointmentId: string): Promise<string> => {
  const { body } = await salon.post(`appointments/${appointmentId}/check-in`);
  expect((await salon.post(`visits/${body.visitId}/complete`)).body.status).toBe('completed');
  return body.visitId;
};

describe('BK-25 sessions', () => {
  it('keep their distance in both directions, across stores, and say the earliest date', async () => {
    const { courseId, customerId } = await begun();
    expect((await link(courseId, await appointment(customerId, 20))).body).toMatchObject({
      booked: 1,
      done: 0,
      next: { earliest: expect.any(String) },
    });
    expect(await link(courseId, await appointment(customerId, 25, 'peel', 'mitte'))).toMatchObject({
      status: 409,
      body: { code: 'course-spacing', earliest: dayAhead(27) },
    });
    expect(await link(courseId, await appointment(customerId, 14))).toMatchObject({
      status: 409,
      body: { code: 'course-spacing', earliest: dayAhead(27) },
    });
    expect((await link(courseId, await appointment(customerId, 27, 'peel', 'mitte'))).status).toBe(
      200,
    );
    expect((await link(courseId, await appointment(customerId, 13))).body).toMatchObject({
      booked: 3,
      agreed: [
        { date: dayAhead(13) },
        { date: dayAhead(20) },
        { date: dayAhead(27), storeId: 'mitte' },
      ],
    });
    expect(await link(courseId, await appointment(customerId, 40))).toMatchObject({
      status: 409,
      body: { code: 'course-full' },
    });
    expect((await course(courseId)).next).toBeUndefined();
  });
  it('are appointments of the customer with a service of the course', async () => {
    const { courseId, customerId } = await begun();
    expect((await link(courseId, await appointment('somebody', 30))).body.code).toBe(
      'course-of-another-customer',
    );
    expect((await link(courseId, await appointment(undefined, 31))).body.code).toBe(
      'course-of-another-customer',
    );
    expect((await link(courseId, await appointment(customerId, 32, 'cut'))).body).toMatchObject({
      code: 'course-service',
      expected: 'peel',
    });
    for (const id of ['nothing', 'soho.2031-03-03.aaaa', '__proto__'])
      expect(await link(courseId, id)).toMatchObject({
        status: 404,
        body: { code: 'appointment-not-found' },
      });
    expect(await link('none', await appointment(customerId, 33))).toMatchObject({
      status: 404,
      body: { code: 'course-not-found' },
    });
  });
  it('one appointment is a session of one course, however many ask at once', async () => {
    const customerId = `k${++people}`;
    const all = await Promise.all(Array.from({ length: 8 }, () => begun(customerId)));
    const appointmentId = await appointment(customerId, 35);
    const answers = await Promise.all(all.map(({ courseId }) => link(courseId, appointmentId)));
    expect([
      answers.filter((a) => a.status === 200).length,
      [
        ...new Set(
          answers.filter((a) => a.status !== 200).map((a) => `${a.status} ${a.body.code}`),
        ),
      ],
    ]).toEqual([1, ['409 appointment-in-another-course']]);
    const booked = await Promise.all(
      all.map(async ({ courseId }) => (await course(courseId)).booked),
    );
    expect(booked.reduce((sum, n) => sum + n, 0)).toBe(1);
  });
  it('a repeat has the first answer, whatever became of the appointment', async () => {
    const { courseId, customerId } = await begun();
    const appointmentId = await appointment(customerId, 36);
    const first = await link(courseId, appointmentId, { 'idempotency-key': 'link' });
    expect(first.status).toBe(200);
    await salon.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    await salon.platform.settle();
    expect((await link(courseId, appointmentId, { 'idempotency-key': 'link' })).body).toEqual(
      first.body,
    );
    expect(await course(courseId)).toMatchObject({ booked: 0, agreed: [] });
    expect((await link(courseId, appointmentId)).body.code).toBe('appointment-cancelled');
  });
  it('follow their appointments: moved within the day, to another day and store, too near, cancelled and free for another course', async () => {
    const { courseId, customerId } = await begun();
    const [one, two] = [await appointment(customerId, 41), await appointment(customerId, 55)];
    await link(courseId, one);
    await link(courseId, two);
    await salon.post(`appointments/${two}/reschedule`, {
      startsAt: `${dayAhead(60)}T17:30`,
      storeId: 'mitte',
    });
    await salon.platform.settle();
    expect((await course(courseId)).agreed).toMatchObject([
      { appointmentId: one, tooEarly: false },
      { appointmentId: two, date: dayAhead(60), storeId: 'mitte', tooEarly: false },
    ]);
    await salon.post(`appointments/${two}/reschedule`, { startsAt: `${dayAhead(44)}T17:30` });
    await salon.platform.settle();
    expect((await course(courseId)).agreed).toMatchObject([
      { appointmentId: one },
      { appointmentId: two, date: dayAhead(44), tooEarly: true },
    ]);
    await salon.post(`appointments/${two}/reschedule`, { startsAt: `${dayAhead(44)}T17:00` });
    await salon.post(`appointments/${one}/cancel`, { by: 'customer', reason: 'ill' });
    await salon.platform.settle();
    expect((await course(courseId)).agreed).toMatchObject([
      { appointmentId: two, status: 'booked' },
    ]);
  });
  it('are done with their visits; the last completes the course, a void reopens it', async () => {
    const { courseId, customerId } = await begun();
    const appointments = [
      await appointment(customerId, 70),
      await appointment(customerId, 80),
      await appointment(customerId, 90),
    ];
    for (const id of appointments) expect((await link(courseId, id)).status).toBe(200);
    const visitIds = [await done(appointments[0]!), await done(appointments[1]!)];
    await salon.platform.settle();
    expect(await course(courseId)).toMatchObject({ status: 'active', done: 2, booked: 1 });
    visitIds.push(await done(appointments[2]!));
    await salon.platform.settle();
    expect(await course(courseId)).toMatchObject({ status: 'completed', done: 3, booked: 0 });
    expect((await salon.get(`courses?customerId=${customerId}`)).body.items).toMatchObject([
      { courseId, status: 'completed', done: 3, booked: 0, sessions: 3 },
    ]);
    await salon.post(`visits/${visitIds[1]}/void`, { reason: 'mistake' });
    await salon.platform.settle();
    expect(await course(courseId)).toMatchObject({
      status: 'active',
      done: 2,
      booked: 0,
      next: { earliest: expect.any(String) },
    });
  });
  it('linked late, after the visit, they are done at once; abandoned visits release them', async () => {
    const { courseId, customerId } = await begun();
    const [one, two] = [await appointment(customerId, 71), await appointment(customerId, 81)];
    const visitId = await done(one);
    expect((await link(courseId, one)).body).toMatchObject({ booked: 1 });
    await salon.platform.settle();
    expect(await course(courseId)).toMatchObject({
      done: 1,
      booked: 0,
      agreed: [{ appointmentId: one, visitId }],
    });
    await link(courseId, two);
    const { body } = await salon.post(`appointments/${two}/check-in`);
    await salon.post(`visits/${body.visitId}/abandon`, { reason: 'left' });
    await salon.platform.settle();
    expect(await course(courseId)).toMatchObject({ done: 1, booked: 0 });
  });
  it('are given up with the course, which does not exist for another store', async () => {
    const { courseId, customerId } = await begun();
    await link(courseId, await appointment(customerId, 72));
    for (const [method, path, body] of [
      ['GET', `courses/${courseId}`],
      ['POST', `courses/${courseId}/abandon`, { reason: 'other' }],
      ['POST', `courses/${courseId}/sessions`, { appointmentId: 'a' }],
    ] as const) {
      expect(await salon.ask(method, path, body, elsewhere)).toMatchObject({
        status: 404,
        body: { code: 'course-not-found' },
      });
    }
    await salon.platform.settle();
    expect(
      await salon.ask('GET', `courses?customerId=${customerId}`, undefined, elsewhere),
    ).toMatchObject({ status: 404, body: { code: 'customer-not-found' } });
    expect(
      (await salon.post(`courses/${courseId}/abandon`, { reason: 'moved-away' })).body,
    ).toMatchObject({ status: 'abandoned', booked: 0 });
    expect((await link(courseId, await appointment(customerId, 85))).body.code).toBe(
      'course-abandoned',
    );
  });
  it('expire with the course once its time is over in its store, but not while one is agreed', async () => {
    await salon.put(
      'course-templates/short',
      template({ name: 'Short', sessions: 2, minDays: 0, recommendedDays: 0, validityDays: 10 }),
    );
    const short = async () =>
      (
        await salon.post('courses', {
          templateId: 'short',
          customerId: `k${++people}`,
          storeId: 'soho',
        })
      ).body;
    const [idle, busy, other] = [await short(), await short(), await begun()];
    const agreed = await appointment(busy.customerId, 9);
    expect((await link(busy.courseId, agreed)).status).toBe(200);
    await salon.platform.settle();
    const expire = async (ahead: number) => {
      await salon.clock.during(`${dayAhead(ahead)}T12:00:00.000Z`, () =>
        salon.platform.host.runtimes.get('booking')!.runJob('booking.expire-courses'),
      );
      await salon.platform.settle();
      return Promise.all(
        [idle, busy, other].map(async ({ courseId }) => (await course(courseId)).status),
      );
    };
    expect(await expire(8)).toEqual(['active', 'active', 'active']);
    expect(await expire(12)).toEqual(['expired', 'active', 'active']);
    await salon.post(`appointments/${agreed}/cancel`, { by: 'customer', reason: 'ill' });
    await salon.platform.settle();
    expect(await expire(13)).toEqual(['expired', 'expired', 'active']);
  });
  it('stay as they are when everything about them is heard again, twice and backwards', async () => {
    const { courseId, customerId } = await begun();
    const appointments = [
      await appointment(customerId, 91),
      await appointment(customerId, 101),
      await appointment(customerId, 111),
    ];
    for (const id of appointments) expect((await link(courseId, id)).status).toBe(200);
    await done(appointments[0]!);
    await salon.post(`appointments/${appointments[1]}/reschedule`, {
      startsAt: `${dayAhead(99)}T17:30`,
    });
    await salon.post(`appointments/${appointments[2]}/cancel`, { by: 'customer', reason: 'ill' });
    await salon.platform.settle();
    const before = await course(courseId);
    expect(before).toMatchObject({
      done: 1,
      booked: 1,
      agreed: [
        { date: expect.any(String), status: 'done' },
        { date: dayAhead(99), status: 'booked' },
      ],
    });
    const { tools } = salon.platform.host.runtimes.get('booking')!;
    const histories = await Promise.all([
      ...[91, 99, 101, 111].map((ahead) => tools.history(agenda, `soho-${dayAhead(ahead)}`)),
      tools.history(courses, courseId),
      tools.history(visits, `v-${appointments[0]}`),
    ]);
    const heard = histories.flat();
    expect(heard.length).toBeGreaterThan(8);
    for (const one of [...heard.reverse(), ...heard])
      await perform(followSessions, { ...one, id: `again-${one.id}` }, tools);
    expect(await course(courseId)).toEqual(before);
  });
});
