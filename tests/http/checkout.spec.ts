import { booking } from '@chignon/booking';
import { gateway } from '@chignon/gateway';
import { readConfig, type Platform, startPlatform } from '@chignon/service-kit';
import { Clock } from '@chignon/service-kit/testing';
import { freeCents, purse, purses } from '../support/purse.js';
import { tempDir } from '../support/temp.js';

/* POST /v1/checkout with an owner of tenders that is no part of booking, and with input that means harm. */

let platform: Platform;
let token: string;
let keys = 0;
const clock = new Clock();

const ask = async (
  method: 'GET' | 'PUT' | 'POST',
  url: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: any }> => {
  const answer = await platform.app
    .getHttpAdapter()
    .getInstance()
    .inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': `k${++keys}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  return {
    status: answer.statusCode,
    body: answer.payload === '' ? {} : JSON.parse(answer.payload),
  };
};
const put = async (path: string, body: object): Promise<void> => {
  const answer = await ask('PUT', `/v1/booking/${path}`, body);
  expect([path, answer.status, answer.body.code]).toEqual([path, 200, undefined]);
};
/** A bill of 60.00 that is ready to be settled. */
const bill = async (storeId: string): Promise<string> => {
  const opened = await ask('POST', '/v1/booking/visits', {
    storeId,
    services: [
      { serviceId: 'cut', performers: [{ staffId: `${storeId}-anna`, sharePercent: 100 }] },
    ],
  });
  expect([opened.status, opened.body.code]).toEqual([201, undefined]);
  const { visitId } = opened.body;
  expect((await ask('POST', `/v1/booking/visits/${visitId}/complete`, {})).status).toBe(200);
  return visitId;
};
const tools = () => platform.host.runtimes.get('purse')!.tools;
const load = (account: string, cents: number, currency: string) =>
  tools().execute(
    purses,
    account,
    { type: 'LoadPurse', cents, currency },
    { commandId: `load-${++keys}`, actor: 'system:test', correlationId: 'c' },
  );
const free = async (account: string, currency: string): Promise<number> => {
  await platform.settle();
  return freeCents((await tools().load(purses, account)).state, currency);
};
const checkout = (body: object, key = `k${++keys}`) =>
  ask('POST', '/v1/checkout', body, { 'idempotency-key': key });
const value = (cents: number, account: string) => ({ kind: 'stored-value', cents, account });
const reserve = (visitId: string, account: string, more: object = {}) =>
  ask('POST', '/v1/purse/tenders/stored-value/reservations', {
    storeId: 'soho',
    visitId,
    account,
    cents: 6000,
    currency: 'USD',
    ...more,
  });
const settle = (visitId: string, tenders: object[], key = `k${++keys}`) =>
  ask('POST', `/v1/booking/visits/${visitId}/settle`, { tenders }, { 'idempotency-key': key });

beforeAll(async () => {
  platform = await startPlatform(
    readConfig({
      CHIGNON_DATA: tempDir(),
      CHIGNON_LOG: 'silent',
      CHIGNON_PORT: '0',
      CHIGNON_RATE_LIMIT: '0',
    }),
    'platform',
    [booking, purse],
    { listen: false, facts: clock, extra: gateway() },
  );
  token = await platform.issuer!.token({ role: 'chain-ops' });
  for (const [storeId, zone, currency] of [
    ['soho', 'America/New_York', 'USD'],
    ['mitte', 'Europe/Berlin', 'EUR'],
  ]) {
    await put(`stores/${storeId}`, {
      regionId: 'r1',
      name: storeId,
      zone,
      currency,
      openingHours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
        weekday,
        from: '00:00',
        to: '24:00',
      })),
    });
    await put(`staff/${storeId}-anna`, { displayName: 'Anna', storeIds: [storeId] });
  }
  await put('services/cut', {
    name: 'Cut',
    category: 'hair',
    serviceGroup: 'cut',
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
    priceCents: 6000,
  });
}, 60_000);
afterAll(() => platform.close());
afterEach(() => clock.release());

