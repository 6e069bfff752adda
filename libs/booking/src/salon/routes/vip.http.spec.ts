import { tierOf } from '../../testing.http.js';
import { at, book, clock, iso, openForAll, reserved } from './vip.testing.http.js';

openForAll();

const starts = async (date: string, customerId?: string) =>
  (
    await at.get(
      `availability?storeId=soho&services=cut&from=${date}${customerId ? `&customerId=${customerId}` : ''}`,
    )
  ).body.items.map((slot: any) => slot.startsAt.slice(11, 16));

describe('BK-08 R-BK-46 a tier books days before the others', () => {
  it('in its own channel and window; the refusal names the instant from which it is possible', async () => {
    await at.put('channels/app', { furthestDaysAhead: 14 });
    await at.put('vip-terms', {
      windows: [
        { tier: 'silver', daysEarlier: 3 },
        { tier: 'gold', daysEarlier: 7 },
      ],
    });
    const day = '2031-01-25';
    for (const who of [undefined, 'nobody-yet', 'silver'])
      expect((await book(who, `${day}T10:00`)).body.code).toBe('window-not-open');
    expect((await book('nobody-yet', `${day}T10:00`)).body).toMatchObject({
      latest: '2031-01-20',
      possibleFrom: iso('2031-01-11T00:00'),
    });
    expect((await book('silver', `${day}T10:00`)).body).toMatchObject({
      latest: '2031-01-23',
      possibleFrom: iso('2031-01-08T00:00'),
    });
    expect((await book('gold', `${day}T10:00`)).status).toBe(201);
    expect((await book('diamond', `${day}T11:00`)).status).toBe(201);
    expect((await book('gold', '2031-01-28T10:00')).body.code).toBe('too-far-ahead');
    clock.set(iso('2031-01-08T00:00'));
    expect((await book('silver', `${day}T12:00`)).status).toBe(201);
    expect(
      (
        await at.get(
          `availability/why-not?storeId=soho&services=cut&startsAt=${day}T15:00&channel=app`,
        )
      ).body,
    ).toMatchObject({ code: 'window-not-open', possibleFrom: iso('2031-01-11T00:00') });
    expect(
      (await at.get(`availability?storeId=soho&services=cut&from=${day}&channel=app&limit=1`)).body
        .items,
    ).toEqual([]);
    expect(
      (
        await at.get(
          `availability?storeId=soho&services=cut&from=${day}&channel=app&customerId=gold&limit=1`,
        )
      ).body.items,
    ).toHaveLength(1);
  });
});

