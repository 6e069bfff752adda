import {
  ask,
  at,
  book,
  day,
  desk,
  get,
  hireStandIns,
  member,
  offered,
  openForAll,
  post,
  put,
  week,
} from './roster.testing.http.js';

openForAll();
beforeAll(hireStandIns);

const as = ({ role, ...scope }: { role: string; stores?: string[]; subject?: string }) =>
  desk.as(role, scope);

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
