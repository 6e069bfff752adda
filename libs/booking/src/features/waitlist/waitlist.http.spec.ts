import { Clock } from '@chignon/service-kit/testing';
import { agenda } from '../../agenda/agenda.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { everyDay, type Salon, salon } from '../../testing.http.js';
import { offerNext } from './offers.flow.js';
import { step } from './offer-holds.flow.js';
import { openingOf } from './opening.js';
import { waitlist } from './waitlist-ledger.js';

// Customers who wait for a slot, through the routes. The clock is the test's.

let at: Salon;
const clock = new Clock();
clock.set('2031-01-06T13:00:00.000Z');
const later = (minutes: number) => clock.advance(minutes);
const job = () => at.platform.host.runtimes.get('booking')!.runJob('booking.waitlist');
const settle = () => at.platform.settle();
/** The clock goes on, and what it decides is said. */
const wait = async (minutes: number) => {
  later(minutes);
  await job();
  await settle();
};

beforeAll(async () => {
  at = await salon({ clock });
}, 60_000);
afterAll(() => at.close());

/** A store in New York with one person, `<id>-ann`, from nine to five. */
const branch = async (id: string, waitlist: object = {}, more: object = {}): Promise<string> => {
  await at.put(`stores/${id}`, {
    regionId: 'r1',
    name: id,
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
    pools: [{ pool: 'chair', capacity: 2 }],
    waitlist,
    ...more,
  });
  await at.put(`staff/${id}-ann`, {
    displayName: 'Ann',
    storeIds: [id],
    skills: [{ skill: 'cut', level: 2 }],
  });
  await at.put(`staff/${id}-ann/shifts`, {
    patterns: [
      {
        storeId: id,
        validFrom: '2020-01-01',
        shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00', breaks: [] })),
      },
    ],
  });
  return id;
};
const DAY = '2031-03-05';
const book = async (
  storeId: string,
  startsAt = `${DAY}T10:00`,
  serviceId = 'cut',
  more: object = {},
) => {
  const { status, body } = await at.post('appointments', {
    storeId,
    startsAt,
    services: [{ serviceId }],
    customerId: 'first',
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};
const cancel = async ({ appointmentId }: { appointmentId: string }) => {
  expect(
    (await at.post(`appointments/${appointmentId}/cancel`, { by: 'customer', reason: 'ill' }))
      .status,
  ).toBe(200);
  await settle();
};
const join = async (storeId: string, customerId: string, more: object = {}) => {
  clock.set(Date.parse(clock.now()) + 1);
  const { status, body } = await at.post('waitlist', {
    customerId,
    storeIds: [storeId],
    services: [{ serviceId: 'cut' }],
    windows: [{ from: DAY, to: DAY }],
    ...more,
  });
  expect([status, body.code]).toEqual([201, undefined]);
  return body.entryId as string;
};
const entry = async (entryId: string) => (await at.get(`waitlist/${entryId}`)).body;
const statuses = (...ids: string[]) => Promise.all(ids.map(async (id) => (await entry(id)).status));
const accept = async (entryId: string, offerId: string, headers?: Record<string, string>) =>
  at.post(`waitlist/${entryId}/accept`, { offerId }, headers);
const held = async (storeId: string, date = DAY) =>
  (await at.get(`stores/${storeId}/days/${date}`)).body.holds;

describe('BK-20 R-BK-30 first in line', () => {
  it('is offered a slot that is free again, held until the answer is due; on silence the next one is', async () => {
    const store = await branch('line');
    const taken = await book(store);
    const [ada, ben, cem] = [
      await join(store, 'ada'),
      await join(store, 'ben'),
      await join(store, 'cem'),
    ];
    await cancel(taken);
    expect(await statuses(ada, ben, cem)).toEqual(['offered', 'waiting', 'waiting']);
    const { offer } = await entry(ada);
    expect(offer).toMatchObject({
      storeId: store,
      startsAt: '2031-03-05T15:00:00.000Z',
      endsAt: '2031-03-05T15:30:00.000Z',
      parts: [{ serviceId: 'cut', staffId: 'line-ann' }],
      priceCents: 6000,
      replyBy: new Date(Date.parse(clock.now()) + 30 * 60_000).toISOString(),
    });
    expect(await held(store)).toMatchObject([{ startsAt: offer.startsAt }]);
    expect(
      (
        await at.post('appointments', {
          storeId: store,
          startsAt: `${DAY}T10:00`,
          services: [{ serviceId: 'cut' }],
          customerId: 'quick',
        })
      ).body.code,
    ).toBe('slot-taken');

    await wait(29);
    expect(await statuses(ada, ben, cem)).toEqual(['offered', 'waiting', 'waiting']);
    await wait(1);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'offered', 'waiting']);
    expect(await accept(ada, offer.offerId)).toMatchObject({
      status: 409,
      body: { code: 'offer-lapsed' },
    });

    const { body } = await at.post(`waitlist/${ben}/decline`, {
      offerId: (await entry(ben)).offer.offerId,
    });
    expect(body).toMatchObject({ status: 'waiting' });
    await settle();
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'waiting', 'offered']);
    const won = await accept(cem, (await entry(cem)).offer.offerId, { 'idempotency-key': 'yes' });
    expect(won).toMatchObject({
      status: 200,
      body: { status: 'fulfilled', customerId: 'cem', offer: { startsAt: offer.startsAt } },
    });
    expect((await at.get(`appointments/${won.body.appointmentId}`)).body).toMatchObject({
      status: 'booked',
      customerId: 'cem',
      startsAt: offer.startsAt,
    });
    await settle();
    expect((await accept(cem, won.body.offer.offerId, { 'idempotency-key': 'yes' })).body).toEqual(
      won.body,
    );
    expect((await accept(cem, won.body.offer.offerId)).body).toEqual(won.body);
    expect(await held(store)).toEqual([]);
    await wait(60);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'waiting', 'fulfilled']);
  });

  it('never offers one customer two slots: the second opening goes to the next', async () => {
    const store = await branch('left');
    const taken = await book(store, `${DAY}T10:00`, 'long');
    const other = await book(store, `${DAY}T11:00`, 'cut', { customerId: 'second' });
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    await cancel(other);
    expect(
      (await Promise.all([ada, ben].map(entry))).map((e) => [
        e.status,
        e.offer?.startsAt.slice(11, 16),
      ]),
    ).toEqual([
      ['offered', '15:00'],
      ['offered', '16:00'],
    ]);
    await accept(ada, (await entry(ada)).offer.offerId);
    await settle();
    expect(await statuses(ada, ben)).toEqual(['fulfilled', 'offered']);
  });

  it('goes on after an acceptance with what is left', async () => {
    const store = await branch('rest');
    const taken = await book(store, `${DAY}T10:00`, 'long');
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    expect(await statuses(ada, ben)).toEqual(['offered', 'waiting']);
    await accept(ada, (await entry(ada)).offer.offerId);
    await settle();
    expect(await entry(ben)).toMatchObject({
      status: 'offered',
      offer: { startsAt: '2031-03-05T15:30:00.000Z' },
    });
  });

  it('asks nobody again for a time that they turned down, nor whoever gave it up', async () => {
    const store = await branch('again');
    const taken = await book(store, `${DAY}T10:00`, 'cut', { customerId: 'ada' });
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    await at.post(`waitlist/${ben}/decline`, { offerId: (await entry(ben)).offer.offerId });
    await settle();
    expect(await statuses(ada, ben)).toEqual(['waiting', 'waiting']);
    const { body: hold } = await at.post('holds', {
      storeId: store,
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'cut' }],
      customerId: 'other',
    });
    await at.post(`holds/${hold.holdId}/release`);
    await settle();
    expect(await statuses(ada, ben)).toEqual(['offered', 'waiting']);
  });

  it.each([
    [
      'missed',
      async (id: string) => {
        clock.set('2031-02-03T15:20:00.000Z');
        await at.post(`appointments/${id}/no-show`, {});
      },
      '2031-02-03',
      '15:30',
    ],
    [
      'moved within the day',
      async (id: string) =>
        at.post(`appointments/${id}/reschedule`, { startsAt: '2031-02-04T14:00' }),
      '2031-02-04',
      '15:00',
    ],
    [
      'moved to another day',
      async (id: string) =>
        at.post(`appointments/${id}/reschedule`, { startsAt: '2031-02-20T14:00' }),
      '2031-02-05',
      '15:00',
    ],
  ])('hears of an appointment that is %s', async (what, free, date, time) => {
    const store = await branch(`freed-${what.replace(/ /g, '-')}`);
    const { appointmentId } = await book(store, `${date}T10:00`, 'long');
    const ada = await join(store, 'ada', { windows: [{ from: date, to: date, timeTo: '11:00' }] });
    const before = clock.now();
    await free(appointmentId);
    await settle();
    expect(await entry(ada)).toMatchObject({
      status: 'offered',
      offer: { startsAt: `${date}T${time}:00.000Z` },
    });
    clock.set(before);
  });
  it('hears of a hold that has run out, once the agenda says so, and of an approval that was declined', async () => {
    const store = await branch('over');
    await at.post('holds', {
      storeId: store,
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'cut' }],
    });
    const { body: asked } = await at.post('appointments', {
      storeId: store,
      startsAt: `${DAY}T12:00`,
      services: [{ serviceId: 'balayage' }],
      customerId: 'first',
    });
    const [ada, ben] = [
      await join(store, 'ada', { windows: [{ from: DAY, to: DAY, timeTo: '11:00' }] }),
      await join(store, 'ben', { windows: [{ from: DAY, to: DAY, timeFrom: '12:00' }] }),
    ];
    later(6);
    await book(store, `${DAY}T16:00`);
    await at.post(`appointments/${asked.appointmentId}/decline`, { reason: 'no-colourist' });
    await settle();
    expect((await Promise.all([ada, ben].map(entry))).map((e) => e.offer?.startsAt)).toEqual([
      '2031-03-05T15:00:00.000Z',
      '2031-03-05T17:00:00.000Z',
    ]);
  });
});

