import { type Answered, dayAhead, type Salon, twoSalons } from '../../testing.http.js';

// Salon events through their routes.

let salon: Salon;
let elsewhere: Record<string, string>;
beforeAll(async () => {
  salon = await twoSalons();
  elsewhere = await salon.as('front-desk', { stores: ['mitte'] });
}, 60_000);
afterAll(() => salon.close());

const evening = (more: object = {}) => ({
  storeId: 'soho',
  code: 'spring-looks',
  title: 'Spring looks',
  kind: 'evening',
  startsAt: `${dayAhead(20)}T19:00`,
  endsAt: `${dayAhead(20)}T22:00`,
  seats: 30,
  ...more,
});
const planned = async (more: object = {}): Promise<string> =>
  (await salon.post('salon-events', evening(more))).body.eventId;
const register = (eventId: string, customerId: string, more: object = {}) =>
  salon.post(`salon-events/${eventId}/registrations`, { customerId, channel: 'web', ...more });
const codes = (answers: readonly Answered[]) => [...new Set(answers.map((a) => a.body.code))];
/** What is done while the platform's clock shows another time. */
const at = <T>(nowMs: number, run: () => Promise<T>): Promise<T> => salon.clock.during(nowMs, run);
const many = <T>(n: number, run: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => run(i)));

describe('BK-24 100 parallel registrations never exceed the seats', () => {
  it('30 seats: 30 have one, 70 are told that it is full', async () => {
    const eventId = await planned();
    const all = await many(100, (i) => register(eventId, `c${i}`));
    expect(all.filter((a) => a.status === 201)).toHaveLength(30);
    const refused = all.filter((a) => a.status !== 201);
    expect([refused.length, codes(refused), refused.every((a) => a.status === 409)]).toEqual([
      70,
      ['event-full'],
      true,
    ]);
    expect((await salon.get(`salon-events/${eventId}`)).body).toMatchObject({
      seats: 30,
      taken: 30,
      awaited: 0,
    });
    await salon.platform.settle();
    expect(
      (await salon.get(`salon-events/${eventId}/registrations?limit=200`)).body.items,
    ).toHaveLength(30);
  });
  it('parties of three: 10 of them and nobody else', async () => {
    const eventId = await planned({ seats: 31 });
    const all = await many(100, (i) => register(eventId, `c${i}`, { partySize: 3 }));
    expect(all.filter((a) => a.status === 201)).toHaveLength(10);
    expect((await salon.get(`salon-events/${eventId}`)).body).toMatchObject({
      seats: 31,
      taken: 30,
    });
  });
  it('one customer a hundred times has one registration', async () => {
    const eventId = await planned();
    const all = await many(100, () => register(eventId, 'c1'));
    expect([
      all.filter((a) => a.status === 201).length,
      codes(all.filter((a) => a.status !== 201)),
    ]).toEqual([1, ['already-registered']]);
  });
  it('with a waiting list all others wait in order, and move up in order', async () => {
    const eventId = await planned({ waitingList: true });
    const all = await many(100, (i) => register(eventId, `c${i}`));
    const waiting = all
      .map((a) => a.body)
      .filter((r) => r.status === 'waiting')
      .sort((a, b) => a.waitingPlace - b.waitingPlace);
    expect(all.filter((a) => a.body.status === 'registered')).toHaveLength(30);
    expect(waiting.map((r) => r.waitingPlace)).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
    const registered = all.map((a) => a.body).filter((r) => r.status === 'registered');
    await many(5, (i) =>
      salon.post(`salon-events/${eventId}/registrations/${registered[i].registrationId}/cancel`, {
        by: 'customer',
        reason: 'ill',
      }),
    );
    expect((await salon.get(`salon-events/${eventId}`)).body).toMatchObject({
      taken: 30,
      awaited: 65,
    });
    await salon.platform.settle();
    const first = (await salon.get(`salon-events/${eventId}/registrations?limit=40`)).body;
    const rest = (
      await salon.get(
        `salon-events/${eventId}/registrations?limit=200&after=${encodeURIComponent(first.next)}`,
      )
    ).body;
    const status = new Map(
      [...first.items, ...rest.items].map((r: any) => [r.registrationId, r.status]),
    );
    expect(status.size).toBe(100);
    expect(waiting.map((r) => status.get(r.registrationId))).toEqual(
      waiting.map((_, i) => (i < 5 ? 'registered' : 'waiting')),
    );
  });
});

