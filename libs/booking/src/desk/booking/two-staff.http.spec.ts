import { dayAhead, type Desk, everyDay, openDesk, simply } from '../../testing.http.js';

// A store where a perm takes four hands at its beginning, through the routes.

let at: Desk;
beforeAll(async () => {
  at = await openDesk();
  for (const id of ['soho', 'mitte'])
    await at.put(`stores/${id}`, {
      regionId: 'r1',
      name: id,
      zone: 'UTC',
      currency: 'USD',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    });
  const skills = (...list: string[]) => list.map((skill) => ({ skill, level: 1 }));
  for (const [staffId, storeId, has] of [
    ['anna', 'soho', skills('perm', 'wash')],
    ['bob', 'soho', skills('wash')],
    ['cleo', 'soho', skills('wash', 'nails')],
    ['mia', 'mitte', skills('perm')],
    ['max', 'mitte', skills('wash')],
  ] as const) {
    await at.put(`staff/${staffId}`, { displayName: staffId, storeIds: [storeId], skills: has });
    await at.put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId,
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
        },
      ],
    });
  }
  await at.put('services/perm', {
    ...simply('perm', 30),
    skill: { skill: 'perm', level: 1 },
    phases: [
      { name: 'wind', kind: 'active', minutes: 30, assistants: [{ skill: 'wash', level: 1 }] },
      { name: 'set', kind: 'processing', minutes: 30 },
      { name: 'rinse', kind: 'active', minutes: 30 },
    ],
  });
  await at.put('services/wash', { ...simply('wash', 30), skill: { skill: 'wash', level: 1 } });
  await at.put('services/mani', { ...simply('mani', 30), skill: { skill: 'nails', level: 1 } });
  await at.put('services/pedi', simply('pedi', 30));
}, 60_000);
afterAll(() => at.close());

const wish = (
  date: string,
  time: string,
  services: readonly object[] = [{ serviceId: 'perm' }],
  more: object = {},
) => ({ storeId: 'soho', startsAt: `${date}T${time}`, services, ...more });
const wash = (staffId: string) => [{ serviceId: 'wash', staffId }];