describe('POST /v1/checkout', () => {
  it('reserves with the owner, settles, and the owner applies it; the same key again has no further effect', async () => {
    await load('p1', 10_000, 'USD');
    const visitId = await bill('soho');
    const body = { visitId, tenders: [value(4000, 'p1'), { kind: 'card', cents: 2000 }] };
    const first = await checkout(body, 'same');
    expect([first.status, first.body]).toMatchObject([
      200,
      {
        visitId,
        currency: 'USD',
        settlementNo: 1,
        tenders: [
          { kind: 'stored-value', cents: 4000 },
          { kind: 'card', cents: 2000 },
        ],
        reserved: [{ owner: 'purse', kind: 'stored-value', account: 'p1', cents: 4000 }],
      },
    ]);
    expect(await free('p1', 'USD')).toBe(6000);
    const again = await checkout(body, 'same');
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await checkout({ visitId, tenders: [{ kind: 'card', cents: 6000 }] }, 'same');
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await free('p1', 'USD')).toBe(6000);
    await platform.settle();
  });

  it('a refund goes back where it came from, and a void all of it; in each currency by itself', async () => {
    await load('p2', 10_000, 'EUR');
    await load('p2', 10_000, 'USD');
    const visitId = await bill('mitte');
    const settled = await checkout({
      visitId,
      tenders: [value(5000, 'p2'), { kind: 'cash', cents: 1000 }],
    });
    expect(settled.status).toBe(200);
    expect([await free('p2', 'EUR'), await free('p2', 'USD')]).toEqual([5000, 10_000]);
    const refund = await ask('POST', `/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId: 'l1', quantityMilli: 500 }],
      tenders: [{ kind: 'stored-value', cents: -3000 }],
      reason: 'returned',
    });
    expect([refund.status, refund.body.code]).toEqual([200, undefined]);
    expect(await free('p2', 'EUR')).toBe(8000);
    expect(
      (await ask('POST', `/v1/booking/visits/${visitId}/void`, { reason: 'mistake' })).status,
    ).toBe(200);
    expect([await free('p2', 'EUR'), await free('p2', 'USD')]).toEqual([10_000, 10_000]);
    await platform.settle();
  });

  it('gives back what it reserved when the bill is refused, and the same key may be tried again', async () => {
    await load('p3', 6000, 'USD');
    const visitId = await bill('soho');
    const wrong = await checkout({ visitId, tenders: [value(5000, 'p3')] }, 'again');
    expect(wrong).toMatchObject({ status: 422, body: { code: 'tenders-do-not-sum' } });
    expect(await free('p3', 'USD')).toBe(6000);
    const right = await checkout({ visitId, tenders: [value(6000, 'p3')] });
    expect(right.status).toBe(200);
    expect(await free('p3', 'USD')).toBe(0);
    await platform.settle();
  });

  it('names the tender that was refused, and gives back the ones before it', async () => {
    await load('p4', 3000, 'USD');
    await load('p5', 100, 'USD');
    const visitId = await bill('soho');
    const tenders = [value(3000, 'p4'), value(3000, 'p5')];
    expect(await checkout({ visitId, tenders })).toMatchObject({
      status: 409,
      body: { code: 'tender-insufficient', tender: 'stored-value', field: 'tenders.1' },
    });
    expect([await free('p4', 'USD'), await free('p5', 'USD')]).toEqual([3000, 100]);
    for (const kind of ['points', 'whatever'])
      expect(await checkout({ visitId, tenders: [{ kind, cents: 6000 }] })).toMatchObject({
        status: 422,
        body: { code: 'tender-unknown', tender: kind },
      });
    expect(await checkout({ visitId: 'nobody', tenders })).toMatchObject({
      status: 404,
      body: { code: 'visit-not-found' },
    });
    await platform.settle();
  });

  it('takes a discount that a context owns off the lines, and gives it back with a refund', async () => {
    await load('c1', 1000, 'USD');
    const visitId = await bill('soho');
    const settled = await checkout({
      visitId,
      discounts: [{ kind: 'coupon', cents: 1000, account: 'c1' }],
      tenders: [{ kind: 'card', cents: 5000 }],
    });
    expect([settled.status, settled.body.code]).toEqual([200, undefined]);
    expect(settled.body.reserved).toMatchObject([{ kind: 'coupon', cents: 1000 }]);
    expect(await free('c1', 'USD')).toBe(0);
    const refund = await ask('POST', `/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId: 'l1', quantityMilli: 1000 }],
      tenders: [{ kind: 'card', cents: -5000 }],
      reason: 'returned',
    });
    expect([refund.status, refund.body.code]).toEqual([200, undefined]);
    expect(await free('c1', 'USD')).toBe(1000);
    await platform.settle();
  });
});

