import { type Desk, openDesk } from '../../testing.http.js';

// Staff time of two salons: who is bookable when, who may be lent where, and what a changed roster does to bookings.

let desk: Desk;
const ask: Desk['ask'] = (...asked) => desk.ask(...asked);
const get = (path: string) => desk.get(path);
const post = (path: string, body?: unknown) => desk.post(path, body);
const put = (path: string, body: unknown) => desk.put(path, body);
const as = ({ role, ...scope }: { role: string; stores?: string[]; subject?: string }) =>
  desk.as(role, scope);

/** A Monday far enough ahead; each topic has a week of its own. */
const day = (week: number, weekday = 0) =>
  new Date(Date.UTC(2031, 2, 3 + week * 7 + weekday)).toISOString().slice(0, 10);
const at = (date: string, time: string) => `${date}T${time}:00.000Z`;
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const week = (storeId: string, from: string, to: string, more: object = {}) => ({
  storeId,
  validFrom: '2030-01-01',
  shifts: everyDay.map((weekday) => ({ weekday, from, to, ...more })),
});
const member = (more: object = {}) => ({
  displayName: 'Somebody',
  storeIds: ['soho'],
  skills: [{ skill: 'cut', level: 2 }],
  ...more,
});
const book = (staffId: string, startsAt: string, serviceId = 'cut', storeId = 'soho') =>
  post('appointments', { storeId, startsAt, services: [{ serviceId, staffId }] });
const offered = async (staffId: string, date: string, service = 'cut', storeId = 'soho') =>
  (
    (
      await get(
        `availability?storeId=${storeId}&services=${service}&staffId=${staffId}&from=${date}`,
      )
    ).body.items ?? []
  ).map((s: any) => s.startsAt.slice(11, 16));

beforeAll(async () => {
  desk = await openDesk();
  for (const storeId of ['soho', 'mitte', 'pier'])
    await put(`stores/${storeId}`, {
      regionId: 'r1',
      name: storeId,
      zone: 'UTC',
      currency: 'EUR',
      openingHours: everyDay.map((weekday) => ({ weekday, from: '08:00', to: '20:00' })),
    });
  const phases = [{ name: 'do', kind: 'active', minutes: 60 }];
  await put('services/cut', {
    name: 'Cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases,
    priceCents: 6000,
    skill: { skill: 'cut', level: 1 },
  });
  await put('services/facial', {
    name: 'Facial',
    category: 'skin',
    serviceGroup: 'skin',
    phases,
    priceCents: 9000,
  });
  for (const staffId of ['anna', 'bob', 'cleo']) {
    await put(`staff/${staffId}`, member());
    await put(`staff/${staffId}/shifts`, { patterns: [week('soho', '09:00', '17:00')] });
  }
}, 60_000);

afterAll(() => desk.close());

describe('R-BK-40 bookable', () => {
  it('is who has the skill at its level on that date with a valid certificate, at that store, in the shift, not on leave', async () => {
    await put(
      'staff/dora',
      member({
        skills: [
          {
            skill: 'cut',
            level: 1,
            validFrom: day(1),
            validUntil: day(1, 3),
            certificateUntil: day(1, 2),
          },
        ],
      }),
    );
    await put('staff/dora/shifts', {
      patterns: [week('soho', '10:00', '12:00')],
      absences: [{ kind: 'leave', fromDate: day(1, 1), toDate: day(1, 1) }],
    });
    expect(
      await Promise.all(
        [day(0, 6), day(1), day(1, 1), day(1, 2), day(1, 3)].map((d) => offered('dora', d)),
      ),
    ).toEqual([[], ['10:00', '10:15', '10:30', '10:45', '11:00'], [], expect.any(Array), []]);
    expect((await offered('dora', day(1, 2))).length).toBe(5);
    expect((await book('dora', at(day(1, 3), '10:00'))).body.code).toBe('staff-not-qualified');
    expect((await book('dora', at(day(1, 1), '10:00'))).body.code).toBe('staff-off-shift');
    expect((await book('dora', at(day(1), '11:15'))).body.code).toBe('staff-off-shift');
    expect((await book('dora', at(day(1), '10:00'), 'cut', 'mitte')).body).toMatchObject({
      code: 'staff-unknown',
      field: 'services.0.staffId',
    });
  });
  it('and not at the daily limit of service minutes: refused, not offered, decided in a race', async () => {
    await put('staff/emil', member({ maxServiceMinutesPerDay: 150 }));
    await put('staff/emil/shifts', { patterns: [week('soho', '09:00', '17:00')] });
    const race = await Promise.all(
      ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00'].map((t) =>
        book('emil', at(day(1), t)),
      ),
    );
    expect(race.map((r) => r.body.code ?? r.status).sort()).toEqual([
      201,
      201,
      ...Array.from({ length: 4 }, () => 'staff-day-full'),
    ]);
    expect(race.find((r) => r.status === 409)!.body).toMatchObject({
      field: 'startsAt',
      resource: { kind: 'staff', id: 'emil' },
      nearest: [],
    });
    expect([await offered('emil', day(1)), (await offered('emil', day(1, 1))).length]).toEqual([
      [],
      29,
    ]);
  });
});