describe('BK-24 a salon event from plan to end', () => {
  it('is planned, changed, listed by store and date; a repeat has the same answer', async () => {
    const body = evening({
      code: 'listed',
      startsAt: `${dayAhead(40)}T19:00`,
      endsAt: `${dayAhead(40)}T21:00`,
      tiers: ['gold'],
      membersOnly: true,
    });
    const first = await salon.post('salon-events', body, { 'idempotency-key': 'plan' });
    expect(first).toMatchObject({
      status: 201,
      body: {
        status: 'planned',
        businessDate: dayAhead(40),
        taken: 0,
        priceCents: 0,
        currency: 'USD',
        tiers: ['gold'],
        membersOnly: true,
        revision: 1,
      },
    });
    expect(first.body.closesAt).toBe(first.body.startsAt);
    const path = `salon-events/${first.body.eventId}`;
    const { storeId: _, ...details } = body;
    const changed = await salon.ask('PUT', path, { ...details, seats: 40, title: 'Autumn looks' });
    expect(changed).toMatchObject({
      status: 200,
      body: { seats: 40, title: 'Autumn looks', opensAt: first.body.opensAt, revision: 2 },
    });
    expect((await salon.post('salon-events', body, { 'idempotency-key': 'plan' })).body).toEqual(
      first.body,
    );
    expect((await salon.ask('PUT', path, details, { 'if-match': '"1"' })).status).toBe(412);
    await salon.platform.settle();
    const list = await salon.get(
      `salon-events?storeId=soho&from=${dayAhead(40)}&to=${dayAhead(40)}`,
    );
    expect(list.body.items).toMatchObject([
      { eventId: first.body.eventId, title: 'Autumn looks', seats: 40, taken: 0 },
    ]);
    const page = await salon.get('salon-events?storeId=soho&limit=1');
    expect([page.body.items.length, typeof page.body.next]).toEqual([1, 'string']);
    expect(
      (
        await salon.get(`salon-events?storeId=soho&after=${encodeURIComponent(page.body.next)}`)
      ).body.items.map((e: any) => e.eventId),
    ).not.toContain(page.body.items[0].eventId);
    expect((await salon.get('salon-events?storeId=mitte')).body.items).toEqual([]);
  });
  it('keeps its seats above the registrations, repeats a registration under its key', async () => {
    const eventId = await planned({ seats: 3 });
    const first = await salon.post(
      `salon-events/${eventId}/registrations`,
      { customerId: 'c1', partySize: 2 },
      { 'idempotency-key': 'reg' },
    );
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'registered', partySize: 2, channel: 'front-desk' },
    });
    expect((await register(eventId, 'c2', { partySize: 2 })).body).toMatchObject({
      code: 'event-full',
      seatsLeft: 1,
    });
    const { storeId: _, ...details } = evening({ seats: 1 });
    expect(await salon.ask('PUT', `salon-events/${eventId}`, details)).toMatchObject({
      status: 409,
      body: { code: 'seats-below-registrations', taken: 2, field: 'seats' },
    });
    const path = `salon-events/${eventId}/registrations/${first.body.registrationId}`;
    expect((await salon.post(`${path}/attendance`, { attended: true })).body.code).toBe(
      'event-not-begun',
    );
    expect(
      (await salon.post(`${path}/cancel`, { by: 'customer', reason: 'ill' })).body.status,
    ).toBe('cancelled');
    expect(
      (
        await salon.post(
          `salon-events/${eventId}/registrations`,
          { customerId: 'c1', partySize: 2 },
          { 'idempotency-key': 'reg' },
        )
      ).body,
    ).toEqual(first.body);
    expect((await salon.get(`salon-events/${eventId}`)).body.taken).toBe(0);
  });
  it('records who came, ends by the clock, is called off with all its registrations', async () => {
    const [begin, end] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)].map(
      (d) => `${d.toISOString().slice(0, 16)}Z`,
    );
    const eventId = await planned({
      startsAt: begin,
      endsAt: end,
      closesAt: end,
      opensAt: `${dayAhead(-3)}T09:00`,
      seats: 2,
    });
    const { body: one } = await register(eventId, 'c1');
    const { body: two } = await register(eventId, 'c2');
    expect(
      (
        await salon.post(`salon-events/${eventId}/registrations/${one.registrationId}/attendance`, {
          attended: true,
        })
      ).body.status,
    ).toBe('attended');
    expect(
      (
        await salon.post(`salon-events/${eventId}/registrations/${two.registrationId}/attendance`, {
          attended: false,
        })
      ).body.status,
    ).toBe('absent');
    expect(
      (
        await salon.post(`salon-events/${eventId}/registrations/${one.registrationId}/cancel`, {
          by: 'customer',
          reason: 'other',
        })
      ).body.code,
    ).toBe('event-begun');
    await salon.platform.settle();
    await salon.platform.host.runtimes.get('booking')!.runJob('booking.end-salon-events');
    expect((await salon.get(`salon-events/${eventId}`)).body.status).toBe('planned');
    await at(Date.parse(end!) + 60_000, () =>
      salon.platform.host.runtimes.get('booking')!.runJob('booking.end-salon-events'),
    );
    expect((await salon.get(`salon-events/${eventId}`)).body).toMatchObject({
      status: 'over',
      taken: 2,
    });
    expect((await register(eventId, 'c3')).body.code).toBe('event-over');
    const off = await planned({ waitingList: true, seats: 1 });
    await register(off, 'c1');
    await register(off, 'c2');
    expect(
      (await salon.post(`salon-events/${off}/cancel`, { reason: 'speaker-ill' })).body,
    ).toMatchObject({ status: 'cancelled', taken: 0, awaited: 0 });
    expect(await register(off, 'c3')).toMatchObject({
      status: 409,
      body: { code: 'event-cancelled' },
    });
    await salon.platform.settle();
    expect(
      (await salon.get(`salon-events/${off}/registrations`)).body.items.map((r: any) => r.status),
    ).toEqual(['cancelled', 'cancelled']);
  });
  it.each<[string, object, string]>([
    ['dates-reversed', { endsAt: '2031-03-03T18:00', startsAt: '2031-03-03T19:00' }, 'endsAt'],
    [
      'start-in-past',
      { startsAt: '2020-03-03T18:00', endsAt: '2020-03-03T19:00', opensAt: '2020-01-01T09:00' },
      'endsAt',
    ],
    ['time-does-not-exist', { startsAt: '2031-03-09T02:30' }, 'startsAt'],
    ['field-invalid', { seats: 0 }, 'seats'],
    ['field-invalid', { seats: 1.5 }, 'seats'],
    ['field-invalid', { kind: 'party' }, 'kind'],
    ['field-unknown', { colour: 'red' }, 'colour'],
  ])('answers 422 %s to %j', async (code, more, field) =>
    expect(await salon.post('salon-events', evening(more))).toMatchObject({
      status: 422,
      body: { code, field },
    }),
  );
  it('does not exist for those of another store, nor for those whose role does not permit it', async () => {
    const eventId = await planned();
    const asked = (method: 'GET' | 'POST', path: string, body?: object) =>
      salon.ask(method, path, body, elsewhere);
    for (const answer of [
      await asked('GET', `salon-events/${eventId}`),
      await asked('GET', `salon-events/${eventId}/registrations`),
      await asked('GET', 'salon-events/e-nothing'),
      await asked('POST', `salon-events/${eventId}/registrations/r1/cancel`, {
        by: 'store',
        reason: 'other',
      }),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: 'salon-event-not-found' } });
    expect(
      (await asked('POST', `salon-events/${eventId}/registrations`, { customerId: 'c1' })).status,
    ).toBe(404);
    expect((await asked('GET', 'salon-events?storeId=soho')).status).toBe(404);
    expect((await asked('POST', 'salon-events', evening({ storeId: 'mitte' }))).body.code).toBe(
      'permission-missing',
    );
    expect(
      (
        await salon.post(`salon-events/${eventId}/registrations/r-none/attendance`, {
          attended: true,
        })
      ).body.code,
    ).toBe('registration-not-found');
  });
});
