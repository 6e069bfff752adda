import {
  ask,
  at,
  book,
  day,
  desk,
  get,
  member,
  offered,
  openForAll,
  post,
  put,
  week,
} from './roster.testing.http.js';

openForAll();

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