describe('R-BK-41 services in some hours of a shift', () => {
  it('are offered and taken there only, also after a move', async () => {
    await put('staff/fay', member());
    await put('staff/fay/shifts', {
      patterns: [
        week('soho', '09:00', '16:00', {
          serves: [
            { categories: ['skin'], from: '09:00', to: '12:00' },
            { serviceIds: ['cut'], from: '12:30', to: '16:00' },
          ],
        }),
      ],
    });
    expect([
      (await offered('fay', day(1), 'facial')).at(-1),
      (await offered('fay', day(1)))[0],
    ]).toEqual(['11:00', '12:30']);
    expect((await book('fay', at(day(1), '10:00'))).body).toMatchObject({
      code: 'staff-not-serving',
      field: 'startsAt',
      nearest: [at(day(1), '12:30'), expect.any(String), expect.any(String)],
    });
    const { body } = await book('fay', at(day(1), '13:00'));
    expect(
      (
        await post(`appointments/${body.appointmentId}/reschedule`, {
          startsAt: at(day(1), '11:30'),
        })
      ).body.code,
    ).toBe('staff-not-serving');
    expect(
      (
        await post(`appointments/${body.appointmentId}/reschedule`, {
          startsAt: at(day(1, 1), '12:30'),
        })
      ).status,
    ).toBe(200);
  });
});

describe('R-BK-42 breaks and rest', () => {
  it('keeps a place for a floating break and shows where it is', async () => {
    await put('staff/gus', member());
    await put('staff/gus/shifts', {
      patterns: [
        week('soho', '09:00', '17:00', {
          breaks: [{ from: '10:00', to: '10:15' }],
          floating: [{ minutes: 30, from: '12:00', to: '14:00' }],
        }),
      ],
    });
    expect((await book('gus', at(day(1), '12:15'))).status).toBe(201);
    expect((await book('gus', at(day(1), '13:15'))).body).toMatchObject({
      code: 'break-impossible',
      breakFrom: at(day(1), '12:00'),
      breakTo: at(day(1), '14:00'),
      resource: { id: 'gus' },
    });
    expect(
      (await offered('gus', day(1))).filter((t: string) => t > '10:45' && t < '14:00'),
    ).toEqual(['11:00', '11:15', '13:45']);
    const { body } = await get(`staff/gus/calendar?from=${day(1)}`);
    expect(
      body.items.map((e: any) => [e.kind, e.startsAt.slice(11, 16), e.endsAt.slice(11, 16)]),
    ).toEqual([
      ['work', '09:00', '10:00'],
      ['break', '10:00', '10:15'],
      ['work', '10:15', '13:15'],
      ['break', '13:15', '13:45'],
      ['work', '13:45', '17:00'],
    ]);
  });
  it('refuses rosters without rest or break by the rules of the store and the chain', async () => {
    const late = {
      exceptions: [
        { storeId: 'soho', date: day(2), shifts: [{ from: '12:00', to: '22:30' }] },
        { storeId: 'soho', date: day(2, 1), shifts: [{ from: '09:00', to: '12:00' }] },
      ],
    };
    await put('staff/hal', member());
    expect(await ask('PUT', 'staff/hal/shifts', late)).toMatchObject({
      status: 409,
      body: {
        code: 'rest-too-short',
        shifts: [
          { date: day(2), storeId: 'soho' },
          { date: day(2, 1), storeId: 'soho' },
        ],
        minutesNeeded: 660,
        minutesFound: 630,
      },
    });
    await put('stores/soho/roster-rules', { minRestHours: 10, maxContinuousMinutes: 360 });
    expect((await get('stores/soho/roster-rules')).body).toMatchObject({
      minRestHours: 10,
      minRestHoursInForce: 10,
    });
    expect((await ask('PUT', 'staff/hal/shifts', late)).body).toMatchObject({
      code: 'works-too-long',
      field: 'exceptions.0.shifts.0',
      minutes: 630,
      limit: 360,
    });
    await put('stores/soho/roster-rules', { minRestHours: 10 });
    await put('staff/hal/shifts', late);
    await put('stores/soho/roster-rules', {});
    expect((await get('stores/soho/roster-rules')).body).toMatchObject({ minRestHoursInForce: 11 });
    expect((await ask('PUT', 'stores/nowhere/roster-rules', {})).body.code).toBe('store-not-found');
  });
});

