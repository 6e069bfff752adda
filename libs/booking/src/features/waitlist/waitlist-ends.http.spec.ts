import {
  accept,
  at,
  book,
  branch,
  cancel,
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

// However an offer ends, its slot is free and the next one is asked.

openForAll();

const decline = async (entryId: string) => {
  const { offerId } = (await entry(entryId)).offer;
  expect((await at.post(`waitlist/${entryId}/decline`, { offerId })).status).toBe(200);
  await settle();
};
const withdraw = async (entryId: string) => {
  expect((await at.post(`waitlist/${entryId}/withdraw`)).status).toBe(200);
  await settle();
};
const told = async (id: string) => {
  const store = await branch(id, { policy: 'broadcast-first-to-accept', replyMinutes: 120 });
  const taken = await book(store);
  const people = [await join(store, 'ada'), await join(store, 'ben')] as const;
  await cancel(taken);
  expect(await statuses(...people)).toEqual(['offered', 'offered']);
  return { store, people };
};

describe('BK-20 R-BK-30 a broadcast', () => {
  it('is over when all have declined: the slot is free at once', async () => {
    const {
      store,
      people: [ada, ben],
    } = await told('all-no');
    await decline(ada);
    expect(await held(store)).toHaveLength(1);
    await decline(ben);
    expect(await held(store)).toEqual([]);
    expect(await statuses(ada, ben)).toEqual(['waiting', 'waiting']);
    expect((await book(store)).status).toBe('booked');
  });

  it('is over when the only ones have left, and is told to whoever joined meanwhile', async () => {
    const {
      store,
      people: [ada, ben],
    } = await told('left');
    const cem = await join(store, 'cem');
    await settle();
    expect((await entry(cem)).status).toBe('waiting');
    await withdraw(ada);
    expect((await entry(cem)).status).toBe('waiting');
    await withdraw(ben);
    expect((await entry(cem)).status).toBe('offered');
    expect(await held(store)).toHaveLength(1);
    expect(await accept(cem, (await entry(cem)).offer.offerId)).toMatchObject({
      status: 200,
      body: { status: 'fulfilled' },
    });
  });

  it('that nobody answers is told once, and then to whoever joined meanwhile', async () => {
    const {
      store,
      people: [ada, ben],
    } = await told('quiet');
    const cem = await join(store, 'cem');
    await wait(120);
    expect(await statuses(ada, ben, cem)).toEqual(['waiting', 'waiting', 'offered']);
  });

  it('keeps its slot for whoever said yes while the others say no', async () => {
    const {
      store,
      people: [ada, ben],
    } = await told('yes-and-no');
    const [{ offerId }, { offerId: declined }] = [
      (await entry(ada)).offer,
      (await entry(ben)).offer,
    ];
    const [yes, no] = await Promise.all([
      accept(ada, offerId),
      at.post(`waitlist/${ben}/decline`, { offerId: declined }),
    ]);
    await settle();
    expect(yes).toMatchObject({ status: 200, body: { status: 'fulfilled' } });
    // Whoever says no after the yes hears that it is taken.
    expect([200, 409]).toContain(no.status);
    expect(await held(store)).toEqual([]);
    expect(
      (await at.get(`stores/${store}/days/${DAY}`)).body.appointments.filter(
        ({ status }: { status: string }) => status === 'booked',
      ),
    ).toHaveLength(1);
  });

  it("is nobody else's: its hold is neither booked nor released by who reads it on the board", async () => {
    const {
      store,
      people: [ada, ben],
    } = await told('board');
    const [{ holdId }] = await held(store);
    for (const [path, body] of [
      ['appointments', { holdId, customerId: 'quick' }],
      ['appointments', { holdId }],
      [`holds/${holdId}/release`, {}],
    ] as const)
      expect(await at.post(path, body)).toMatchObject({
        status: 409,
        body: { code: 'hold-on-offer', field: 'holdId' },
      });
    expect(await statuses(ada, ben)).toEqual(['offered', 'offered']);
  });
});

describe('BK-20 BK-30 a check-out that was abandoned', () => {
  it('is offered once the clock has ended its hold, without another booking', async () => {
    const store = await branch('abandoned');
    const { status } = await at.post('holds', {
      storeId: store,
      startsAt: `${DAY}T10:00`,
      services: [{ serviceId: 'cut' }],
      customerId: 'gone',
    });
    expect(status).toBe(201);
    const ada = await join(store, 'ada', {
      windows: [{ from: DAY, to: DAY, timeFrom: '10:00', timeTo: '10:15' }],
    });
    const run = () => at.platform.host.runtimes.get('booking')!.runJob('booking.holds');
    await run();
    await settle();
    expect((await entry(ada)).status).toBe('waiting');
    later(6);
    // Said once, however often it is looked for.
    await Promise.all([run(), run()]);
    await run();
    await settle();
    expect(await entry(ada)).toMatchObject({
      status: 'offered',
      offer: { startsAt: '2031-03-05T15:00:00.000Z' },
    });
  });
});
