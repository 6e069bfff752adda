import { randomUUID } from 'node:crypto';
import { dayAhead, runPlatform, type Running } from '../support/platform.js';

// Ids and texts of callers: which are refused, and that what is taken is only an id, only a text.

const DAY = dayAhead(1);
const key = (value: string = randomUUID()) => ({ 'idempotency-key': value });
let running: Running;
beforeAll(async () => void (running = await runPlatform()), 60_000);
afterAll(() => running.close());

describe('one platform', () => {
  it('K12: every text of every body is looked at', async () => {
    const refusedTexts: [string, string, (text: string) => object][] = [
      [
        'PUT',
        '/v1/booking/stores/harbour',
        (name) => ({
          regionId: 'atlantic',
          name,
          zone: 'America/New_York',
          currency: 'USD',
          openingHours: [],
        }),
      ],
      [
        'PUT',
        '/v1/booking/services/x',
        (name) => ({
          name,
          category: 'hair',
          serviceGroup: 'x',
          phases: [{ name: 'do', kind: 'active', minutes: 30 }],
          priceCents: 1,
        }),
      ],
      [
        'PUT',
        '/v1/booking/services/x',
        (step) => ({
          name: 'X',
          category: 'hair',
          serviceGroup: 'x',
          phases: [{ name: 'do', kind: 'active', minutes: 30 }],
          priceCents: 1,
          steps: [step],
        }),
      ],
      ['PUT', '/v1/booking/staff/maya', (displayName) => ({ displayName, storeIds: ['harbour'] })],
      [
        'POST',
        '/v1/booking/salon-events',
        (title) => ({
          storeId: 'harbour',
          code: 'x',
          title,
          kind: 'evening',
          startsAt: `${DAY}T18:00`,
          endsAt: `${DAY}T19:00`,
          seats: 1,
        }),
      ],
      [
        'PUT',
        '/v1/booking/course-templates/x',
        (name) => ({ name, sessions: 2, serviceIds: ['womens-cut'], validityDays: 365 }),
      ],
      ['POST', '/v1/customers', (name) => ({ name, homeStoreId: 'harbour' })],
      ['POST', '/v1/customers', (notes) => ({ notes, homeStoreId: 'harbour' })],
      [
        'POST',
        '/v1/customers',
        (code) => ({ externalIds: [{ system: 'pos', code }], homeStoreId: 'harbour' }),
      ],
      [
        'PUT',
        '/v1/inventory/products/x',
        (name) => ({
          name,
          productClass: 'retail',
          stockUnit: 'piece',
          useUnit: 'piece',
          useUnitsPerStockUnitMilli: 1000,
          priceCents: 1,
          currency: 'USD',
        }),
      ],
      [
        'POST',
        '/v1/booking/publishable-keys',
        (name) => ({ name, storeIds: ['harbour'], origins: [] }),
      ],
    ];
    for (const [method, path, body] of refusedTexts) {
      for (const text of [
        '\ud800',
        'a\u0085b',
        'a\u2028b',
        'a\uffff',
        '\u001b[1m',
        'a\u007f',
        '   ',
        '\u200b',
      ]) {
        const answer = await running.api.ask(method, path, body(text), key());
        expect([
          path,
          JSON.stringify(text),
          answer.status,
          /^(text-|field-invalid)/.test(answer.body.code),
        ]).toEqual([path, JSON.stringify(text), 422, true]);
      }
    }
    const { id } = await running.api.post('/v1/customers', {
      name: '  Rene\u0301e ',
      notes: 'one\ntwo',
      homeStoreId: 'harbour',
    });
    expect(await running.api.get(`/v1/customers/${id}`)).toMatchObject({
      name: 'Ren\u00e9e',
      notes: 'one\ntwo',
    });
    expect(
      (
        await running.api.post('/v1/customers', {
          name: '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}'.repeat(100),
          homeStoreId: 'harbour',
        })
      ).id,
    ).toBeDefined();
  });
});

describe('K4: ids such as `constructor` are ids', () => {
  const service = (pools: string[]) => ({
    name: 'X',
    category: 'hair',
    serviceGroup: 'toString',
    phases: [{ name: 'do', kind: 'active', minutes: 30 }],
    priceCents: 5000,
    place: { match: 'all', pools },
  });

  it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf'])(
    'a pool %s that is not is like any other that is not',
    async (pool) => {
      for (const [id, pools] of [
        ['x1', [pool]],
        ['x2', ['no-such-pool']],
      ] as const)
        await running.api.put(`/v1/booking/services/${id}`, service([...pools]));
      const ask = async (id: string) => {
        const wish = {
          storeId: 'harbour',
          startsAt: `${DAY}T10:00`,
          services: [{ serviceId: id }],
        };
        const answers = [
          await running.api.ask(
            'GET',
            `/v1/booking/availability?storeId=harbour&services=${id}&from=${DAY}`,
          ),
          await running.api.ask(
            'GET',
            `/v1/booking/availability/ranked?storeIds=harbour&services=${id}&from=${DAY}`,
          ),
          await running.api.ask(
            'GET',
            `/v1/booking/availability/why-not?storeId=harbour&services=${id}&startsAt=${DAY}T10:00`,
          ),
          await running.api.ask('POST', '/v1/booking/holds', wish, key()),
          await running.api.ask('POST', '/v1/booking/appointments', wish, key()),
          await running.api.ask('POST', '/v1/booking/series/preview', {
            ...wish,
            every: 1,
            unit: 'week',
            count: 2,
          }),
          await running.api.ask(
            'POST',
            '/v1/booking/groups',
            {
              storeId: 'harbour',
              startsAt: `${DAY}T10:00`,
              guests: [{ services: [{ serviceId: id }] }, { services: [{ serviceId: id }] }],
            },
            key(),
          ),
        ];
        return answers.map(({ status, body }) => [status, body.code]);
      };
      const answers = await ask('x1');
      expect(answers).toEqual(await ask('x2'));
      expect(answers.filter(([status]) => status >= 500)).toEqual([]);
    },
  );

  it('a pool and a unit of that name are a pool and a unit', async () => {
    const {
      storeId: _,
      revision: __,
      ...store
    } = await running.api.get('/v1/booking/stores/harbour');
    await running.api.put('/v1/booking/stores/harbour', {
      ...store,
      pools: [...store.pools, { pool: 'constructor', capacity: 1 }],
    });
    await running.api.put('/v1/booking/services/x3', service(['constructor']));
    expect(
      (await running.api.get(`/v1/booking/availability?storeId=harbour&services=x3&from=${DAY}`))
        .items.length,
    ).toBeGreaterThan(0);
    await running.api
      .put('/v1/booking/stores/harbour/units/toString', { pool: 'constructor', name: 'One' })
      .catch(() => undefined);
    expect(
      (
        await running.api.ask(
          'GET',
          `/v1/booking/availability?storeId=harbour&services=x3&from=${DAY}`,
        )
      ).status,
    ).toBe(200);
  });

  it('provenance of a field that is none is refused', async () => {
    const items = [
      {
        externalId: { system: 'pos', code: 'p1' },
        homeStoreId: 'harbour',
        provenance: { constructor: { source: 'x', at: '2026-01-01T00:00:00.000Z' } },
      },
    ];
    expect(
      (
        await running.api.post('/v1/customers/imports', {
          storeId: 'harbour',
          source: 'pos',
          items,
        })
      ).results,
    ).toEqual([expect.objectContaining({ outcome: 'rejected', code: 'provenance-invalid' })]);
  });
});
