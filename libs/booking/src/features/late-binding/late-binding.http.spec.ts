import { jobCause } from '@chignon/eventing';
import { fixedFacts } from '@chignon/eventing/testing';
import { agenda } from '../../agenda/agenda.js';
import { dayAhead, type Desk, everyDay, openDesk, simply } from '../../testing.http.js';
import { bindStaff, bindStaffJob } from './late-binding.jobs.js';

// A store that settles who performs a day ahead: Bob, Cleo and Dora are of one level, Anna is dearer.

let at: Desk;
beforeAll(async () => {
  at = await openDesk();
  await store({ lateBindingHours: 24 });
  for (const [staffId, level] of [
    ['anna', 'senior'],
    ['bob', 'junior'],
    ['cleo', 'junior'],
    ['dora', 'junior'],
  ]) {
    await at.put(`staff/${staffId}`, { displayName: staffId, storeIds: ['soho'], level });
    await at.put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId: 'soho',
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
        },
      ],
    });
  }
  await at.put(
    'services/cut',
    simply('cut', 60, { levels: [{ level: 'senior', priceCents: 9000 }] }),
  );
}, 60_000);
afterAll(() => at.close());

const store = (more: object) =>
  at.put('stores/soho', {
    regionId: 'r1',
    name: 'Soho',
    zone: 'UTC',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    ...more,
  });
const book = (date: string, time: string, staffId?: string) =>
  at.post('appointments', {
    storeId: 'soho',
    startsAt: `${date}T${time}`,
    services: [{ serviceId: 'cut', ...(staffId === undefined ? {} : { staffId }) }],
  });
const one = async (id: string) => (await at.get(`appointments/${id}`)).body;
const busyBut = async (date: string, ...free: string[]) => {
  for (const who of ['anna', 'bob', 'cleo', 'dora'])
    if (!free.includes(who)) await book(date, '10:00', who);
};
/** The booking context with its clock at another time. */
const tools = (now: string) => ({
  ...at.platform.host.runtimes.get('booking')!.tools,
  facts: fixedFacts(now),
});

