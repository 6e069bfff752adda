import { tierOf } from '../../testing.http.js';
import {
  accept,
  at,
  book,
  branch,
  cancel,
  clock,
  DAY,
  entry,
  held,
  join,
  openForAll,
  settle,
  statuses,
  wait,
} from './waitlist.testing.http.js';

openForAll();

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
      channel: 'app',
    };
    const joined = await at.post('waitlist', body, { 'idempotency-key': 'wish' });
    expect(joined).toMatchObject({
      status: 201,
      body: {
        ...body,
        tierRank: 0,
        status: 'waiting',
        valueCents: 12_000,
        until: '2031-03-07T17:00:00.000Z',
      },
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
    await tierOf(at, 'tier-ben', 'silver');
    await tierOf(at, 'tier-cem', 'diamond');
    const taken = await book(store);
    const [ada, ben, cem] = [
      await join(store, 'ada'),
      await join(store, 'tier-ben'),
      await join(store, 'tier-cem'),
    ];
    expect((await entry(cem)).tierRank).toBeGreaterThan((await entry(ben)).tierRank);
    await cancel(taken);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'waiting', 'offered']);
    await wait(5);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'offered', 'waiting']);
  });
  it('takes no tier from whoever asks', async () => {
    const store = await branch('self-made');
    expect(
      await at.post('waitlist', {
        customerId: 'ada',
        storeIds: [store],
        services: [{ serviceId: 'cut' }],
        asap: true,
        tierRank: 99,
      }),
    ).toMatchObject({ status: 422, body: { code: 'field-unknown', field: 'tierRank' } });
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