describe('R-BK-31 what an entry waits for', () => {
  it('stores it all, and the same for a repeat', async () => {
    const [one, two] = [await branch('wish-one'), await branch('wish-two')];
    const body = {
      customerId: 'ada',
      storeIds: [one, two],
      services: [{ serviceId: 'cut', staffId: 'wish-two-ann' }, { serviceId: 'style' }],
      anyOrder: true,
      windows: [
        { from: DAY, to: '2031-03-09', timeFrom: '10:00', timeTo: '12:00', weekdays: [3, 5] },
      ],
      noticeMinutes: 120,
      tierRank: 2,
      channel: 'app',
    };
    const joined = await at.post('waitlist', body, { 'idempotency-key': 'wish' });
    expect(joined).toMatchObject({
      status: 201,
      body: { ...body, status: 'waiting', valueCents: 12_000, until: '2031-03-07T17:00:00.000Z' },
    });
    expect((await at.post('waitlist', body, { 'idempotency-key': 'wish' })).body).toEqual(
      joined.body,
    );
    expect((await at.get(`waitlist/${joined.body.entryId}`)).body).toEqual(joined.body);
    const { revision: _, ...listed } = joined.body;
    for (const storeId of [one, two])
      expect((await at.get(`waitlist?storeId=${storeId}`)).body.items).toEqual([listed]);
  });
  it('keeps a wish that is as soon as possible for 60 days', async () => {
    const store = await branch('asap');
    const taken = await book(store);
    const ada = await join(store, 'ada', { windows: undefined, asap: true, noticeMinutes: 60 });
    const today = clock.now().slice(0, 10);
    expect(await entry(ada)).toMatchObject({ asap: true, windows: [{ from: today }] });
    await cancel(taken);
    expect((await entry(ada)).status).toBe('offered');
  });
  it('is offered nothing outside its windows, by other people, or sooner than its notice', async () => {
    const store = await branch('narrow');
    const date = '2031-01-21';
    const taken = await book(store, `${date}T10:00`);
    const left = Math.floor(
      (Date.parse(`${date}T15:00:00.000Z`) - Date.parse(clock.now())) / 60_000,
    );
    const ten = [{ from: date, to: date, timeFrom: '10:00', timeTo: '10:05' }];
    await join(store, 'morning', { windows: [{ from: date, to: date, timeTo: '09:30' }] });
    await join(store, 'monday', {
      windows: [{ from: '2031-01-01', to: '2031-01-31', weekdays: [1] }],
    });
    await join(store, 'slow', { windows: ten, noticeMinutes: left + 1 });
    await join(store, 'loyal', {
      windows: ten,
      storeIds: [store, 'soho'],
      services: [{ serviceId: 'cut', staffId: 'bob' }],
    });
    await join(store, 'else', {
      windows: ten,
      services: [{ serviceId: 'long' }, { serviceId: 'cut' }],
      noticeMinutes: left - 1,
    });
    await cancel(taken);
    const { items } = (await at.get(`waitlist?storeId=${store}&status=offered`)).body;
    expect(items.map((e: any) => e.customerId)).toEqual(['else']);
  });
  it('waits at several stores and takes the first', async () => {
    const [one, two] = [await branch('multi-one'), await branch('multi-two')];
    const taken = await book(two);
    const ada = await join(one, 'ada', { storeIds: [one, two] });
    await cancel(taken);
    const offered = await entry(ada);
    expect(offered.offer).toMatchObject({ storeId: two });
    const stranger = await at.as('front-desk', { stores: [one] });
    expect(
      (await at.post(`waitlist/${ada}/accept`, { offerId: offered.offer.offerId }, stranger)).body
        .code,
    ).toBe('offer-not-found');
    expect((await accept(ada, offered.offer.offerId)).body.status).toBe('fulfilled');
  });
  it('is taken off when its last date has passed, and on request; then its hold goes too', async () => {
    const store = await branch('ends');
    const taken = await book(store, '2031-03-20T16:00');
    const [ada, ben] = [
      await join(store, 'ada', { windows: [{ from: '2031-03-20', to: '2031-03-20' }] }),
      await join(store, 'ben', { windows: [{ from: '2031-03-20', to: '2031-03-20' }] }),
    ];
    await cancel(taken);
    expect(await held(store, '2031-03-20')).toHaveLength(1);
    expect((await at.post(`waitlist/${ada}/withdraw`)).body).toMatchObject({ status: 'withdrawn' });
    await settle();
    expect(await statuses(ada, ben)).toEqual(['withdrawn', 'offered']);
    expect((await at.post(`waitlist/${ben}/withdraw`)).body).toMatchObject({ status: 'withdrawn' });
    await settle();
    expect(await held(store, '2031-03-20')).toEqual([]);
    expect((await book(store, '2031-03-20T16:00')).status).toBe('booked');
    const cem = await join(store, 'cem', { windows: [{ from: '2031-03-20', to: '2031-03-20' }] });
    const before = clock.now();
    clock.set('2031-03-21T03:59:00.000Z');
    await wait(0);
    expect(await statuses(cem)).toEqual(['waiting']);
    await wait(1);
    expect(await statuses(cem)).toEqual(['expired']);
    expect((await at.post(`waitlist/${cem}/withdraw`)).body.code).toBe('entry-expired');
    clock.set(before);
  });
  it.each([
    ['storeIds.0', 'store-not-found', 404, { storeIds: ['nowhere'] }],
    ['services.0.serviceId', 'service-unknown', 422, { services: [{ serviceId: 'x' }] }],
    [
      'services.0.staffId',
      'staff-unknown',
      422,
      { services: [{ serviceId: 'cut', staffId: 'x' }] },
    ],
    ['windows', 'windows-missing', 422, { windows: undefined }],
    [
      'windows.0.from',
      'date-invalid',
      422,
      { windows: [{ from: '2031-02-30', to: '2031-03-01' }] },
    ],
    ['windows.0.to', 'dates-reversed', 422, { windows: [{ from: DAY, to: '2031-03-04' }] }],
    ['windows.0.to', 'range-too-long', 422, { windows: [{ from: DAY, to: '2033-03-05' }] }],
    [
      'windows.0.timeTo',
      'hours-invalid',
      422,
      { windows: [{ from: DAY, to: DAY, timeFrom: '11:00', timeTo: '10:00' }] },
    ],
    [
      'windows.0.weekdays',
      'window-empty',
      422,
      { windows: [{ from: DAY, to: DAY, weekdays: [1] }] },
    ],
    ['windows', 'window-over', 422, { windows: [{ from: '2030-03-05', to: '2030-03-05' }] }],
    ['noticeMinutes', 'field-invalid', 422, { noticeMinutes: -1 }],
  ])('names a wrong %s: %s', async (field, code, status, more) => {
    const no = await at.post('waitlist', {
      customerId: 'ada',
      storeIds: ['soho'],
      services: [{ serviceId: 'cut' }],
      windows: [{ from: DAY, to: DAY }],
      ...more,
    });
    expect([no.status, no.body.code]).toEqual([status, code]);
    expect(no.body.field).toContain(field);
  });
});