describe('R-BK-44 any staff, bound late, over the routes', () => {
  it('gives somebody else to who asked for nobody when that very person is asked for', async () => {
    const date = dayAhead(20);
    await busyBut(date, 'bob', 'cleo');
    const { body: any } = await book(date, '10:00');
    expect(any.lines[0]).toMatchObject({ staffId: 'bob', staffBound: false });
    const offered = (
      await at.get(`availability?storeId=soho&services=cut&staffId=bob&from=${date}`)
    ).body.items.map((s: any) => s.startsAt.slice(11, 16));
    expect(offered).toContain('10:00');
    const { status, body: asked } = await book(date, '10:00', 'bob');
    expect([status, asked.lines[0].staffId, asked.lines[0].staffBound]).toEqual([
      201,
      'bob',
      undefined,
    ]);
    expect((await one(any.appointmentId)).lines[0]).toMatchObject({
      staffId: 'cleo',
      staffBound: false,
      priceCents: 5000,
    });
    await at.platform.settle();
    const board = (await at.get(`stores/soho/board/${date}`)).body;
    expect(
      board.staff
        .find((c: any) => c.staffId === 'cleo')
        .appointments.map((a: any) => [a.appointmentId, a.lines[0].staffBound]),
    ).toEqual([[any.appointmentId, false]]);
    expect(
      (await at.get(`stores/soho/days/${date}`)).body.appointments.find(
        (a: any) => a.appointmentId === any.appointmentId,
      ).lines[0],
    ).toMatchObject({ staffId: 'cleo', staffBound: false });
    expect((await book(date, '10:00', 'cleo')).body).toMatchObject({
      code: 'slot-taken',
      resource: { id: 'cleo' },
    });
    expect(
      (await at.get(`availability?storeId=soho&services=cut&from=${date}`)).body.items.map(
        (s: any) => s.startsAt.slice(11, 16),
      ),
    ).not.toContain('10:00');
  });
  it('never lets a dearer person stand in, or one who has left', async () => {
    const date = dayAhead(21);
    await busyBut(date, 'anna', 'bob', 'dora');
    const { body: hold } = await at.post('holds', {
      storeId: 'soho',
      startsAt: `${date}T10:00`,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    expect((await book(date, '10:00')).body.lines[0]).toMatchObject({
      staffId: 'bob',
      staffBound: false,
    });
    await at.post(`holds/${hold.holdId}/release`);
    await at.put('staff/dora?onStranded=list', {
      displayName: 'dora',
      storeIds: ['soho'],
      level: 'junior',
      active: false,
    });
    expect(await book(date, '10:00', 'bob')).toMatchObject({
      status: 409,
      body: { code: 'slot-taken', resource: { id: 'bob' } },
    });
    await at.put('staff/dora', { displayName: 'dora', storeIds: ['soho'], level: 'junior' });
    expect((await book(date, '10:00', 'bob')).status).toBe(201);
  });
  it("settles by the clock, with the inputs of the store's policy in the log, once", async () => {
    const date = dayAhead(22);
    await book(date, '12:00', 'anna');
    const { body: any } = await book(date, '12:00');
    await book(date, '15:00', any.lines[0].staffId);
    await at.platform.settle();
    await bindStaff(tools(`${dayAhead(21)}T11:59:00.000Z`), jobCause(bindStaffJob.name));
    await at.platform.settle();
    expect((await one(any.appointmentId)).lines[0].staffBound).toBe(false);
    expect(
      await bindStaff(tools(`${dayAhead(21)}T12:00:00.000Z`), jobCause(bindStaffJob.name)),
    ).toBe(1);
    await at.platform.settle();
    expect(
      await bindStaff(tools(`${dayAhead(21)}T12:01:00.000Z`), jobCause(bindStaffJob.name)),
    ).toBe(0);
    const settled = await one(any.appointmentId);
    expect(settled.lines[0].staffBound).toBeUndefined();
    expect(settled.lines[0].staffId).not.toBe(any.lines[0].staffId);
    const events = await tools(`${date}T00:00:00.000Z`).history(agenda, `soho-${date}`);
    expect((events.find((e) => e.type === 'StaffBound')!.data as any).choices).toMatchObject([
      {
        before: any.lines[0].staffId,
        staffId: settled.lines[0].staffId,
        policy: 'least-busy',
        candidates: 3,
        value: 0,
      },
    ]);
    expect((await book(date, '12:00', settled.lines[0].staffId)).body.code).toBe('slot-taken');
  });
  it('settles at check-in at the latest, and the visit has whoever it is', async () => {
    const date = dayAhead(23);
    await book(date, '12:00', 'anna');
    const { body: any, etag } = await book(date, '12:00');
    expect(
      (
        await at.post(`appointments/${any.appointmentId}/check-in`, undefined, {
          'if-match': '"99"',
        })
      ).status,
    ).toBe(412);
    const { body, status } = await at.post(
      `appointments/${any.appointmentId}/check-in`,
      undefined,
      { 'if-match': etag!, 'idempotency-key': 'in' },
    );
    expect([status, body.status, body.lines[0].staffBound]).toEqual([200, 'checked-in', undefined]);
    expect(
      (
        await at.post(`appointments/${any.appointmentId}/check-in`, undefined, {
          'if-match': etag!,
          'idempotency-key': 'in',
        })
      ).body,
    ).toEqual(body);
    expect((await at.get(`visits/${body.visitId}`)).body.lines[0].performers).toEqual([
      { staffId: body.lines[0].staffId, sharePercent: 100 },
    ]);
  });
  it('is tentative in the calendar of whoever has it now', async () => {
    const date = dayAhead(24);
    await book(date, '12:00', 'anna');
    const { body: any } = await book(date, '12:00');
    const { body: key } = await at.post(`staff/${any.lines[0].staffId}/calendar-keys`);
    const text = await (await fetch(`${await at.platform.url()}${key.path}`)).text();
    const entry = text
      .split('BEGIN:VEVENT')
      .find((part) => part.includes(`DTSTART:${date.replaceAll('-', '')}T120000Z`))!;
    expect(entry).toContain('STATUS:TENTATIVE');
  });
  it('makes room for holds, groups and moves, and for nobody over what was asked for', async () => {
    const date = dayAhead(25);
    await busyBut(date, 'bob', 'cleo', 'dora');
    const { body: first } = await book(date, '10:00');
    const hold = await at.post('holds', {
      storeId: 'soho',
      startsAt: `${date}T10:00`,
      services: [{ serviceId: 'cut', staffId: first.lines[0].staffId }],
    });
    expect(hold.status).toBe(201);
    const now = (await one(first.appointmentId)).lines[0].staffId;
    const { body: later } = await book(date, '14:00', now);
    expect(
      (
        await at.post(`appointments/${later.appointmentId}/reschedule`, {
          startsAt: `${date}T10:00`,
        })
      ).status,
    ).toBe(200);
    expect((await one(first.appointmentId)).lines[0].staffId).not.toBe(now);
    expect((await book(date, '10:00', now)).body.code).toBe('slot-taken');
  });
  it('is settled at once where the store does not bind late', async () => {
    await store({});
    expect((await book(dayAhead(26), '10:00')).body.lines[0]).not.toHaveProperty('staffBound');
  });
});
