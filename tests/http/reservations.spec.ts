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

describe('R-VS-03 a refund of a bill that several accounts paid', () => {
  /** 60.00, paid by two purses and in cash. */
  const paid = async (name: string) => {
    await till.load(`${name}-a`, 2500, 'USD');
    await till.load(`${name}-b`, 1500, 'USD');
    const visitId = await till.bill('soho');
    const { status, body } = await till.checkout({
      visitId,
      tenders: [value(2500, `${name}-a`), value(1500, `${name}-b`), { kind: 'cash', cents: 2000 }],
    });
    expect(status).toBe(200);
    const [a, b] = body.reserved.map(
      ({ reservationId }: { reservationId: string }) => reservationId,
    );
    const free = async () => [
      await till.free(`${name}-a`, 'USD'),
      await till.free(`${name}-b`, 'USD'),
    ];
    const back = (cents: number, more: object = {}) =>
      till.refund(visitId, cents / 6, [{ kind: 'stored-value', cents: -cents, ...more }]);
    return { visitId, a, b, free, back };
  };

  it('goes back to the one that is named, in parts, and never beyond what it paid', async () => {
    const { a, free, back } = await paid('q1');
    expect((await back(600, { reservationId: a })).status).toBe(200);
    expect(await free()).toEqual([600, 0]);
    expect(await back(2400, { reservationId: a })).toMatchObject({
      status: 409,
      body: {
        code: 'refund-exceeds-reservation',
        field: 'tenders.0.cents',
        expected: 'at most 1900 to it',
      },
    });
    expect(await back(600, { reservationId: 'another' })).toMatchObject({
      status: 404,
      body: { code: 'reservation-not-found', field: 'tenders.0.reservationId' },
    });
    expect((await back(1800)).status).toBe(200);
    expect(await free()).toEqual([900, 1500]);
    await till.platform.settle();
  });

  it('is never more than each of them paid, however many tills try at once', async () => {
    const { visitId, b, free, back } = await paid('q2');
    const tries = await Promise.all([
      ...Array.from({ length: 4 }, () => back(600, { reservationId: b })),
      ...Array.from({ length: 4 }, () => back(1500)),
    ]);
    expect(tries.filter(({ status }) => status === 200).length).toBeGreaterThan(1);
    for (const { status, body } of tries.filter((one) => one.status !== 200))
      expect([
        409,
        ['refund-exceeds-reservation', 'refund-exceeds-tender', 'refund-exceeds-line'].includes(
          body.code,
        ),
      ]).toEqual([status, true]);
    const { settlements } = (await till.ask('GET', `/v1/booking/visits/${visitId}`)).body;
    const returned = settlements
      .slice(1)
      .flatMap((one: { tenders: { cents: number }[] }) => one.tenders.map(({ cents }) => -cents))
      .reduce((sum: number, cents: number) => sum + cents, 0);
    expect(returned).toBeLessThanOrEqual(4000);
    const [ofA, ofB] = await free();
    expect(ofA! + ofB!).toBe(returned);
    expect(Math.max(ofA! - 2500, ofB! - 1500)).toBeLessThanOrEqual(0);
    await till.platform.settle();
  });

  it('goes to the accounts first and in cash last, where the till does not say', async () => {
    const { visitId, free } = await paid('q3');
    const refund = (quantityMilli: number) =>
      till.ask('POST', `/v1/booking/visits/${visitId}/refund`, {
        items: [{ lineId: 'l1', quantityMilli }],
        reason: 'returned',
      });
    expect((await refund(500)).body.settlements[1]).toMatchObject({
      tenders: [{ kind: 'stored-value', cents: -3000 }],
      reserved: [{ cents: -1500 }, { cents: -1500 }],
    });
    expect(await free()).toEqual([1500, 1500]);
    expect((await refund(500)).body.settlements[2].tenders).toEqual([
      { kind: 'stored-value', cents: -1000 },
      { kind: 'cash', cents: -2000 },
    ]);
    expect(await free()).toEqual([2500, 1500]);
    await till.platform.settle();
  });
});