describe('R-BK-30 the policies', () => {
  it('offers first to whom the most is worth', async () => {
    const store = await branch('value', { policy: 'highest-value' });
    const taken = await book(store, `${DAY}T10:00`, 'long');
    const [ada, ben] = [
      await join(store, 'ada'),
      await join(store, 'ben', { services: [{ serviceId: 'cut' }, { serviceId: 'style' }] }),
    ];
    await cancel(taken);
    expect(await statuses(ada, ben)).toEqual(['waiting', 'offered']);
  });
  it('offers first to the higher tier where the store says so', async () => {
    const store = await branch('tier', { tierFirst: true, replyMinutes: 5 });
    const taken = await book(store);
    const [ada, ben, cem] = [
      await join(store, 'ada'),
      await join(store, 'ben', { tierRank: 1 }),
      await join(store, 'cem', { tierRank: 3 }),
    ];
    await cancel(taken);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'waiting', 'offered']);
    await wait(5);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'offered', 'waiting']);
  });
  it('offers nothing by itself under manual; the matches are listed and one is offered by hand', async () => {
    const store = await branch('manual', { policy: 'manual' });
    const taken = await book(store);
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await join(store, 'evening', { windows: [{ from: DAY, to: DAY, timeFrom: '14:00' }] });
    await cancel(taken);
    expect(await statuses(ada, ben)).toEqual(['waiting', 'waiting']);
    const { items } = (
      await at.get(`waitlist/matches?storeId=${store}&from=${DAY}T10:00&to=${DAY}T10:30`)
    ).body;
    expect(items.map((i: any) => i.customerId)).toEqual(['ada', 'ben']);
    const body = { storeId: store, startsAt: `${DAY}T10:00`, replyMinutes: 10 };
    const offered = await at.post(`waitlist/${ben}/offer`, body, { 'idempotency-key': 'hand' });
    expect(offered).toMatchObject({
      status: 201,
      body: { status: 'offered', offer: { startsAt: '2031-03-05T15:00:00.000Z' } },
    });
    expect(
      (await at.post(`waitlist/${ben}/offer`, body, { 'idempotency-key': 'hand' })).body,
    ).toEqual(offered.body);
    expect((await at.post(`waitlist/${ben}/offer`, body)).body.code).toBe('offer-open');
    expect((await at.post(`waitlist/${ada}/offer`, body)).body.code).toBe('slot-taken');
    expect((await at.post(`waitlist/${ada}/offer`, { ...body, storeId: 'soho' })).body.code).toBe(
      'store-not-waited-for',
    );
    await wait(10);
    expect(await statuses(ada, ben)).toEqual(['waiting', 'waiting']);
    expect((await at.post(`waitlist/${ada}/offer`, body)).status).toBe(201);
  });
  it('tells everybody under broadcast, keeps the slot for them, and gives it to the first', async () => {
    const store = await branch('told', { policy: 'broadcast-first-to-accept' });
    const taken = await book(store);
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    expect(await statuses(ada, ben)).toEqual(['offered', 'offered']);
    expect(await held(store)).toHaveLength(1);
    expect(
      (
        await at.post('appointments', {
          storeId: store,
          startsAt: `${DAY}T10:00`,
          services: [{ serviceId: 'cut' }],
          customerId: 'quick',
        })
      ).body.code,
    ).toBe('slot-taken');
    const late = (await entry(ada)).offer.offerId;
    expect((await accept(ben, (await entry(ben)).offer.offerId)).body).toMatchObject({
      status: 'fulfilled',
    });
    await settle();
    expect(await entry(ada)).toMatchObject({ status: 'waiting' });
    expect(await accept(ada, late)).toMatchObject({ status: 409, body: { code: 'offer-taken' } });
    expect(await held(store)).toEqual([]);
  });
  it('ends a broadcast that nobody answers', async () => {
    const store = await branch('silence', { policy: 'broadcast-first-to-accept' });
    const taken = await book(store);
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    const { offerId } = (await entry(ada)).offer;
    await wait(30);
    expect(await statuses(ada, ben)).toEqual(['waiting', 'waiting']);
    expect((await accept(ada, offerId)).body.code).toBe('offer-lapsed');
    expect((await book(store)).status).toBe('booked');
  });
});

