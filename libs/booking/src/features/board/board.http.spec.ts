import { agendaKey } from '../../agenda/appointment/appointment.js';
import { everyDay, type Salon, salon } from '../../testing.http.js';
import { changeOf } from './changes.js';
import { type ServerSentEvent, listen, type Listening } from './sse.testing.http.js';

// The board of a day in one call, and its changes as they happen.

let at: Salon;
let url: string;
let auth: Record<string, string>;
const open: Listening[] = [];
beforeAll(async () => {
  at = await salon();
  url = `${await at.platform.url()}/v1/booking/stores`;
  auth = await at.as('front-desk');
  const chair = { place: { match: 'all', pools: ['chair'] } };
  await at.put('services/colour', {
    name: 'Colour',
    category: 'hair',
    serviceGroup: 'colour',
    priceCents: 12_000,
    ...chair,
    phases: [
      { name: 'mix', kind: 'buffer-before', minutes: 10 },
      { name: 'apply', kind: 'active', minutes: 30 },
      { name: 'develop', kind: 'processing', minutes: 45 },
      { name: 'finish', kind: 'active', minutes: 15 },
      { name: 'clean', kind: 'buffer-after', minutes: 5 },
    ],
  });
});
afterEach(() => open.splice(0).forEach((one) => one.drop()));
afterAll(() => at.close());

