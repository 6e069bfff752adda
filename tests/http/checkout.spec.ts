import { TillOfTests, value } from '../support/till.js';

/* POST /v1/checkout with an owner of tenders that is no part of booking. */

let till: TillOfTests;

beforeAll(async () => {
  till = await TillOfTests.open();
}, 60_000);
afterAll(() => till.close());

describe('POST /v1/checkout', () => {
  it('reserves with the owner, settles, and the owner applies it; the same key again has no further effect', async () => {
    await till.load('p1', 10_000, 'USD');
    const visitId = await till.bill('soho');
    const body = { visitId, tenders: [value(4000, 'p1'), { kind: 'card', cents: 2000 }] };
    const first = await till.checkout(body, 'same');
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
    expect(await till.free('p1', 'USD')).toBe(6000);
    const again = await till.checkout(body, 'same');
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await till.checkout(
      { visitId, tenders: [{ kind: 'card', cents: 6000 }] },
      'same',
    );
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await till.free('p1', 'USD')).toBe(6000);
    await till.platform.settle();
  });

  it('of a bill that is settled reserves nothing more, whoever asks, with whatever key', async () => {
    await till.load('p8', 20_000, 'USD');
    const visitId = await till.bill('soho');
    const tenders = [value(4000, 'p8'), { kind: 'card', cents: 2000 }];
    const all = await Promise.all(
      ['a', 'a', 'b'].map((key) => till.checkout({ visitId, tenders }, `8${key}`)),
    );
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(all.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const late = await till.checkout({ visitId, tenders: [value(6000, 'p8')] });
    expect(late).toMatchObject({ status: 409, body: { code: 'already-settled' } });
    expect(await till.free('p8', 'USD')).toBe(16_000);
    const refund = await till.ask('POST', `/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId: 'l1', quantityMilli: 500 }],
      tenders: [{ kind: 'stored-value', cents: -3000 }],
      reason: 'returned',
    });
    expect(refund.status).toBe(200);
    const again = await till.checkout({ visitId, tenders }, '8a');
    expect([again.status, again.body]).toEqual([
      200,
      { ...all[0]!.body, revision: refund.body.revision },
    ]);
    expect(await till.free('p8', 'USD')).toBe(19_000);
    await till.platform.settle();
  });

  it('a refund goes back where it came from, and a void all of it; in each currency by itself', async () => {
    await till.load('p2', 10_000, 'EUR');
    await till.load('p2', 10_000, 'USD');
    const visitId = await till.bill('mitte');
    const settled = await till.checkout({
      visitId,
      tenders: [value(5000, 'p2'), { kind: 'cash', cents: 1000 }],
    });
    expect(settled.status).toBe(200);
    expect([await till.free('p2', 'EUR'), await till.free('p2', 'USD')]).toEqual([5000, 10_000]);
    const refund = await till.ask('POST', `/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId: 'l1', quantityMilli: 500 }],
      tenders: [{ kind: 'stored-value', cents: -3000 }],
      reason: 'returned',
    });
    expect([refund.status, refund.body.code]).toEqual([200, undefined]);
    expect(await till.free('p2', 'EUR')).toBe(8000);
    expect(
      (await till.ask('POST', `/v1/booking/visits/${visitId}/void`, { reason: 'mistake' })).status,
    ).toBe(200);
    expect([await till.free('p2', 'EUR'), await till.free('p2', 'USD')]).toEqual([10_000, 10_000]);
    await till.platform.settle();
  });

  it('gives back what it reserved when the bill is refused, and the same key may be tried again', async () => {
    await till.load('p3', 6000, 'USD');
    const visitId = await till.bill('soho');
    const wrong = await till.checkout({ visitId, tenders: [value(5000, 'p3')] }, 'again');
    expect(wrong).toMatchObject({ status: 422, body: { code: 'tenders-do-not-sum' } });
    expect(await till.free('p3', 'USD')).toBe(6000);
    const right = await till.checkout({ visitId, tenders: [value(6000, 'p3')] });
    expect(right.status).toBe(200);
    expect(await till.free('p3', 'USD')).toBe(0);
    await till.platform.settle();
  });

  it('names the tender that was refused, and gives back the ones before it', async () => {
    await till.load('p4', 3000, 'USD');
    await till.load('p5', 100, 'USD');
    const visitId = await till.bill('soho');
    const tenders = [value(3000, 'p4'), value(3000, 'p5')];
    expect(await till.checkout({ visitId, tenders })).toMatchObject({
      status: 409,
      body: { code: 'tender-insufficient', tender: 'stored-value', field: 'tenders.1' },
    });
    expect([await till.free('p4', 'USD'), await till.free('p5', 'USD')]).toEqual([3000, 100]);
    for (const kind of ['points', 'whatever'])
      expect(await till.checkout({ visitId, tenders: [{ kind, cents: 6000 }] })).toMatchObject({
        status: 422,
        body: { code: 'tender-unknown', tender: kind },
      });
    for (const kind of ['voucher', 'whatever', 'stored-value'])
      expect(
        await till.checkout({ visitId, tenders, discounts: [{ kind, cents: 100, account: 'p4' }] }),
      ).toMatchObject(
        kind === 'stored-value'
          ? { status: 409, body: { code: 'tender-insufficient', field: 'tenders.1' } }
          : {
              status: 422,
              body: {
                code: 'discount-unknown',
                tender: kind,
                field: 'discounts.0.kind',
                expected: 'coupon',
              },
            },
      );
    expect([await till.free('p4', 'USD'), await till.free('p5', 'USD')]).toEqual([3000, 100]);
    expect(await till.checkout({ visitId: 'nobody', tenders })).toMatchObject({
      status: 404,
      body: { code: 'visit-not-found' },
    });
    await till.platform.settle();
  });

  it('takes a discount that a context owns off the lines, and gives it back with a refund', async () => {
    await till.load('c1', 1000, 'USD');
    const visitId = await till.bill('soho');
    const settled = await till.checkout({
      visitId,
      discounts: [{ kind: 'coupon', cents: 1000, account: 'c1' }],
      tenders: [{ kind: 'card', cents: 5000 }],
    });
    expect([settled.status, settled.body.code]).toEqual([200, undefined]);
    expect(settled.body.reserved).toMatchObject([{ kind: 'coupon', cents: 1000 }]);
    expect(await till.free('c1', 'USD')).toBe(0);
    const refund = await till.ask('POST', `/v1/booking/visits/${visitId}/refund`, {
      items: [{ lineId: 'l1', quantityMilli: 1000 }],
      tenders: [{ kind: 'card', cents: -5000 }],
      reason: 'returned',
    });
    expect([refund.status, refund.body.code]).toEqual([200, undefined]);
    expect(await till.free('c1', 'USD')).toBe(1000);
    await till.platform.settle();
  });
});
