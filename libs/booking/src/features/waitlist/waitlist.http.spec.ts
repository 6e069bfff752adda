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
  later,
  openForAll,
  settle,
  statuses,
  wait,
} from './waitlist.testing.http.js';

openForAll();

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
