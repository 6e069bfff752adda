import { randomUUID } from 'node:crypto';
import type { ApiClient } from '@chignon/client';
import { bodies, DAY, wish } from '../support/naming-somebody.js';
import { runPlatform, type Running } from '../support/platform.js';

// K1, F16, F21: what a caller may see never follows from what the same caller may write.

let running: Running;
let api: ApiClient;
let desk: ApiClient;
let manager: ApiClient;
let stranger: string;
let n = 0;
beforeAll(async () => {
  running = await runPlatform();
  ({ api } = running);
  desk = await running.as({ role: 'front-desk', stores: ['old-town'] });
  manager = await running.as({ role: 'store-manager', stores: ['old-town'] });
  stranger = (
    await api.post('/v1/customers', {
      name: 'Stranger',
      homeStoreId: 'riverside',
      externalIds: [{ system: 'pos', code: 'R-1' }],
    })
  ).id;
  await running.settle();
}, 60_000);
afterAll(() => running.close());

const key = () => ({ 'idempotency-key': randomUUID() });
describe('K1, F21: somebody whom the caller may not see is nobody', () => {
  it.each(bodies)('%s %s', async (method, path, body) => {
    const before = running.written();
    const ask = (who: ApiClient, id: string) =>
      who.ask(
        method,
        path.endsWith('=') ? `${path}${id}` : path,
        method === 'GET' ? undefined : body(id),
        key(),
      );
    for (const id of [stranger, 'nobody', '13800138000', 'constructor'])
      expect(await ask(desk, id)).toMatchObject({
        status: 404,
        body: { code: 'customer-not-found', field: expect.stringMatching(/customerId|bookerId/) },
      });
    if (method !== 'GET')
      for (const id of ['nobody', 'constructor'])
        expect(await ask(api, id)).toMatchObject({
          status: 404,
          body: { code: 'customer-not-found' },
        });
    expect(running.written()).toBe(before);
  });

  it('K2: neither trusted nor looked up by their durations', async () => {
    await api.put(`/v1/booking/trusted-customers/${stranger}`, {
      trusted: true,
      reason: 'regular',
    });
    expect((await desk.get('/v1/booking/trusted-customers')).items).toEqual([]);
    expect((await api.get('/v1/booking/trusted-customers')).items).toHaveLength(1);
    for (const id of [stranger, 'nobody']) {
      expect(
        await manager.ask(
          'PUT',
          `/v1/booking/trusted-customers/${id}`,
          { trusted: true, reason: 'mine' },
          key(),
        ),
      ).toMatchObject({ status: 404, body: { code: 'customer-not-found' } });
      expect(await desk.ask('GET', `/v1/booking/durations/customer/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'customer-not-found' },
      });
    }
    expect(
      (
        await api.ask(
          'PUT',
          '/v1/booking/trusted-customers/nobody',
          { trusted: true, reason: 'x' },
          key(),
        )
      ).status,
    ).toBe(404);
    expect(
      (
        await (
          await running.as({ role: 'analyst', stores: ['riverside'] })
        ).ask('GET', `/v1/booking/durations/customer/${stranger}`)
      ).status,
    ).toBe(403);
    expect(
      (
        await (
          await running.as({ role: 'front-desk', stores: ['riverside'] })
        ).ask('GET', `/v1/booking/durations/customer/${stranger}`)
      ).status,
    ).toBe(200);
  });

  it('after all that was tried the record is still not theirs, nor can they take it over', async () => {
    await running.settle();
    for (const path of ['', '/profile', '/visits'])
      expect((await desk.ask('GET', `/v1/customers/${stranger}${path}`)).status).toBe(404);
    expect((await desk.ask('GET', `/v1/loyalty/accounts/${stranger}`)).body.code).toBe(
      'customer-not-found',
    );
    expect(
      (
        await desk.ask(
          'PATCH',
          `/v1/customers/${stranger}`,
          { homeStoreId: 'old-town' },
          { ...key(), 'if-match': '"1"' },
        )
      ).status,
    ).toBe(404);
    expect((await desk.get(`/v1/customers?ids=${stranger}`)).items).toEqual([]);
  });

  it('an import tells nothing of a stranger: their code is taken, and a visit of theirs is a refused row', async () => {
    const rows = {
      storeId: 'old-town',
      source: 'pos',
      items: [
        { externalId: { system: 'pos', code: 'R-1' }, homeStoreId: 'old-town' },
        { externalId: { system: 'pos', code: 'R-2' }, homeStoreId: 'old-town' },
        { externalId: { system: 'pos', code: 'R-3' }, homeStoreId: 'atlantis' },
      ],
    };
    const { results } = await manager.post('/v1/customers/imports', rows);
    expect(results).toEqual([
      {
        externalId: { system: 'pos', code: 'R-1' },
        outcome: 'rejected',
        code: 'external-id-taken',
        field: 'externalId',
      },
      expect.objectContaining({ outcome: 'imported' }),
      expect.objectContaining({
        outcome: 'rejected',
        code: 'store-not-found',
        field: 'homeStoreId',
      }),
    ]);
    expect(JSON.stringify(results)).not.toContain(stranger);
    const visit = (externalId: string, customerId: string) => ({
      externalId,
      billId: `b-${externalId}`,
      customerId,
      businessDate: '2026-01-05',
      lines: [
        {
          kind: 'service',
          itemId: 'womens-cut',
          quantityMilli: 1000,
          netCents: 5000,
          taxCents: 0,
          performers: [{ staffId: 'priya', sharePercent: 100 }],
          earning: false,
        },
      ],
      taxes: [],
      tenders: [{ kind: 'cash', cents: 5000 }],
    });
    const imported = await manager.post('/v1/booking/imports/visits', {
      storeId: 'old-town',
      items: [visit('v1', stranger), visit('v2', 'nobody'), visit('v3', results[1].customerId)],
    });
    expect(imported.results.map(({ code }: any) => code === 'customer-not-found')).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('K1: who may see somebody does it at once', () => {
  it('registers and books a moment later, at the desk as well as for the chain', async () => {
    for (const who of [desk, api]) {
      const { id } = await who.post('/v1/customers', { name: 'New', homeStoreId: 'old-town' });
      expect(
        (
          await who.ask(
            'POST',
            '/v1/booking/visits',
            { storeId: 'old-town', customerId: id },
            key(),
          )
        ).status,
      ).toBe(201);
      expect((await who.ask('GET', `/v1/customers/${id}`)).status).toBe(200);
    }
  });

  it('an appointment that somebody made who sees both opens the record to the store, and so does being let in; a move does too', async () => {
    const newcomer = async () =>
      (await api.post('/v1/customers', { name: `N${++n}`, homeStoreId: 'riverside' })).id as string;
    const [booked, shared, moved] = [await newcomer(), await newcomer(), await newcomer()];
    for (const id of [booked, shared, moved])
      expect((await desk.ask('GET', `/v1/customers/${id}`)).status).toBe(404);
    await api.post(
      '/v1/booking/appointments',
      wish({ customerId: booked, startsAt: `${DAY}T15:00` }),
    );
    const home = await running.as({ role: 'front-desk', stores: ['riverside'] });
    expect(
      (await desk.ask('POST', `/v1/customers/${shared}/share`, { storeId: 'old-town' }, key()))
        .status,
    ).toBe(404);
    expect(
      (await home.ask('POST', `/v1/customers/${shared}/share`, { storeId: 'atlantis' }, key()))
        .status,
    ).toBe(404);
    expect(
      (await home.ask('POST', `/v1/customers/${shared}/share`, { storeId: 'old-town' }, key()))
        .status,
    ).toBe(200);
    const { revision } = await api.get(`/v1/customers/${moved}`);
    expect(
      (
        await api.ask(
          'PATCH',
          `/v1/customers/${moved}`,
          { homeStoreId: 'old-town' },
          { ...key(), 'if-match': `"${revision}"` },
        )
      ).status,
    ).toBe(200);
    await running.settle();
    for (const id of [booked, shared, moved])
      expect((await desk.ask('GET', `/v1/customers/${id}`)).status).toBe(200);
    expect((await home.ask('GET', `/v1/customers/${moved}`)).status).toBe(404);
  });

  it("31: of a visit elsewhere a store sees what was done when, not by whom nor what it came to; points are the chain's", async () => {
    const { id } = await api.post('/v1/customers', { name: 'Both', homeStoreId: 'harbour' });
    const { visitId } = await api.post('/v1/booking/visits', {
      storeId: 'harbour',
      customerId: id,
      services: [{ serviceId: 'womens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
    });
    const { bill } = await api.post(`/v1/booking/visits/${visitId}/complete`, {});
    await api.post(`/v1/booking/visits/${visitId}/settle`, {
      tenders: [{ kind: 'card', cents: bill.grossCents }],
    });
    await api.post(`/v1/customers/${id}/share`, { storeId: 'old-town' });
    await running.settle();
    const own = await running.as({ role: 'front-desk', stores: ['harbour'] });
    expect((await own.get(`/v1/customers/${id}/visits`)).items).toEqual([
      expect.objectContaining({
        visitId,
        netCents: bill.netCents,
        services: [
          expect.objectContaining({ performers: [expect.objectContaining({ staffId: 'maya' })] }),
        ],
      }),
    ]);
    const [seen] = (await desk.get(`/v1/customers/${id}/visits`)).items;
    expect(seen).toMatchObject({
      visitId,
      storeId: 'harbour',
      services: [{ serviceId: 'womens-cut', performers: [] }],
      lines: [{ kind: 'service', itemId: 'womens-cut' }],
    });
    expect(JSON.stringify(seen)).not.toMatch(/maya|Cents|currency/);
    expect(JSON.stringify((await desk.get(`/v1/customers/${id}/profile`)).recent)).not.toMatch(
      /maya|netCents/,
    );
    expect((await desk.get(`/v1/customers/${id}/profile`)).favouriteStaff).toBeUndefined();
    expect((await desk.ask('GET', `/v1/booking/visits/${visitId}`)).status).toBe(404);
    expect((await desk.get(`/v1/loyalty/accounts/${id}`)).available).toBeGreaterThan(0);
  });

  it.each([
    ['POST', '/v1/customers', { name: 'X', homeStoreId: 'not-a-store' }, 422],
    [
      'POST',
      '/v1/inventory/stores/atlantis/receipts',
      { sku: 'COL-7-0', quantityMilli: 1000 },
      404,
    ],
    ['PUT', '/v1/booking/deposit-rules/r', { kind: 'none', storeIds: ['atlantis'] }, 422],
    [
      'POST',
      '/v1/booking/salon-events',
      {
        storeId: 'atlantis',
        code: 'x',
        title: 'X',
        kind: 'evening',
        startsAt: `${DAY}T18:00`,
        endsAt: `${DAY}T19:00`,
        seats: 1,
      },
      404,
    ],
    ['GET', '/v1/booking/deposits?storeId=atlantis', undefined, 404],
    ['GET', '/v1/insights/sales?storeId=atlantis&from=2026-01-01&to=2026-01-02', undefined, 404],
  ])('56, F21, F29: a store that is not: %s %s', async (method, path, body, status) =>
    expect(await api.ask(method, path, body, key())).toMatchObject({
      status,
      body: { code: 'store-not-found' },
    }),
  );
});
