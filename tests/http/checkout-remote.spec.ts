import { platform } from '@chignon/app-platform';
import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { gateway } from '@chignon/gateway';
import { type Platform, readConfig, startPlatform } from '@chignon/service-kit';
import { join } from 'node:path';
import { tempDir } from '../support/temp.js';
import { newCustomer } from '../support/tour.js';

// POST /v1/checkout at a gateway that knows no context: over HTTP, before services of their own.

let services: Platform;
let door: Platform;
/** One more gateway, for which a service that owns nothing is away. */
let second: Platform;
/** And one for which nobody is there. */
let lonely: Platform;
let api: ApiClient;
let keys = 0;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  const config = readConfig({ CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'silent' }, [
    '--data',
    join(tempDir(), 'data'),
    '--no-demo',
    '--port',
    '0',
  ]);
  services = await platform(config, { listen: true });
  for (const role of ['chain-ops', 'front-desk', 'stylist'])
    tokens[role] = await services.issuer!.token(
      role === 'chain-ops' ? { role } : { role, stores: ['harbour'] },
    );
  api = new ApiClient(
    inProcess(services.app.getHttpAdapter().getInstance() as never),
    tokens['chain-ops']!,
  );
  await seedDemo(api);
  const url = (await services.url()).replace('[::1]', 'localhost');
  door = await startPlatform(config, 'gateway', [], {
    listen: true,
    extra: gateway({ booking: url, customers: url, insights: url }),
  });
  second = await startPlatform(config, 'gateway', [], {
    listen: true,
    extra: gateway({ insights: NOBODY, booking: url, customers: url }),
  });
  lonely = await startPlatform(config, 'gateway', [], {
    listen: true,
    extra: gateway({ booking: NOBODY, customers: url, insights: url }),
  });
}, 60_000);
afterAll(async () => {
  for (const one of [door, second, lonely]) await one.close();
  await services.close();
});

/** Where nothing listens. */
const NOBODY = 'http://127.0.0.1:9';

const checkout = async (
  body: object,
  role = 'front-desk',
  key = `k${++keys}`,
  through = door,
): Promise<{ status: number; body: any }> => {
  const answer = await fetch(`${await through.url()}/v1/checkout`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${tokens[role]}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
  });
  return { status: answer.status, body: await answer.json() };
};

describe('a checkout through the gateway of a cluster', () => {
  it('is done by the desk with the steps of the services, refused like them, and done once', async () => {
    const customerId = await newCustomer({ api, settle: () => services.settle(), name: 'door' });
    const { visitId } = await api.post('/v1/booking/visits', {
      storeId: 'harbour',
      customerId,
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
    });
    const { bill } = await api.post(`/v1/booking/visits/${visitId}/complete`, {});
    const card = (cents: number) => ({ kind: 'card', cents });
    const paid = { visitId, tenders: [card(bill.grossCents)] };

    expect(await checkout(paid, 'stylist')).toMatchObject({
      status: 403,
      body: { code: 'permission-missing' },
    });
    expect(
      await checkout({
        visitId,
        tenders: [{ kind: 'deposit', cents: 100 }, card(bill.grossCents - 100)],
      }),
    ).toMatchObject({
      status: 409,
      body: { code: 'deposit-insufficient', tender: 'deposit', field: 'tenders.0' },
    });
    expect(await checkout({ visitId: 'nothing', tenders: [card(1)] })).toMatchObject({
      status: 404,
      body: { code: 'visit-not-found', field: 'visitId' },
    });
    expect(await checkout({ ...paid, more: 1 })).toMatchObject({
      status: 422,
      body: { code: 'field-unknown' },
    });

    const settled = await checkout(paid, 'front-desk', 'once');
    expect(settled).toMatchObject({
      status: 200,
      body: { visitId, settlementNo: 1, tenders: [card(bill.grossCents)], reserved: [] },
    });
    expect(await checkout(paid, 'front-desk', 'once')).toEqual(settled);
    await services.settle();
    const day = (await api.get(`/v1/booking/visits/${visitId}`)).businessDate;
    expect(
      (await api.get(`/v1/insights/sales?from=${day}&to=${day}&storeId=harbour`)).totals,
    ).toMatchObject([{ visits: 1, netCents: bill.netCents }]);
  });

  it('PR-13: exports a person from services of their own, and is refused by name when one of them is away', async () => {
    const { id: customerId } = await api.post('/v1/customers', {
      name: 'Asks',
      homeStoreId: 'harbour',
    });
    const ask = async (through: Platform) => {
      const answer = await fetch(`${await through.url()}/v1/exports/${customerId}`, {
        headers: { authorization: `Bearer ${tokens['chain-ops']}` },
      });
      return { status: answer.status, body: await answer.json() };
    };
    expect(await ask(door)).toMatchObject({
      status: 200,
      body: {
        customerId,
        items: expect.arrayContaining([expect.objectContaining({ holding: 'customers.record' })]),
      },
    });
    expect(await ask(lonely)).toMatchObject({
      status: 502,
      body: { code: 'service-away', context: 'booking' },
    });
  });

  it('is the same through two gateways, needs no service that owns nothing, and names the tender whose owner is away', async () => {
    const { visitId } = await api.post('/v1/booking/visits', {
      storeId: 'harbour',
      services: [{ serviceId: 'mens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
    });
    const { bill } = await api.post(`/v1/booking/visits/${visitId}/complete`, {});
    const tenders = [{ kind: 'card', cents: bill.grossCents }];
    const owed = [
      { kind: 'deposit', cents: 100 },
      { kind: 'card', cents: bill.grossCents - 100 },
    ];
    expect(await checkout({ visitId, tenders: owed }, 'front-desk', 'away', lonely)).toMatchObject({
      status: 502,
      body: { code: 'service-away', tender: 'deposit', field: 'tenders.0' },
    });
    expect(await checkout({ visitId, tenders: owed }, 'front-desk', 'away', second)).toMatchObject({
      status: 409,
      body: { code: 'deposit-insufficient', tender: 'deposit' },
    });
    const both = await Promise.all(
      [door, second, door, second].map((one, i) =>
        checkout({ visitId, tenders }, 'front-desk', `two-${i >> 1}`, one),
      ),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(new Set(both.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await services.settle();
  });
});
