import ICAL from 'ical.js';
import { at, book, fetched, openForAll } from './feeds.testing.http.js';

openForAll();

const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => {
    const event = new ICAL.Event(one);
    return {
      uid: event.uid,
      sequence: event.sequence,
      summary: event.summary,
      location: event.location,
      status: one.getFirstPropertyValue('status'),
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
    };
  });

/** The store's date, some days ahead: a staff calendar shows what is near. */
const ahead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const keyFor = async (of: string) => (await at.post(`${of}/calendar-keys`)).body;

describe('the calendar of somebody who works', () => {
  it('shows their services and times to whoever has its key, and nobody who comes', async () => {
    const mine = await book(`${ahead(5)}T10:00`, { customerId: 'customer-77' });
    await book(`${ahead(5)}T11:00`, {
      services: [{ serviceId: 'long', staffId: 'bob' }],
      customerId: 'customer-78',
    });
    await at.post('holds', {
      storeId: 'soho',
      startsAt: `${ahead(5)}T15:00`,
      services: [{ serviceId: 'cut', staffId: 'anna' }],
    });
    const { path, key, keyId } = await keyFor('staff/anna');
    expect(path).toBe(`/v1/booking/staff/anna/calendar.ics?key=${key}`);
    expect(key).toMatch(/^[0-9a-f-]{36}\.[0-9a-f]{64}$/);
    const feed = await fetched(path);
    expect([feed.status, feed.headers.get('content-type')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
    ]);
    expect(eventsOf(feed.text)).toEqual([
      {
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        sequence: mine.revision,
        summary: 'cut',
        location: 'Soho',
        status: 'CONFIRMED',
        start: mine.startsAt,
        end: mine.endsAt,
      },
    ]);
    for (const word of ['customer-77', 'customer-78', mine.appointmentId, 'bob', keyId])
      expect(feed.text).not.toContain(word);
  });

  it('an entry keeps its identity over moves and its sequence grows; cancelled it stays, cancelled', async () => {
    const { path } = await keyFor('staff/anna');
    const { appointmentId } = await book(`${ahead(8)}T10:00`);
    const seen: ReturnType<typeof eventsOf> = [];
    const look = async () =>
      void seen.push(
        eventsOf((await fetched(path)).text).find(
          (one) =>
            one.summary === 'cut' && [8, 9].some((days) => one.start.startsWith(ahead(days))),
        )!,
      );
    await look();
    for (const startsAt of [`${ahead(8)}T12:00`, `${ahead(9)}T12:00`, `${ahead(8)}T14:00`]) {
      expect((await at.post(`appointments/${appointmentId}/reschedule`, { startsAt })).status).toBe(
        200,
      );
      await look();
    }
    await at.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' });
    await look();
    expect(new Set(seen.map(({ uid }) => uid)).size).toBe(1);
    expect(seen.every((one, i) => i === 0 || one.sequence > seen[i - 1]!.sequence)).toBe(true);
    expect(seen.map(({ status }) => status)).toEqual([
      'CONFIRMED',
      'CONFIRMED',
      'CONFIRMED',
      'CONFIRMED',
      'CANCELLED',
    ]);
  });

  it('a key opens one calendar, until it is revoked; it is kept as a hash only', async () => {
    const { key, keyId, path } = await keyFor('staff/anna');
    expect((await fetched(path)).status).toBe(200);
    const kept = JSON.stringify(
      (await at.platform.host.engines.documents.get(
        { name: 'booking.calendar-keys', indexes: {} },
        keyId,
      ))!,
    );
    expect(kept).not.toContain(key.split('.')[1]);
    const stranger = await book(`${ahead(6)}T10:00`);
    for (const other of ['staff/bob', 'staff/nobody', `appointments/${stranger.appointmentId}`])
      expect(await fetched(`${other}/calendar.ics?key=${key}`)).toMatchObject({
        status: 404,
        code: 'calendar-not-found',
      });
    expect((await at.post(`staff/bob/calendar-keys/${keyId}/revoke`)).body.code).toBe(
      'calendar-key-not-found',
    );
    const revoked = await at.post(`staff/anna/calendar-keys/${keyId}/revoke`);
    expect([revoked.status, revoked.body]).toEqual([
      200,
      { keyId, createdAt: expect.any(String), revokedAt: expect.any(String) },
    ]);
    expect((await at.post(`staff/anna/calendar-keys/${keyId}/revoke`)).body).toEqual(revoked.body);
    expect(await fetched(path)).toMatchObject({ status: 404, code: 'calendar-not-found' });
    expect((await at.get('staff/anna/calendar-keys')).body.items).toContainEqual(revoked.body);
    expect((await at.get('staff/anna/calendar-keys?limit=1')).body).toMatchObject({
      items: [{}],
      next: expect.any(String),
    });
  });

  it('the same wish has one key, another caller another one', async () => {
    const again = { 'idempotency-key': 'calendar-wish' };
    const [one, two] = await Promise.all([
      at.post('staff/anna/calendar-keys', undefined, again),
      at.post('staff/anna/calendar-keys', undefined, again),
    ]);
    expect([one.status, two.body]).toEqual([201, one.body]);
    expect(
      (
        await at.post('staff/anna/calendar-keys', undefined, {
          ...again,
          ...(await at.as('store-manager')),
        })
      ).body.key,
    ).not.toBe(one.body.key);
    expect(await at.post('staff/bob/calendar-keys', undefined, again)).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
  });

  it('ends with the work', async () => {
    await at.put('staff/eve', { displayName: 'Eve', storeIds: ['soho'] });
    const { path } = await keyFor('staff/eve');
    expect((await fetched(path)).status).toBe(200);
    await at.put('staff/eve', { displayName: 'Eve', storeIds: ['soho'], active: false });
    expect(await fetched(path)).toMatchObject({ status: 404, code: 'calendar-not-found' });
  });
});

