import { randomUUID } from 'node:crypto';
import { allContracts, allTopics } from '@chignon/contracts';
import { tempDir } from '../support/temp.js';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

const DAY = dayAhead(1);
const dir = tempDir();
let running: Running;
let outside: { get(path: string): Promise<any>; ask: Running['api']['ask'] };

/** Everything from a position to the end, page by page. */
const all = async (
  query = '',
  after?: string,
  who: { get(path: string): Promise<any> } = outside,
): Promise<{ items: any[]; next: string }> => {
  const items: any[] = [];
  for (;;) {
    const page = await who.get(
      `/v1/events?limit=50${query}${after === undefined ? '' : `&after=${after}`}`,
    );
    items.push(...page.items);
    after = page.next as string;
    if (page.end) return { items, next: after };
  }
};

beforeAll(async () => {
  running = await runPlatform({ dir });
  outside = await running.as({ role: 'subscriber' });
  await running.api.post('/v1/booking/appointments', {
    storeId: 'harbour',
    startsAt: `${DAY}T10:00`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
  });
  await running.settle();
}, 60_000);
afterAll(() => running.close());

describe('AN-21 GW-12 published events for whoever lives outside', () => {
  it('come as CloudEvents with the attributes that Kafka has, each once, each key in order, to an end', async () => {
    const { items } = await all();
    expect(items.length).toBeGreaterThan(20);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    const booked = items.filter(({ type }) => type === 'chignon.booking.AppointmentBooked.v1');
    expect(booked.at(-1)).toMatchObject({
      specversion: '1.0',
      source: '/chignon/booking',
      version: 1,
      dataschema: 'urn:chignon:event:booking:AppointmentBooked:v1',
      datacontenttype: 'application/json',
      topic: 'chignon.booking.appointment',
      position: expect.stringMatching(/^0\/\d{20}$/),
      originstream: expect.stringMatching(/^agenda-harbour/),
      data: { storeId: 'harbour' },
    });
    const known = allContracts().map(
      ({ topic, type, version }) => `chignon.${topic.split('.')[1]}.${type}.v${version}`,
    );
    expect(items.filter(({ type }) => !known.includes(type))).toEqual([]);
  });

  it('of all topics but those that services have for each other', async () => {
    const { items } = await all();
    expect(allTopics()).toContain('chignon.platform.access');
    expect(items.filter(({ topic }) => topic.startsWith('chignon.platform.'))).toEqual([]);
    expect(await outside.ask('GET', '/v1/events?topics=chignon.platform.access')).toMatchObject({
      status: 422,
      body: { code: 'topic-unknown', field: 'topics' },
    });
  });

  it('positions hold over a restart, and what came meanwhile is told once', async () => {
    const before = await all('&topics=chignon.booking.store,chignon.customers.customer');
    await running.close();
    running = await runPlatform({ dir, demo: false });
    outside = await running.as({ role: 'subscriber' });
    const customer = await running.api.post('/v1/customers', {
      name: 'Nina',
      homeStoreId: 'harbour',
    });
    await running.settle();
    const after = await all(
      '&topics=chignon.booking.store,chignon.customers.customer',
      before.next,
    );
    expect(after.items.map(({ subject }) => subject)).toEqual([customer.id]);
    expect(JSON.stringify(after.items)).not.toContain('Nina');
  });

  it('K2 show a token of a store, or of a region, what lies there and nothing of the chain', async () => {
    const everything = (await all()).items;
    const local = await running.as({ role: 'subscriber', stores: ['harbour'] });
    const seen = (await all('', undefined, local)).items;
    const named = ({ data }: any): unknown[] => [
      data.storeId,
      data.homeStoreId,
      data.previousHomeStoreId,
      ...(data.storeIds ?? []),
    ];
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.length).toBeLessThan(everything.length);
    expect(
      seen.filter((event) => !named(event).includes('harbour') && event.storeid !== 'harbour'),
    ).toEqual([]);
    expect(seen.map(({ id }) => id)).toEqual(
      everything
        .filter(
          (event) =>
            named(event).includes('harbour') ||
            (named(event).every((id) => id === undefined) && event.storeid === 'harbour'),
        )
        .map(({ id }) => id),
    );
    const elsewhere = await running.as({ role: 'subscriber', regions: ['nowhere'] });
    expect((await all('', undefined, elsewhere)).items).toEqual([]);
  });

  it.each([
    ['limit=0', 422, 'limit'],
    ['limit=501', 422, 'limit'],
    ['wait=21', 422, 'wait'],
    ['topics=visits', 422, 'topics'],
    ['after=nonsense', 422, 'after'],
    ['colour=red', 422, 'colour'],
  ])('%s is refused', async (query, status, field) => {
    const answer = await outside.ask('GET', `/v1/events?${query}`);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      status,
      expect.stringContaining(field),
    ]);
  });

  it('needs the permission, which the role `subscriber` has, and it alone', async () => {
    for (const role of ['store-manager', 'analyst', 'front-desk'])
      expect((await (await running.as({ role })).ask('GET', '/v1/events')).status).toBe(403);
    expect((await outside.ask('GET', '/v1/booking/stores')).status).toBe(403);
    expect((await running.raw('GET', '/v1/events', { token: '' })).status).toBe(401);
  });

  it('name what is sold and who serves, in the write that changes it: a price is told with its version', async () => {
    const topics = '&topics=chignon.booking.service,chignon.booking.staff';
    const { next } = await all(topics);
    const {
      serviceId: _,
      version,
      revision: __,
      ...service
    } = await running.api.get('/v1/booking/services/womens-cut');
    await running.api.put('/v1/booking/services/womens-cut', {
      ...service,
      priceCents: service.priceCents + 500,
    });
    const {
      staffId: ___,
      revision: ____,
      ...maya
    } = await running.api.get('/v1/booking/staff/maya');
    await running.api.put('/v1/booking/staff/maya', { ...maya, level: 'director' });
    await running.settle();
    const told = (await all(topics, next)).items;
    expect(told.map(({ type, data }) => [type, data])).toEqual([
      [
        'chignon.booking.ServiceDescribed.v1',
        expect.objectContaining({
          serviceId: 'womens-cut',
          name: service.name,
          catalogueVersion: version + 1,
          priceCents: service.priceCents + 500,
          active: true,
        }),
      ],
      [
        'chignon.booking.StaffDescribed.v1',
        expect.objectContaining({ staffId: 'maya', level: 'director', active: true }),
      ],
    ]);
    expect(JSON.stringify(told)).not.toContain(maya.displayName);
  });

  it('who waits is told as soon as something comes, and hears of the end when nothing does', async () => {
    const { next } = await all('&topics=chignon.customers.customer');
    const waiting = outside.get(
      `/v1/events?topics=chignon.customers.customer&after=${next}&wait=20`,
    );
    const { id } = await running.api.post(
      '/v1/customers',
      { name: 'Ola', homeStoreId: 'harbour' },
      randomUUID(),
    );
    const told = await waiting;
    expect(told.items.map(({ subject }: any) => subject)).toEqual([id]);
    expect(
      await outside.get(`/v1/events?topics=chignon.customers.customer&after=${told.next}&wait=1`),
    ).toEqual({ items: [], next: told.next, end: true });
  });
});

describe('GW-12 the events are described where they are served', () => {
  it('for tools: every topic and event of the contracts, in one file that names nothing outside itself', async () => {
    const { status, body, text } = await running.raw('GET', '/asyncapi.json', { token: '' });
    expect([status, body.asyncapi]).toEqual([200, '3.0.0']);
    expect(
      Object.values(body.channels)
        .map(({ address }: any) => address)
        .sort(),
    ).toEqual(allTopics());
    expect(Object.keys(body.components.messages).sort()).toEqual(
      allContracts()
        .map(({ type, version }) => `${type}.v${version}`)
        .sort(),
    );
    const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
    const found = (to: string) =>
      to
        .slice(2)
        .split('/')
        .reduce((at: any, step) => at?.[step], body);
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((to) => !to.startsWith('#/') || found(to) === undefined)).toEqual([]);
  });

  it('for people: a page with every event and its fields, which runs nothing', async () => {
    const { status, text, headers } = await running.raw('GET', '/reference/events', { token: '' });
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    for (const { type, version } of allContracts()) expect(text).toContain(`${type} v${version}`);
    expect(text).toContain('settledOn');
    expect(text).not.toContain('<script');
  });
});