describe('R-BK-13 two-staff services', () => {
  it('books both together, tells both, and refuses the second who needs the same people', async () => {
    const date = dayAhead(20);
    await at.post('appointments', wish(date, '10:00', wash('bob')));
    const booked = await at.post('appointments', wish(date, '10:00'));
    expect(booked).toMatchObject({
      status: 201,
      body: { lines: [{ staffId: 'anna', assistantIds: ['cleo'] }] },
    });
    expect((await at.post('appointments', wish(date, '10:15', wash('cleo')))).body).toMatchObject({
      code: 'slot-taken',
      resource: { id: 'cleo' },
    });
    // The assistant is free once their part is over; the lead is free while it sets.
    expect((await at.post('appointments', wish(date, '10:30', wash('cleo')))).status).toBe(201);
    expect((await at.post('appointments', wish(date, '10:30', wash('anna')))).status).toBe(201);
    await at.platform.settle();
    const board = (await at.get(`stores/soho/board/${date}`)).body;
    const column = (staffId: string) => board.staff.find((c: any) => c.staffId === staffId);
    expect(column('cleo').appointments.map((a: any) => a.appointmentId)).toContain(
      booked.body.appointmentId,
    );
    expect(column('cleo')).toMatchObject({ workingMinutes: 540, freeMinutes: 480 });
    expect(
      (await at.get(`stores/soho/days/${date}`)).body.appointments.find(
        (a: any) => a.appointmentId === booked.body.appointmentId,
      ).lines[0].assistantIds,
    ).toEqual(['cleo']);
  });
  it('offers only what it books: nobody to assist, no slot', async () => {
    const date = dayAhead(21);
    for (const who of ['bob', 'cleo'])
      await at.post('appointments', wish(date, '11:00', wash(who)));
    const { body } = await at.get(`availability?storeId=soho&services=perm&from=${date}`);
    const starts = body.items.map((slot: any) => slot.startsAt.slice(11, 16));
    expect(starts).toContain('10:30');
    expect(starts).toContain('11:30');
    for (const none of ['10:45', '11:00', '11:15']) expect(starts).not.toContain(none);
    expect(body.items[0].lines[0]).toMatchObject({ staffId: 'anna', assistantIds: ['bob'] });
    expect(await at.post('appointments', wish(date, '11:00'))).toMatchObject({
      status: 409,
      body: {
        code: 'assistant-missing',
        serviceId: 'perm',
        nearest: [expect.any(String), expect.any(String), expect.any(String)],
      },
    });
    expect(
      (await at.get(`availability/why-not?storeId=soho&services=perm&startsAt=${date}T11:00`)).body,
    ).toMatchObject({ offered: false, code: 'assistant-missing' });
  });
  it('takes the wish for an assistant, for holds and groups and series too', async () => {
    const date = dayAhead(22);
    const hold = await at.post(
      'holds',
      wish(date, '09:00', [{ serviceId: 'perm', assistantIds: ['cleo'] }]),
    );
    expect(hold.body.lines[0].assistantIds).toEqual(['cleo']);
    expect(
      (await at.post('appointments', { holdId: hold.body.holdId })).body.lines[0].assistantIds,
    ).toEqual(['cleo']);
    expect(
      (
        await at.post(
          'appointments',
          wish(date, '11:00', [{ serviceId: 'perm', assistantIds: ['anna', 'bob'] }]),
        )
      ).body,
    ).toMatchObject({ status: 422, code: 'too-many-assistants', field: 'services.0.assistantIds' });
    expect(
      (
        await at.post(
          'appointments',
          wish(date, '11:00', [{ serviceId: 'perm', staffId: 'anna', assistantIds: ['anna'] }]),
        )
      ).body.code,
    ).toBe('assistant-repeated');
    const group = await at.post('groups', {
      storeId: 'soho',
      startsAt: `${date}T13:00`,
      guests: [
        { services: [{ serviceId: 'perm' }] },
        { services: [{ serviceId: 'wash', staffId: 'bob' }] },
      ],
    });
    expect(
      group.body.appointments.map((a: any) => [a.lines[0].staffId, a.lines[0].assistantIds]),
    ).toEqual([
      ['anna', ['cleo']],
      ['bob', undefined],
    ]);
    const series = await at.post('series', {
      ...wish(dayAhead(23), '09:00', [{ serviceId: 'perm', assistantIds: ['cleo'] }]),
      every: 1,
      unit: 'week',
      count: 2,
    });
    expect(series.body.appointments.map((a: any) => a.lines[0].assistantIds)).toEqual([
      ['cleo'],
      ['cleo'],
    ]);
  });
  it('lets exactly one of many have the only assistant', async () => {
    const date = dayAhead(24);
    await at.post('appointments', wish(date, '10:00', wash('bob')));
    const race = await Promise.all([
      ...Array.from({ length: 4 }, () => at.post('appointments', wish(date, '10:00'))),
      ...Array.from({ length: 4 }, () =>
        at.post('appointments', wish(date, '10:00', wash('cleo'))),
      ),
    ]);
    expect(race.filter((r) => r.status === 201)).toHaveLength(1);
  });
  it('chooses assistants anew when the time or the store moves', async () => {
    const date = dayAhead(25);
    const { body: one } = await at.post(
      'appointments',
      wish(date, '10:00', [{ serviceId: 'perm' }]),
    );
    expect(one.lines[0].assistantIds).toEqual(['bob']);
    await at.post('appointments', wish(date, '14:00', wash('bob')));
    const moved = await at.post(`appointments/${one.appointmentId}/reschedule`, {
      startsAt: `${date}T14:00`,
    });
    expect(moved).toMatchObject({
      status: 200,
      body: { lines: [{ staffId: 'anna', assistantIds: ['cleo'] }] },
    });
    const asked = await at.post(`appointments/${one.appointmentId}/reschedule`, {
      startsAt: `${date}T15:00`,
      staff: [{ lineId: 'l1', assistantIds: ['bob'] }],
    });
    expect(asked.body.lines[0].assistantIds).toEqual(['bob']);
    const away = await at.post(`appointments/${one.appointmentId}/reschedule`, {
      startsAt: `${date}T15:00`,
      storeId: 'mitte',
    });
    expect(away).toMatchObject({
      status: 200,
      body: { storeId: 'mitte', lines: [{ staffId: 'mia', assistantIds: ['max'] }] },
    });
    expect(
      (
        await at.post(`appointments/${one.appointmentId}/reschedule`, {
          startsAt: `${date}T16:00`,
          staff: [{ lineId: 'l1', assistantIds: ['mia'] }],
        })
      ).body,
    ).toMatchObject({ code: 'staff-not-qualified', field: 'staff.0.assistantIds' });
  });
  it('strands a line whose assistant goes, and names who could take the part', async () => {
    const date = dayAhead(26);
    const { body: one } = await at.post(
      'appointments',
      wish(date, '10:00', [{ serviceId: 'perm', assistantIds: ['bob'] }]),
    );
    const leave = {
      patterns: [
        {
          storeId: 'soho',
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
        },
      ],
      absences: [{ kind: 'leave', fromDate: date, toDate: date }],
    };
    await at.platform.settle();
    const no = await at.tryPut('staff/bob/shifts', leave);
    expect(no.body.code).toBe('bookings-stranded');
    const list = (await at.tryPut('staff/bob/shifts?onStranded=list', leave)).body.stranded;
    expect(list.map((s: any) => [s.appointmentId, s.couldTake])).toEqual([
      [one.appointmentId, ['cleo']],
    ]);
    const given = await at.post(`appointments/${one.appointmentId}/reschedule`, {
      startsAt: `${date}T10:00`,
      staff: [{ lineId: 'l1', assistantIds: ['cleo'] }],
      by: 'store',
    });
    expect(given.body.lines[0].assistantIds).toEqual(['cleo']);
    expect((await at.get('staff/bob/stranded')).body.items).toEqual([]);
  });
  it('gives the assistant a share of the visit and their part of the calendar', async () => {
    const date = dayAhead(27);
    const { body: one } = await at.post(
      'appointments',
      wish(date, '10:00', [{ serviceId: 'perm', assistantIds: ['cleo'] }]),
    );
    const { body: visit } = await at.post(`appointments/${one.appointmentId}/check-in`);
    expect((await at.get(`visits/${visit.visitId}`)).body.lines[0].performers).toEqual([
      { staffId: 'anna', sharePercent: 67 },
      { staffId: 'cleo', sharePercent: 33 },
    ]);
    const { body: key } = await at.post('staff/cleo/calendar-keys');
    const text = await (await fetch(`${await at.platform.url()}${key.path}`)).text();
    const day = date.replaceAll('-', '');
    expect(text).toMatch(new RegExp(`DTSTART:${day}T100000Z\\r\\nDTEND:${day}T103000Z`));
  });
  it('books mani and pedi at once only by two people', async () => {
    const date = dayAhead(28);
    const both = (pedi: object = {}) =>
      wish(
        date,
        '10:00',
        [
          { serviceId: 'mani', startsAt: `${date}T10:00`, parallel: true },
          { serviceId: 'pedi', startsAt: `${date}T10:00`, parallel: true, ...pedi },
        ],
        { customerId: 'c1' },
      );
    expect((await at.post('appointments', both({ staffId: 'cleo' }))).body).toMatchObject({
      status: 409,
      code: 'slot-taken',
    });
    const { body } = await at.post('appointments', both());
    expect(body.lines.map((l: any) => [l.serviceId, l.staffId, l.startsAt])).toEqual([
      ['mani', 'cleo', `${date}T10:00:00.000Z`],
      ['pedi', expect.stringMatching(/anna|bob/), `${date}T10:00:00.000Z`],
    ]);
  });
});