describe('BK-31 R-BK-43 deputation to another store', () => {
  const home = week('soho', '09:00', '13:00');
  const lent = (weekday: number, from: string, to = '19:00') => ({
    storeId: 'mitte',
    date: day(3, weekday),
    shifts: [{ from, to }],
  });
  it('has dates, is on the same calendar, and is booked at the other store on those dates only', async () => {
    await put('travel-times', {
      marginMinutes: 10,
      legs: [{ fromStoreId: 'soho', toStoreId: 'mitte', minutes: 35 }],
    });
    await put('staff/ida', member());
    expect(
      (await ask('PUT', 'staff/ida/shifts', { patterns: [home], exceptions: [lent(0, '14:00')] }))
        .body,
    ).toMatchObject({ code: 'store-not-theirs', field: 'exceptions.0.storeId' });
    await put(
      'staff/ida',
      member({ deputations: [{ toStoreId: 'mitte', fromDate: day(3), toDate: day(3, 2) }] }),
    );
    expect(
      (await ask('PUT', 'staff/ida/shifts', { patterns: [home], exceptions: [lent(3, '14:00')] }))
        .body,
    ).toMatchObject({ code: 'outside-deputation', field: 'exceptions.0' });
    expect(
      (await ask('PUT', 'staff/ida/shifts', { patterns: [home, week('mitte', '14:00', '19:00')] }))
        .body,
    ).toMatchObject({ code: 'outside-deputation', field: 'patterns.1' });
    expect(
      (await ask('PUT', 'staff/ida/shifts', { patterns: [home], exceptions: [lent(0, '13:44')] }))
        .body,
    ).toMatchObject({
      code: 'travel-too-short',
      minutesNeeded: 45,
      minutesFound: 44,
      storeIds: ['soho', 'mitte'],
      date: day(3),
    });
    expect(
      (await ask('PUT', 'staff/ida/shifts', { patterns: [home], exceptions: [lent(0, '12:00')] }))
        .body.code,
    ).toBe('shifts-overlap');
    await put('staff/ida/shifts', {
      patterns: [home],
      exceptions: [
        lent(0, '13:45'),
        { storeId: 'soho', date: day(3, 1), shifts: [] },
        lent(1, '09:00'),
      ],
    });
    expect((await get(`staff/ida/calendar?from=${day(3)}&to=${day(3, 1)}`)).body.items).toEqual([
      {
        date: day(3),
        kind: 'work',
        storeId: 'soho',
        startsAt: at(day(3), '09:00'),
        endsAt: at(day(3), '13:00'),
      },
      {
        date: day(3),
        kind: 'travel',
        storeId: 'mitte',
        startsAt: at(day(3), '13:00'),
        endsAt: at(day(3), '13:45'),
      },
      {
        date: day(3),
        kind: 'work',
        storeId: 'mitte',
        startsAt: at(day(3), '13:45'),
        endsAt: at(day(3), '19:00'),
      },
      {
        date: day(3, 1),
        kind: 'work',
        storeId: 'mitte',
        startsAt: at(day(3, 1), '09:00'),
        endsAt: at(day(3, 1), '19:00'),
      },
    ]);
    expect([
      (await offered('ida', day(3), 'cut', 'mitte'))[0],
      (await offered('ida', day(3))).at(-1),
      await offered('ida', day(3, 1)),
      await offered('ida', day(3, 3), 'cut', 'mitte'),
    ]).toEqual(['13:45', '12:00', [], []]);
    expect((await get('staff?storeId=mitte')).body.items.map((s: any) => s.staffId)).toEqual([
      'ida',
    ]);
    expect((await book('ida', at(day(3, 1), '10:00'), 'cut', 'mitte')).status).toBe(201);
  });
  it('called back early it strands what was booked there', async () => {
    await desk.platform.settle();
    const back = member({
      deputations: [{ toStoreId: 'mitte', fromDate: day(3), toDate: day(3) }],
    });
    expect((await ask('PUT', 'staff/ida', back)).body).toMatchObject({
      code: 'bookings-stranded',
      count: 1,
      appointments: [{ storeId: 'mitte', date: day(3, 1), reason: 'not-qualified' }],
    });
    expect((await get('staff/ida')).body.deputations).toEqual([
      { toStoreId: 'mitte', fromDate: day(3), toDate: day(3, 2) },
    ]);
    expect((await ask('PUT', 'staff/ida?onStranded=list', member())).body).toMatchObject({
      strandedCount: 1,
      stranded: [{ storeId: 'mitte', couldTake: [] }],
    });
    expect((await get('staff?storeId=mitte')).body.items).toEqual([]);
    expect((await get('staff/ida/stranded?storeId=mitte')).body.items).toHaveLength(1);
  });
});

