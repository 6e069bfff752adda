import { salon } from '../../testing.http.js';
import { type ServerSentEvent, listen } from './sse.testing.http.js';
import { at, auth, boardAt, book, historyOf, open, openForAll, url } from './board.testing.http.js';

openForAll();

const live = async (date: string, from?: number | string, headers: Record<string, string> = {}) => {
  const one = await listen(
    `${url}/soho/board/${date}/live${from === undefined ? '' : `?from=${from}`}`,
    { ...auth, ...headers },
  );
  open.push(one);
  return one;
};

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