describe('B8 one winner for each freed slot', () => {
  it('of 100 answers at once', async () => {
    const store = await branch('crowd', { policy: 'broadcast-first-to-accept' });
    const taken = await book(store);
    const ids = await Promise.all(Array.from({ length: 100 }, (_, i) => join(store, `crowd-${i}`)));
    await cancel(taken);
    const offers = await Promise.all(
      ids.map(async (id) => [id, (await entry(id)).offer.offerId] as const),
    );
    const race = await Promise.all(offers.map(([id, offerId]) => accept(id, offerId)));
    expect(race.map((r) => r.status).sort()).toEqual([
      200,
      ...Array.from({ length: 99 }, () => 409),
    ]);
    expect(race.filter((r) => r.status === 409).map((r) => r.body.code)).toEqual(
      Array.from({ length: 99 }, () => 'offer-taken'),
    );
    await settle();
    const day = (await at.get(`stores/${store}/days/${DAY}`)).body;
    expect(
      day.appointments.filter((a: any) => a.status === 'booked').map((a: any) => a.appointmentId),
    ).toEqual(race.filter((r) => r.status === 200).map((r) => r.body.appointmentId));
    expect(day.holds).toEqual([]);
    expect((await statuses(...ids)).sort()).toEqual([
      'fulfilled',
      ...Array.from({ length: 99 }, () => 'waiting'),
    ]);
  }, 60_000);
  it('of accept, decline, withdraw and the desk at once', async () => {
    const store = await branch('clash');
    const taken = await book(store);
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    await cancel(taken);
    const { offerId } = (await entry(ada)).offer;
    const [{ holdId }] = await held(store);
    await Promise.all([
      accept(ada, offerId),
      at.post(`waitlist/${ada}/decline`, { offerId }),
      at.post(`waitlist/${ada}/withdraw`),
      at.post('appointments', { holdId }),
      accept(ada, offerId),
      at.post(`holds/${holdId}/release`),
    ]);
    await settle();
    const booked = (await at.get(`stores/${store}/days/${DAY}`)).body.appointments.filter(
      (a: any) => a.status === 'booked',
    );
    const after = await Promise.all([ada, ben].map(entry));
    expect(booked.length + (after[1].status === 'offered' ? 1 : 0)).toBe(1);
    expect(after.filter((e) => e.status === 'fulfilled').length).toBeLessThanOrEqual(booked.length);
  });
  it('also when the desk books the hold of an offer: then the entry is fulfilled', async () => {
    const store = await branch('desk');
    const taken = await book(store);
    const ada = await join(store, 'ada');
    await cancel(taken);
    const [{ holdId }] = await held(store);
    const { body } = await at.post('appointments', { holdId });
    await settle();
    expect(await entry(ada)).toMatchObject({
      status: 'fulfilled',
      appointmentId: body.appointmentId,
    });
  });
  it('and loses when the desk gave the hold away', async () => {
    const store = await branch('gone', { policy: 'manual' });
    const ada = await join(store, 'ada');
    const { body } = await at.post(`waitlist/${ada}/offer`, {
      storeId: store,
      startsAt: `${DAY}T10:00`,
    });
    const [{ holdId }] = await (await settle(), held(store));
    await at.post(`holds/${holdId}/release`);
    await book(store);
    expect(await accept(ada, body.offer.offerId, { 'idempotency-key': 'gone' })).toMatchObject({
      status: 409,
      body: { code: 'offer-taken' },
    });
    expect(await accept(ada, body.offer.offerId, { 'idempotency-key': 'gone' })).toMatchObject({
      status: 409,
      body: { code: 'offer-taken' },
    });
    expect((await entry(ada)).status).toBe('waiting');
  });
});