describe('BK-08 R-BK-46 capacity is kept for a tier until its release', () => {
  it('places: the last one is kept, and the refusal names from when on it is free', async () => {
    await reserved({ places: 1, fromTime: '14:00', toTime: '17:00' });
    const day = '2031-01-10';
    expect((await book(undefined, `${day}T14:00`)).status).toBe(201);
    expect((await book('silver', `${day}T14:00`, 'bob')).body).toMatchObject({
      code: 'reserved-for-tier',
      field: 'startsAt',
      resource: { kind: 'reserved', id: 'evening' },
      tiers: ['gold', 'diamond'],
      possibleFrom: iso('2031-01-09T14:00'),
      nearest: [expect.any(String), expect.any(String), expect.any(String)],
    });
    expect(
      [await starts(day), await starts(day, 'diamond')].map((all) => all.includes('19:00')),
    ).toEqual([false, true]);
    expect((await book('silver', `${day}T13:30`, 'bob')).status).toBe(201);
    expect((await book('gold', `${day}T14:00`, 'bob')).status).toBe(201);
    // What the tier has booked fills what is kept: beside it there is room for everybody.
    expect((await book('gold', `${day}T15:00`, 'bob')).status).toBe(201);
    expect((await book('silver', `${day}T15:00`)).status).toBe(201);
    expect((await book('silver', `${day}T16:00`)).status).toBe(201);
    expect(
      (
        await at.get(
          `availability/why-not?storeId=soho&services=cut&staffId=bob&startsAt=${day}T16:00`,
        )
      ).body,
    ).toMatchObject({
      code: 'reserved-for-tier',
      possibleFrom: iso('2031-01-09T16:00'),
      reasons: [{ staffId: 'bob', code: 'reserved-for-tier' }],
    });
    clock.set(iso('2031-01-09T15:59'));
    expect((await book('other', `${day}T16:00`, 'bob')).body.code).toBe('reserved-for-tier');
    clock.set(iso('2031-01-09T16:00'));
    expect((await book('other', `${day}T16:00`, 'bob')).status).toBe(201);
  });

  it('people, weekdays, a share of the hours', async () => {
    await reserved({ staffIds: ['bob'], weekdays: [2] });
    expect((await book('silver', '2031-01-14T10:00', 'bob')).body.code).toBe('reserved-for-tier');
    expect((await book('silver', '2031-01-14T10:00')).status).toBe(201);
    expect((await book('silver', '2031-01-15T10:00', 'bob')).status).toBe(201);
    await reserved({ sharePercent: 75, fromTime: '15:00', toTime: '17:00' });
    expect((await book('silver', '2031-01-16T15:00')).status).toBe(201);
    expect((await book('silver', '2031-01-16T15:30', 'bob')).status).toBe(201);
    expect((await book('silver', '2031-01-16T16:00')).body.code).toBe('reserved-for-tier');
    expect((await book('gold', '2031-01-16T16:00')).status).toBe(201);
  });

  it('of every way to book: holds, groups, series, moves to the same and to another day, and on purpose', async () => {
    await reserved({ fromTime: '14:00', toTime: '17:00' });
    const day = '2031-01-20';
    const services = [{ serviceId: 'cut' }];
    expect(
      (await at.post('holds', { storeId: 'soho', startsAt: `${day}T14:00`, services })).body.code,
    ).toBe('reserved-for-tier');
    expect(
      (
        await at.post('holds', {
          storeId: 'soho',
          startsAt: `${day}T14:00`,
          services,
          customerId: 'gold',
        })
      ).status,
    ).toBe(201);
    const group = {
      storeId: 'soho',
      startsAt: `${day}T15:00`,
      guests: [{ services }, { services }],
    };
    expect((await at.post('groups', group)).body.code).toBe('reserved-for-tier');
    expect((await at.post('groups', { ...group, bookerId: 'gold' })).status).toBe(201);
    expect(
      (
        await at.post('series/preview', {
          storeId: 'soho',
          startsAt: `${day}T14:30`,
          every: 1,
          unit: 'day',
          count: 2,
          services,
        })
      ).body.occurrences.map((o: any) => o.code),
    ).toEqual(['reserved-for-tier', 'reserved-for-tier']);
    const { appointmentId } = (await book('silver', `${day}T10:00`)).body;
    for (const startsAt of [`${day}T16:00`, '2031-01-21T16:00'])
      expect(
        (await at.post(`appointments/${appointmentId}/reschedule`, { startsAt })).body.code,
      ).toBe('reserved-for-tier');
    expect((await at.get(`appointments/${appointmentId}`)).body).toMatchObject({
      status: 'booked',
      startsAt: iso(`${day}T10:00`),
    });
    expect(
      (await book('silver', `${day}T16:00`, 'anna', { overbook: { reason: 'wedding' } })).body
        .status,
    ).toBe('booked');
  });

  it('a downgrade keeps what is booked, and gives no more', async () => {
    await reserved({ places: 1 });
    await tierOf(at, 'rises', 'gold');
    const day = '2031-01-22';
    expect((await book(undefined, `${day}T10:00`)).status).toBe(201);
    const mine = (await book('rises', `${day}T10:00`, 'bob')).body;
    await tierOf(at, 'rises', 'silver');
    expect((await at.get(`appointments/${mine.appointmentId}`)).body.status).toBe('booked');
    expect((await book(undefined, `${day}T11:00`)).status).toBe(201);
    expect((await book('rises', `${day}T11:00`, 'bob')).body.code).toBe('reserved-for-tier');
    // It still fills what was kept, so that nobody else is kept out for it.
    await at.post(`appointments/${mine.appointmentId}/reschedule`, { startsAt: `${day}T09:00` });
    expect((await at.get(`appointments/${mine.appointmentId}`)).body.startsAt).toBe(
      iso(`${day}T09:00`),
    );
  });
});
