import { everyDay } from '../../testing.http.js';
import { at, auth, boardAt, book, historyOf, openForAll } from './board.testing.http.js';

openForAll();

/** As the store's clock shows it, in winter. */
const iso = (date: string, time: string) => new Date(`${date}T${time}:00-05:00`).toISOString();
const column = (board: any, staffId: string) =>
  board.staff.find((one: any) => one.staffId === staffId);

describe('the day board of a store', () => {
  const DAY = '2031-03-03';

  it('says in one call all that a front desk needs', async () => {
    const colour = await book(DAY, '09:30', 'colour', 'anna', {
      customerId: 'c1',
      channel: 'phone',
    });
    const between = await book(DAY, '10:05', 'cut', 'anna', { customerId: 'c2' });
    const cancelled = await book(DAY, '09:00', 'cut', 'bob');
    await at.post(`appointments/${cancelled.appointmentId}/cancel`, {
      by: 'customer',
      reason: 'ill',
    });
    const asked = await book(DAY, '14:00', 'balayage', 'bob');
    const hold = (
      await at.post('holds', {
        storeId: 'soho',
        startsAt: `${DAY}T16:00`,
        services: [{ serviceId: 'long', staffId: 'bob' }],
        customerId: 'c3',
      })
    ).body;
    const group = (
      await at.post('groups', {
        storeId: 'soho',
        startsAt: `${DAY}T11:30`,
        guests: [{ services: [{ serviceId: 'cut' }] }, { services: [{ serviceId: 'cut' }] }],
      })
    ).body;
    const checkedIn = (await at.post(`appointments/${between.appointmentId}/check-in`, {})).body;

    const board = await boardAt(DAY);
    expect(board).toMatchObject({
      storeId: 'soho',
      date: DAY,
      zone: 'America/New_York',
      currency: 'USD',
      position: (await historyOf(DAY)).length,
      open: [{ from: iso(DAY, '09:00'), to: iso(DAY, '18:00') }],
      unassigned: [],
    });
    const anna = column(board, 'anna');
    expect(anna).toMatchObject({
      displayName: 'anna',
      level: 'senior',
      working: [
        { from: iso(DAY, '09:00'), to: iso(DAY, '13:00') },
        { from: iso(DAY, '13:30'), to: iso(DAY, '17:00') },
      ],
      breaks: [{ from: iso(DAY, '13:00'), to: iso(DAY, '13:30') }],
      // 45 minutes of applying with mixing before it, 20 of finishing and cleaning, a cut of 30 into the development, and one of the group.
      workingMinutes: 450,
      freeMinutes: 450 - 40 - 20 - 30 - 30,
      utilisationPercent: 27,
    });
    expect(anna.appointments[0]).toMatchObject({
      appointmentId: colour.appointmentId,
      customerId: 'c1',
      channel: 'phone',
      status: 'booked',
      priceCents: 12_000,
      startsAt: iso(DAY, '09:30'),
      endsAt: iso(DAY, '11:00'),
      revision: colour.revision,
    });
    expect(anna.appointments[0].lines).toEqual([
      expect.objectContaining({
        serviceId: 'colour',
        staffId: 'anna',
        requested: true,
        pools: ['chair'],
      }),
    ]);
    expect(anna.appointments[0].lines[0].phases).toEqual([
      {
        name: 'mix',
        kind: 'buffer-before',
        startsAt: iso(DAY, '09:20'),
        endsAt: iso(DAY, '09:30'),
        staffBusy: true,
      },
      {
        name: 'apply',
        kind: 'active',
        startsAt: iso(DAY, '09:30'),
        endsAt: iso(DAY, '10:00'),
        staffBusy: true,
      },
      {
        name: 'develop',
        kind: 'processing',
        startsAt: iso(DAY, '10:00'),
        endsAt: iso(DAY, '10:45'),
        staffBusy: false,
      },
      {
        name: 'finish',
        kind: 'active',
        startsAt: iso(DAY, '10:45'),
        endsAt: iso(DAY, '11:00'),
        staffBusy: true,
      },
      {
        name: 'clean',
        kind: 'buffer-after',
        startsAt: iso(DAY, '11:00'),
        endsAt: iso(DAY, '11:05'),
        staffBusy: true,
      },
    ]);
    expect(anna.appointments[1]).toMatchObject({
      appointmentId: between.appointmentId,
      status: 'checked-in',
      visitId: checkedIn.visitId,
    });
    expect(
      column(board, 'bob').appointments.map((one: any) => [one.appointmentId, one.status]),
    ).toEqual(
      expect.arrayContaining([
        [cancelled.appointmentId, 'cancelled'],
        [asked.appointmentId, 'pending'],
      ]),
    );
    expect(
      board.staff
        .flatMap((one: any) => one.appointments)
        .filter((one: any) => one.groupId === group.groupId)
        .map((one: any) => one.guestNo)
        .sort(),
    ).toEqual([1, 2]);
    expect(board.holds).toEqual([
      expect.objectContaining({
        holdId: hold.holdId,
        kind: 'hold',
        expiresAt: hold.expiresAt,
        customerId: 'c3',
        channel: 'front-desk',
        lines: [expect.objectContaining({ staffId: 'bob' })],
      }),
    ]);
    expect(board.pools).toEqual([expect.objectContaining({ pool: 'chair', capacity: 2, peak: 2 })]);
    expect(board.pools[0].use.slice(0, 4)).toEqual([
      { from: iso(DAY, '09:20'), to: iso(DAY, '10:05'), used: 1 },
      { from: iso(DAY, '10:05'), to: iso(DAY, '10:35'), used: 2 },
      { from: iso(DAY, '10:35'), to: iso(DAY, '11:05'), used: 1 },
      { from: iso(DAY, '11:30'), to: iso(DAY, '12:00'), used: 2 },
    ]);
    expect(board.summary).toMatchObject({
      booked: 4,
      arrived: 1,
      late: 0,
      noShows: 0,
      cancelled: 1,
      freeMinutes: anna.freeMinutes + column(board, 'bob').freeMinutes,
    });
    // The sheet of the day tells of the same people and appointments.
    const day = (await at.get(`stores/soho/days/${DAY}?atLeast=${board.position}`, auth)).body;
    expect(day.staff.map((one: any) => [one.staffId, one.working])).toEqual(
      board.staff.map((one: any) => [one.staffId, one.working]),
    );
    expect(day.appointments.map((one: any) => one.appointmentId).sort()).toEqual(
      board.staff.flatMap((one: any) => one.appointments.map((a: any) => a.appointmentId)).sort(),
    );
  });

  it('keeps apart what nobody of the team performs any more', async () => {
    const date = '2031-03-05';
    await at.put('staff/zoe', {
      displayName: 'Zoe',
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 2 }],
    });
    await at.put('staff/zoe/shifts', {
      patterns: [
        {
          storeId: 'soho',
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
        },
      ],
    });
    const { appointmentId } = await book(date, '10:00', 'cut', 'zoe');
    await at.put('staff/zoe?onStranded=list', {
      displayName: 'Zoe',
      storeIds: ['soho'],
      skills: [],
      active: false,
    });
    const board = await boardAt(date);
    expect(column(board, 'zoe')).toBeUndefined();
    expect(board.unassigned.map((one: any) => one.appointmentId)).toEqual([appointmentId]);
  });

  it('is for those who may see the day, of their own stores', async () => {
    for (const path of [`stores/soho/board/${DAY}`, `stores/soho/board/${DAY}/live`]) {
      expect(await at.get(path, await at.as('front-desk', { stores: ['mitte'] }))).toMatchObject({
        status: 404,
        body: { code: 'store-not-found' },
      });
      expect(await at.get(path, await at.as('analyst'))).toMatchObject({
        status: 403,
        body: { code: 'permission-missing', permission: 'booking.days:read' },
      });
      expect(await at.get(path, { authorization: '' })).toMatchObject({ status: 401 });
    }
  });

  it.each<[string, string, string, Record<string, string>, number, string]>([
    ['a store that is not', 'nowhere', DAY, {}, 404, 'store-not-found'],
    ['a date that is not', 'soho', '2031-02-30', {}, 422, 'date-invalid'],
    ['no date at all', 'soho', 'today', {}, 422, 'date-invalid'],
    [
      'a place that nobody has come to',
      'soho',
      `${DAY}/live?from=999999`,
      {},
      422,
      'position-unknown',
    ],
    ['a place before the first', 'soho', `${DAY}/live?from=-1`, {}, 422, 'field-invalid'],
    ['a place that is no number', 'soho', `${DAY}/live?from=1e400`, {}, 422, 'field-invalid'],
    ['something else asked', 'soho', `${DAY}/live?since=1`, {}, 422, 'field-unknown'],
    [
      'an id of somebody else',
      'soho',
      `${DAY}/live`,
      { 'last-event-id': 'abc' },
      400,
      'last-event-id-malformed',
    ],
    [
      'an id beyond the end',
      'soho',
      `${DAY}/live?from=0`,
      { 'last-event-id': '999999' },
      422,
      'position-unknown',
    ],
  ])('refuses %s', async (_, storeId, rest, headers, status, code) => {
    expect(await at.get(`stores/${storeId}/board/${rest}`, headers)).toMatchObject({
      status,
      body: { code },
    });
  });
});