describe('B8 what stopped half-way', () => {
  const by = { actor: 'system:test', correlationId: 'test' };
  const tools = () => at.platform.host.runtimes.get('booking')!.tools;
  it("between the customer's yes and the booking is booked", async () => {
    const store = await branch('half');
    const taken = await book(store);
    const ada = await join(store, 'ada');
    await cancel(taken);
    const { offerId } = (await entry(ada)).offer;
    await tools().execute(
      waitlist,
      ada,
      { type: 'AcceptOffer', offerId },
      step(`test|${offerId}`, store, by),
    );
    await settle();
    const fulfilled = await entry(ada);
    expect(fulfilled).toMatchObject({ status: 'fulfilled', offer: { offerId } });
    expect((await accept(ada, offerId)).body).toEqual(fulfilled);
  });
  it('between the hold and its offer is offered, and nothing is offered twice by two at once', async () => {
    const store = await branch('begun', { policy: 'manual' });
    const [ada, ben] = [await join(store, 'ada'), await join(store, 'ben')];
    const key = `${store}-${DAY}`;
    const taken = await book(store);
    const { lines } = (await tools().load(agenda, key)).state.entries.get(
      taken.appointmentId,
    )!.appointment;
    const opening = openingOf('test', store, DAY, lines);
    await tools().execute(
      agenda,
      key,
      {
        type: 'CancelAppointment',
        appointmentId: taken.appointmentId,
        by: 'store',
        reason: 'other',
      },
      step('test|cancel', store, by),
    );
    await settle();
    await branch(store);
    const plan = { frame: (await booksOf(tools()).store(store)).frame(DAY), options: [lines] };
    await tools().execute(
      agenda,
      key,
      {
        type: 'HoldSlot',
        plan,
        channel: 'app',
        customerId: 'ben',
        ttlMs: 600_000,
        waitlist: { openingId: 'test', entryId: ben },
      },
      step('test|hold', store, by),
    );
    await Promise.all([
      offerNext(tools(), opening, by),
      offerNext(tools(), opening, by),
      offerNext(tools(), opening, by),
    ]);
    await settle();
    expect(await statuses(ada, ben)).toEqual(['waiting', 'offered']);
    expect((await entry(ben)).offer.startsAt).toBe('2031-03-05T15:00:00.000Z');
    expect((await tools().load(agenda, key)).state.holds).toHaveLength(1);
  });
});