/** As the store's clock shows it, in winter. */
const iso = (date: string, time: string) => new Date(`${date}T${time}:00-05:00`).toISOString();
const book = async (
  date: string,
  time: string,
  serviceId: string,
  staffId?: string,
  more: object = {},
) => {
  const { status, body } = await at.post('appointments', {
    storeId: 'soho',
    startsAt: `${date}T${time}`,
    services: [{ serviceId, ...(staffId === undefined ? {} : { staffId }) }],
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};
const boardAt = async (date: string) => {
  const { status, body } = await at.get(`stores/soho/board/${date}`, auth);
  expect([status, body.code]).toEqual([200, undefined]);
  return body;
};
const live = async (date: string, from?: number | string, headers: Record<string, string> = {}) => {
  const one = await listen(
    `${url}/soho/board/${date}/live${from === undefined ? '' : `?from=${from}`}`,
    { ...auth, ...headers },
  );
  open.push(one);
  return one;
};
const historyOf = async (date: string) =>
  (await at.platform.host.engines.streams.read(`agenda-${agendaKey('soho', date)}`)).map(
    (event) => ({ id: event.revision, event: changeOf(event).name }),
  );
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

describe('live', () => {
  /** Appointments and holds of a board by id, once each. */
  const flat = (board: any) =>
    new Map<string, any>([
      ...[...board.staff.flatMap((one: any) => one.appointments), ...board.unassigned].map(
        (one: any) => [one.appointmentId, one] as const,
      ),
      ...board.holds.map((one: any) => [one.holdId, one] as const),
    ]);
  const applied = (shown: Map<string, any>, { data }: ServerSentEvent) => {
    for (const id of data.replaces) shown.delete(id);
    for (const one of data.appointments) shown.set(one.appointmentId, one);
    for (const one of data.holds) shown.set(one.holdId, one);
  };

  it('a connection that drops in the middle of a burst goes on from its last id: no gap, nothing twice, and the board comes out', async () => {
    const date = '2031-04-07';
    await book(date, '09:00', 'cut', 'anna');
    const before = await boardAt(date);
    const shown = flat(before);

    // Two chairs and two people, all at once: bookings, cancellations, holds that become appointments and holds given back, some of them refused.
    const times = Array.from(
      { length: 14 },
      (_, i) => `${String(9 + Math.floor(i / 2)).padStart(2, '0')}:${i % 2 ? '30' : '00'}`,
    );
    const burst = Promise.all(
      times.flatMap((time) => [
        at
          .post('appointments', {
            storeId: 'soho',
            startsAt: `${date}T${time}`,
            services: [{ serviceId: 'cut' }],
          })
          .then(
            ({ body }) =>
              body.appointmentId &&
              at.post(`appointments/${body.appointmentId}/cancel`, {
                by: 'store',
                reason: 'closed',
              }),
          ),
        at
          .post('holds', {
            storeId: 'soho',
            startsAt: `${date}T${time}`,
            services: [{ serviceId: 'cut' }],
          })
          .then(
            ({ body }) =>
              body.holdId &&
              at.post('appointments', {
                holdId: body.holdId,
                customerId: `c-${time.replace(':', '')}`,
              }),
          ),
        at
          .post('holds', {
            storeId: 'soho',
            startsAt: `${date}T${time}`,
            services: [{ serviceId: 'cut' }],
          })
          .then(({ body }) => body.holdId && at.post(`holds/${body.holdId}/release`)),
      ]),
    );
    const first = await live(date, before.position);
    expect([
      first.status,
      first.headers['content-type'],
      first.headers['x-accel-buffering'],
    ]).toEqual([200, 'text/event-stream; charset=utf-8', 'no']);
    const heard = await first.take(5);
    first.drop();
    // The URL still says where it began: the header, which a browser sends by itself, wins.
    const second = await live(date, before.position, { 'last-event-id': String(heard.at(-1)!.id) });
    heard.push(...(await second.take(3)));
    second.drop();
    await burst;
    const history = await historyOf(date);
    expect(history.length).toBeGreaterThan(before.position + 20);
    const third = await live(date, heard.at(-1)!.id);
    heard.push(...(await third.take(history.length - heard.at(-1)!.id)));

    expect(heard.map(({ id, event }) => ({ id, event }))).toEqual(history.slice(before.position));
    expect(
      heard.every(
        ({ id, event, data }) =>
          data.position === id && data.change === event && !Number.isNaN(Date.parse(data.at)),
      ),
    ).toBe(true);
    for (const one of heard) applied(shown, one);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(flat(await boardAt(date))));
  });

  it('tells everybody what happens while they listen, from the first event or from now', async () => {
    const date = '2031-04-08';
    const { appointmentId } = await book(date, '09:00', 'cut', 'anna');
    const [all, now] = [await live(date, 0), await live(date)];
    const { body } = await at.post(`appointments/${appointmentId}/reschedule`, {
      startsAt: `${date}T10:00`,
    });
    await at.post(`appointments/${appointmentId}/check-in`, {});
    expect((await all.take(3)).map(({ id, event }) => [id, event])).toEqual([
      [1, 'booked'],
      [2, 'moved'],
      [3, 'checked-in'],
    ]);
    const [moved, arrived] = await now.take(2);
    expect(moved).toMatchObject({
      id: 2,
      event: 'moved',
      data: {
        replaces: [appointmentId],
        appointments: [
          {
            appointmentId,
            startsAt: body.startsAt,
            lines: [{ phases: [{ startsAt: body.startsAt }] }],
          },
        ],
        holds: [],
      },
    });
    expect(arrived).toMatchObject({ id: 3, data: { appointments: [{ status: 'checked-in' }] } });
  });

  it('a move to another day leaves one board and comes to the other', async () => {
    const [date, other] = ['2031-04-09', '2031-04-10'];
    const { appointmentId } = await book(date, '09:00', 'cut', 'anna');
    const [here, there] = [await live(date), await live(other)];
    expect(
      (await at.post(`appointments/${appointmentId}/reschedule`, { startsAt: `${other}T10:00` }))
        .status,
    ).toBe(200);
    expect((await here.take(1))[0]).toMatchObject({
      event: 'moved-out',
      data: { replaces: [appointmentId], appointments: [], holds: [] },
    });
    const [reserved, movedIn] = await there.take(2);
    expect(reserved).toMatchObject({ event: 'move-reserved', data: { holds: [{ kind: 'move' }] } });
    expect(movedIn).toMatchObject({
      event: 'moved-in',
      data: {
        replaces: [reserved!.data.holds[0].holdId, appointmentId],
        appointments: [{ appointmentId, status: 'booked' }],
        holds: [],
      },
    });
    expect((await boardAt(date)).staff.flatMap((one: any) => one.appointments)).toEqual([]);
  });

  it('a HEAD request takes no place', async () => {
    const answer = await fetch(`${url}/soho/board/2031-04-12/live`, {
      method: 'HEAD',
      headers: auth,
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
  });

  it('takes 200 listeners and no more', async () => {
    const date = '2031-04-11';
    const listeners = await Promise.all(Array.from({ length: 200 }, () => live(date)));
    expect(new Set(listeners.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await live(date);
    expect([refused.status, refused.problem.code, refused.headers['retry-after']]).toEqual([
      503,
      'too-many-listeners',
      '1',
    ]);
    const position = (await boardAt(date)).position;
    await book(date, '09:00', 'cut', 'anna');
    expect(
      (await Promise.all(listeners.map((one) => one.take(1)))).every(
        ([one]) => one!.id === position + 1,
      ),
    ).toBe(true);
  });
});

it('a stop ends every connection, also one that takes nothing', async () => {
  const other = await salon();
  const headers = await other.as('front-desk');
  const [one, two] = [
    await listen(
      `${await other.platform.url()}/v1/booking/stores/soho/board/2031-03-03/live`,
      headers,
    ),
    await listen(
      `${await other.platform.url()}/v1/booking/stores/soho/board/2031-03-03/live`,
      headers,
    ),
  ];
  await other.close();
  await expect(one.ended()).resolves.toBeUndefined();
  two.drop();
});