describe('BK-13 R-BK-42 a roster that would strand bookings', () => {
  const date = day(4);
  const short = { patterns: [week('soho', '09:00', '12:00')] };
  let booked: any;
  let held: any;
  it('is refused with the list, and nothing is written', async () => {
    booked = (await book('anna', at(date, '14:00'))).body;
    held = (
      await post('holds', {
        storeId: 'soho',
        startsAt: at(date, '15:00'),
        services: [{ serviceId: 'cut', staffId: 'anna' }],
        ttlSeconds: 3600,
      })
    ).body;
    await book('anna', at(date, '10:00'));
    await book('bob', at(date, '14:30'));
    await desk.platform.settle();
    const before = (await get('staff/anna/shifts')).body;
    const refusal = await ask('PUT', 'staff/anna/shifts', short);
    expect(refusal).toMatchObject({
      status: 409,
      body: { code: 'bookings-stranded', field: 'onStranded', count: 2 },
    });
    expect(refusal.body.appointments).toEqual([
      {
        appointmentId: booked.appointmentId,
        status: 'booked',
        storeId: 'soho',
        date,
        startsAt: at(date, '14:00'),
        reason: 'off-shift',
        lines: ['l1'],
      },
      {
        appointmentId: held.holdId,
        status: 'held',
        storeId: 'soho',
        date,
        startsAt: at(date, '15:00'),
        reason: 'off-shift',
        lines: ['l1'],
      },
    ]);
    expect((await get('staff/anna/shifts')).body).toEqual(before);
    expect(await offered('anna', date)).toContain('16:00');
  });
  it.each([
    [
      'leave',
      'staff/anna/shifts',
      {
        patterns: [week('soho', '09:00', '17:00')],
        absences: [
          { kind: 'leave', fromDate: date, toDate: date, hours: { from: '14:30', to: '15:30' } },
        ],
      },
      ['off-shift', 'off-shift'],
    ],
    [
      'a block-out',
      'staff/anna/shifts',
      {
        patterns: [week('soho', '09:00', '17:00')],
        absences: [
          {
            kind: 'block-out',
            fromDate: date,
            toDate: date,
            hours: { from: '15:30', to: '16:00' },
          },
        ],
      },
      ['off-shift'],
    ],
    [
      'other services in these hours',
      'staff/anna/shifts',
      {
        patterns: [
          week('soho', '09:00', '17:00', {
            serves: [{ from: '09:00', to: '12:00', categories: ['hair'] }],
          }),
        ],
      },
      ['not-served', 'not-served'],
    ],
    [
      'a floating break without a place',
      'staff/anna/shifts',
      {
        patterns: [
          week('soho', '09:00', '17:00', {
            floating: [{ minutes: 30, from: '14:00', to: '15:45' }],
          }),
        ],
      },
      ['break-impossible', 'break-impossible'],
    ],
    [
      'a skill that is gone',
      'staff/anna',
      member({ skills: [] }),
      ['not-qualified', 'not-qualified', 'not-qualified'],
    ],
    [
      'a certificate that ends before',
      'staff/anna',
      member({ skills: [{ skill: 'cut', level: 2, certificateUntil: day(3, 6) }] }),
      ['not-qualified', 'not-qualified', 'not-qualified'],
    ],
    [
      'another store',
      'staff/anna',
      member({ storeIds: ['pier'] }),
      ['not-qualified', 'not-qualified', 'not-qualified'],
    ],
    [
      'somebody who leaves',
      'staff/anna',
      member({ active: false }),
      ['not-qualified', 'not-qualified', 'not-qualified'],
    ],
  ])('%s', async (_, path, body, reasons) => {
    const { body: no } = await ask('PUT', path, body);
    expect([no.code, no.appointments.map((a: any) => a.reason)]).toEqual([
      'bookings-stranded',
      reasons,
    ]);
  });
  it('is written when the list is asked for: who else could take each booking at the same time', async () => {
    const { body } = await ask('PUT', 'staff/anna/shifts?onStranded=list', short);
    expect(body).toMatchObject({
      staffId: 'anna',
      strandedCount: 2,
      stranded: [
        {
          appointmentId: booked.appointmentId,
          startsAt: at(date, '14:00'),
          endsAt: at(date, '15:00'),
          lines: [{ lineId: 'l1', serviceId: 'cut' }],
        },
        { appointmentId: held.holdId, status: 'held' },
      ],
    });
    // Bob is busy from 14:30 to 15:30, so neither; others of the team are free.
    expect(body.stranded.map((s: any) => s.couldTake)).toEqual([
      ['cleo', 'emil', 'fay', 'gus'],
      ['cleo', 'emil', 'fay', 'gus'],
    ]);
    expect((await ask('PUT', 'staff/anna/shifts?onStranded=list', short)).body.stranded).toEqual(
      body.stranded,
    );
    expect((await book('anna', at(date, '16:00'))).body.code).toBe('staff-off-shift');
  });
  it('is worked off: the list ends when the bookings are with somebody else; what was stranded before refuses nothing new', async () => {
    expect((await get('staff/anna/stranded?limit=1')).body).toMatchObject({
      items: [{ appointmentId: booked.appointmentId }],
      next: booked.appointmentId,
    });
    expect((await get(`staff/anna/stranded?limit=1&after=${booked.appointmentId}`)).body).toEqual({
      items: [expect.objectContaining({ appointmentId: held.holdId })],
    });
    await put('staff/anna/shifts', { patterns: [week('soho', '09:00', '11:00')] });
    expect(
      (
        await post(`appointments/${booked.appointmentId}/reschedule`, {
          startsAt: at(date, '14:00'),
          staff: [{ lineId: 'l1', staffId: 'cleo' }],
        })
      ).body.lines[0].staffId,
    ).toBe('cleo');
    await post(`holds/${held.holdId}/release`);
    expect((await get('staff/anna/stranded')).body.items).toEqual([]);
    expect((await get('staff/anna/stranded?after=x')).body).toMatchObject({
      status: 422,
      code: 'cursor-invalid',
    });
  });
  it('finds what was booked while the roster was being written', async () => {
    const at14 = day(5);
    const [change, ...booked] = await Promise.all([
      ask('PUT', 'staff/bob/shifts', {
        patterns: [week('soho', '09:00', '12:00')],
        exceptions: [{ storeId: 'soho', date, shifts: [{ from: '09:00', to: '17:00' }] }],
      }),
      ...['13:00', '14:00', '15:00', '16:00'].map((t) => book('bob', at(at14, t))),
    ]);
    await desk.platform.settle();
    const taken = booked.filter((r) => r.status === 201).map((r) => r.body.appointmentId);
    const stranded = (await get('staff/bob/stranded')).body.items.map((s: any) => s.appointmentId);
    // Whoever was first: written, then every booking that got through is on the list; refused, then none is stranded.
    expect([...stranded].sort()).toEqual(change!.status === 200 ? taken.sort() : []);
    expect((await book('bob', at(day(5, 1), '16:30'))).status).toBe(
      change!.status === 200 ? 409 : 201,
    );
  });
});