describe('the calendar of an appointment', () => {
  it('is the hour that the clock on the wall shows, across the change of time', async () => {
    // In New York clocks go forward on the 9th of March 2031, and back on the 2nd of November.
    for (const [date, hour] of [
      ['2031-03-08', '15'],
      ['2031-03-09', '14'],
      ['2031-11-01', '14'],
      ['2031-11-02', '15'],
    ] as const) {
      const { appointmentId } = await book(`${date}T10:00`, {
        services: [
          { serviceId: 'cut', staffId: 'anna' },
          { serviceId: 'style', staffId: 'anna' },
        ],
      });
      const { path } = await keyFor(`appointments/${appointmentId}`);
      const [event, ...others] = eventsOf((await fetched(path)).text);
      expect([event, others]).toEqual([
        expect.objectContaining({
          summary: 'cut, style',
          location: 'Soho',
          start: `${date}T${hour}:00:00.000Z`,
          end: `${date}T${Number(hour) + 1}:00:00.000Z`,
        }),
        [],
      ]);
      const local = new Intl.DateTimeFormat('en-GB', {
        timeZone: 'America/New_York',
        hour: '2-digit',
        minute: '2-digit',
      }).format(new Date(event!.start));
      expect(local).toBe('10:00');
    }
  });

  it('goes with it to another day, and with a token needs no key', async () => {
    const { appointmentId } = await book('2031-05-05T10:00', { customerId: 'customer-79' });
    const { path, keyId } = await keyFor(`appointments/${appointmentId}`);
    const before = eventsOf((await fetched(path)).text)[0]!;
    await at.post(`appointments/${appointmentId}/reschedule`, { startsAt: '2031-05-06T11:00' });
    const after = await fetched(path);
    expect(eventsOf(after.text)[0]).toMatchObject({
      uid: before.uid,
      start: '2031-05-06T15:00:00.000Z',
    });
    expect(after.text).not.toContain('customer-79');
    const token = await at.as('front-desk');
    expect(
      eventsOf((await fetched(`appointments/${appointmentId}/calendar.ics`, token)).text)[0]!.uid,
    ).toBe(before.uid);
    expect(
      (
        await at.post(
          `appointments/${appointmentId}/calendar-keys/${keyId}/revoke`,
          undefined,
          token,
        )
      ).status,
    ).toBe(200);
    expect(await fetched(path)).toMatchObject({ status: 404, code: 'calendar-not-found' });
  });
});