describe('who may', () => {
  it('see and answer: those of the store, for that customer', async () => {
    const store = await branch('mine');
    const taken = await book(store);
    const ada = await join(store, 'ada');
    await cancel(taken);
    const { offerId } = (await entry(ada)).offer;
    const stranger = await at.as('front-desk', { stores: ['soho'] });
    for (const path of ['accept', 'decline'])
      expect((await at.post(`waitlist/${ada}/${path}`, { offerId }, stranger)).body.code).toBe(
        'entry-not-found',
      );
    expect((await at.post(`waitlist/${ada}/withdraw`, undefined, stranger)).status).toBe(404);
    expect(
      (
        await at.post(
          `waitlist/${ada}/offer`,
          { storeId: store, startsAt: `${DAY}T10:00` },
          stranger,
        )
      ).status,
    ).toBe(404);
    expect((await at.get(`waitlist/${ada}`, stranger)).status).toBe(404);
    expect((await at.get(`waitlist?storeId=${store}`, stranger)).status).toBe(404);
    expect(
      (
        await at.post(
          'waitlist',
          {
            customerId: 'c',
            storeIds: ['soho', store],
            services: [{ serviceId: 'cut' }],
            asap: true,
          },
          stranger,
        )
      ).status,
    ).toBe(404);
    expect(
      (await at.post(`waitlist/${ada}/accept`, { offerId, customerId: 'ben' })).body.code,
    ).toBe('entry-not-found');
    expect((await accept(ada, 'nothing')).body.code).toBe('offer-not-found');
    expect((await accept('nobody', offerId)).body.code).toBe('entry-not-found');
    const stylist = await at.as('stylist', { stores: [store] });
    expect((await at.get(`waitlist?storeId=${store}`, stylist)).status).toBe(403);
    const desk = await at.as('front-desk', { stores: [store] });
    expect(
      (await at.post(`waitlist/${ada}/accept`, { offerId, customerId: 'ada' }, desk)).body.status,
    ).toBe('fulfilled');
  });
});