describe('hostile input and other stores', () => {
  it('answers what is wrong', async () => {
    expect((await ask('PUT', 'staff/anna/shifts?onStranded=ignore', {})).body).toMatchObject({
      status: 422,
      field: 'onStranded',
    });
    expect(
      (
        await ask(
          'PUT',
          'staff/zoe',
          member({ deputations: [{ toStoreId: 'nowhere', fromDate: day(1), toDate: day(1) }] }),
        )
      ).body,
    ).toMatchObject({ code: 'store-unknown', field: 'deputations.0.toStoreId' });
    expect(
      (
        await ask(
          'PUT',
          'staff/zoe',
          member({ deputations: [{ toStoreId: 'mitte', fromDate: day(2), toDate: day(1) }] }),
        )
      ).body,
    ).toMatchObject({ code: 'dates-reversed', field: 'deputations.0.toDate' });
    expect(
      (
        await ask(
          'PUT',
          'staff/zoe',
          member({ skills: [{ skill: 'cut', level: 1, validFrom: '2031-02-30' }] }),
        )
      ).body,
    ).toMatchObject({ code: 'date-invalid', field: 'skills.0.validFrom' });
    expect(
      (
        await ask('PUT', 'travel-times', {
          legs: [{ fromStoreId: 'soho', toStoreId: 'soho', minutes: 1 }],
        })
      ).body.code,
    ).toBe('leg-invalid');
    expect(
      (
        await ask('PUT', 'travel-times', {
          legs: [{ fromStoreId: 'soho', toStoreId: 'nowhere', minutes: 1 }],
        })
      ).body,
    ).toMatchObject({ code: 'store-unknown', field: 'legs.0.toStoreId' });
    expect((await get(`staff/anna/calendar?from=${day(1)}&to=${day(9)}`)).body.code).toBe(
      'range-too-long',
    );
    expect((await get('staff/nobody/stranded')).status).toBe(404);
  });
  it('hides people and stores from those who may not see them', async () => {
    const pier = await as({ role: 'store-manager', stores: ['pier'] });
    const soho = await as({ role: 'store-manager', stores: ['soho'] });
    expect((await ask('GET', 'staff/anna/stranded', undefined, pier)).status).toBe(404);
    expect((await ask('GET', `staff/anna/calendar?from=${day(1)}`, undefined, pier)).status).toBe(
      404,
    );
    expect((await ask('PUT', 'staff/anna/shifts', {}, pier)).status).toBe(404);
    expect((await ask('PUT', 'stores/soho/roster-rules', {}, pier)).status).toBe(404);
    expect((await ask('PUT', 'roster-rules', {}, soho)).body.code).toBe('scope-too-narrow');
    expect(
      (
        await ask(
          'PUT',
          'staff/anna',
          member({ deputations: [{ toStoreId: 'mitte', fromDate: day(1), toDate: day(1) }] }),
          soho,
        )
      ).status,
    ).toBe(404);
    expect(
      (
        await ask(
          'PUT',
          'staff/anna/shifts',
          {},
          await as({ role: 'front-desk', stores: ['soho'] }),
        )
      ).status,
    ).toBe(403);
  });
});