describe('reservations at the till', () => {
  it('that no settlement takes are released by the clock; settled in time and heard late they are honoured', async () => {
    await load('p6', 6000, 'USD');
    const visitId = await bill('soho');
    const kept = await reserve(visitId, 'p6');
    expect([kept.status, await free('p6', 'USD')]).toEqual([201, 0]);
    clock.set(Date.now() + 16 * 60_000);
    const job = purse.jobs[0]!;
    const { jobCause } = jest.requireActual(
      '@chignon/eventing',
    ) as typeof import('@chignon/eventing');
    await job.run(tools(), jobCause(job.name));
    expect(await free('p6', 'USD')).toBe(6000);
    const tender = { ...value(6000, 'p6'), account: undefined, reservation: kept.body.reservation };
    expect(await settle(visitId, [tender])).toMatchObject({
      status: 409,
      body: { code: 'reservation-expired', field: 'tenders.0.reservation' },
    });
    await platform.settle();
  });

  it('are refused when they are forged, of another bill, kind, currency or amount, or used twice', async () => {
    await load('p7', 60_000, 'USD');
    const [one, two] = [await bill('soho'), await bill('soho')];
    const { reservation } = (await reserve(one, 'p7')).body;
    const tender = { kind: 'stored-value', cents: 6000, reservation };
    const [id, payload, mac] = reservation.split('.');
    const data = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...data, cents: 60_000 })).toString('base64url');
    const foreign = (await reserve(one, 'p7', { currency: 'EUR', cents: 1 })).body;
    expect(foreign.code).toBe('tender-insufficient');
    await load('p7', 6000, 'EUR');
    const euros = (await reserve(one, 'p7', { currency: 'EUR' })).body.reservation;
    const elsewhere = (await reserve(one, 'p7', { storeId: 'mitte' })).body.reservation;
    const more = (await reserve(one, 'p7', { cents: 3000 })).body.reservation;
    const half = (await reserve(one, 'p7', { cents: 3000 })).body.reservation;
    for (const [code, tenders] of [
      ['reservation-forged', [{ ...tender, reservation: `${id}.${changed}.${mac}` }]],
      ['reservation-forged', [{ ...tender, reservation: 'x' }]],
      ['reservation-amount', [{ ...tender, cents: 5999 }]],
      ['reservation-kind', [{ ...tender, kind: 'card' }]],
      ['reservation-kind', [{ ...tender, kind: 'gift-card' }]],
      ['reservation-currency', [{ ...tender, reservation: euros }]],
      ['reservation-purpose', [{ ...tender, reservation: elsewhere }]],
      [
        'reservation-repeated',
        [more, half].map((text) => ({ kind: 'stored-value', cents: 3000, reservation: text })),
      ],
      ['tender-unknown', [{ kind: 'stored-value', cents: 6000 }]],
    ] as const)
      expect([code, (await settle(one, [...tenders])).body.code]).toEqual([code, code]);
    expect((await settle(two, [tender])).body.code).toBe('reservation-purpose');
    const both = await Promise.all([settle(one, [tender]), settle(one, [tender])]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]!.body.settlements).toHaveLength(1);
    await platform.settle();
    const { state } = await tools().load(purses, 'p7');
    expect([...state.reservations.values()].filter(({ moved }) => moved.size > 0)).toHaveLength(1);
    await platform.settle();
  });

  it('are asked for by those who settle, for a store that they see', async () => {
    const visitId = await bill('soho');
    const as = async (role: string, stores: string[]) => ({
      authorization: `Bearer ${await platform.issuer!.token({ role, stores })}`,
    });
    const body = { visitId, tenders: [{ kind: 'card', cents: 6000 }] };
    expect((await ask('POST', '/v1/checkout', body, await as('stylist', ['soho']))).status).toBe(
      403,
    );
    expect(
      (await ask('POST', '/v1/checkout', body, await as('front-desk', ['mitte']))).status,
    ).toBe(404);
    expect((await ask('POST', '/v1/checkout', body, await as('front-desk', ['soho']))).status).toBe(
      200,
    );
    await platform.settle();
  });
});
