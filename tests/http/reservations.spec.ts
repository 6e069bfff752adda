import { purse, purses } from '../support/purse.js';
import { TillOfTests, value } from '../support/till.js';

/* What owners reserve, step by step, and with input that means harm. */

let till: TillOfTests;

beforeAll(async () => {
  till = await TillOfTests.open();
}, 60_000);
afterAll(() => till.close());
afterEach(() => till.clock.release());

describe('reservations at the till', () => {
  it('that no settlement takes are released by the clock; settled in time and heard late they are honoured', async () => {
    await till.load('p6', 6000, 'USD');
    const visitId = await till.bill('soho');
    const kept = await till.reserve(visitId, 'p6');
    expect([kept.status, await till.free('p6', 'USD')]).toEqual([201, 0]);
    till.clock.set(Date.now() + 16 * 60_000);
    const job = purse.jobs[0]!;
    const { jobCause } = jest.requireActual(
      '@chignon/eventing',
    ) as typeof import('@chignon/eventing');
    await job.run(till.tools(), jobCause(job.name));
    expect(await till.free('p6', 'USD')).toBe(6000);
    const tender = { ...value(6000, 'p6'), account: undefined, reservation: kept.body.reservation };
    expect(await till.settle(visitId, [tender])).toMatchObject({
      status: 409,
      body: { code: 'reservation-expired', field: 'tenders.0.reservation' },
    });
    await till.platform.settle();
  });

  it('are refused when they are forged, of another bill, kind, currency or amount, or used twice', async () => {
    await till.load('p7', 60_000, 'USD');
    const [one, two] = [await till.bill('soho'), await till.bill('soho')];
    const { reservation } = (await till.reserve(one, 'p7')).body;
    const tender = { kind: 'stored-value', cents: 6000, reservation };
    const [id, payload, mac] = reservation.split('.');
    const data = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...data, cents: 60_000 })).toString('base64url');
    const foreign = (await till.reserve(one, 'p7', { currency: 'EUR', cents: 1 })).body;
    expect(foreign.code).toBe('tender-insufficient');
    await till.load('p7', 6000, 'EUR');
    const euros = (await till.reserve(one, 'p7', { currency: 'EUR' })).body.reservation;
    const elsewhere = (await till.reserve(one, 'p7', { storeId: 'mitte' })).body.reservation;
    const more = (await till.reserve(one, 'p7', { cents: 3000 })).body.reservation;
    const half = (await till.reserve(one, 'p7', { cents: 3000 })).body.reservation;
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
      expect([code, (await till.settle(one, [...tenders])).body.code]).toEqual([code, code]);
    expect((await till.settle(two, [tender])).body.code).toBe('reservation-purpose');
    const both = await Promise.all([till.settle(one, [tender]), till.settle(one, [tender])]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]!.body.settlements).toHaveLength(1);
    await till.platform.settle();
    const { state } = await till.tools().load(purses, 'p7');
    expect([...state.reservations.values()].filter(({ moved }) => moved.size > 0)).toHaveLength(1);
    await till.platform.settle();
  });

  it('are asked for by those who settle, for a store that they see', async () => {
    const visitId = await till.bill('soho');
    const as = async (role: string, stores: string[]) => ({
      authorization: `Bearer ${await till.platform.issuer!.token({ role, stores })}`,
    });
    const body = { visitId, tenders: [{ kind: 'card', cents: 6000 }] };
    expect(
      (await till.ask('POST', '/v1/checkout', body, await as('stylist', ['soho']))).status,
    ).toBe(403);
    expect(
      (await till.ask('POST', '/v1/checkout', body, await as('front-desk', ['mitte']))).status,
    ).toBe(404);
    expect(
      (await till.ask('POST', '/v1/checkout', body, await as('front-desk', ['soho']))).status,
    ).toBe(200);
    await till.platform.settle();
  });
});
