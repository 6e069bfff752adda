import fc from 'fast-check';
import { earningTerms, type EarningTerms } from '../../rules/earning-rules.js';
import { entitlement, type NotedLine, type NotedSettlement } from './entitlement.js';
import { DEFAULT_PROGRAMME } from '../../rules/programme.js';

const AT = '2026-03-10T18:00:00.000Z';
const USD = earningTerms('USD', AT, DEFAULT_PROGRAMME)!;
const line = (lineId: string, netCents: number, change: Partial<NotedLine> = {}): NotedLine => ({
  lineId,
  kind: 'service',
  quantityMilli: netCents < 0 ? -1000 : 1000,
  netCents,
  earning: true,
  ...change,
});
const settlement = (
  settlementNo: number,
  lines: readonly NotedLine[],
  change: Partial<NotedSettlement> = {},
): NotedSettlement => ({
  visitId: 'v1',
  settlementNo,
  storeId: 's1',
  zone: 'UTC',
  settledAt: AT,
  currency: 'USD',
  imported: false,
  lines,
  tenders: [],
  ...change,
});
const refund = (no: number, of: string, netCents: number) =>
  settlement(no, [line(`${of}-r${no}`, -netCents, { refersTo: of })]);
const correction = (no: number, of: string, was: number, is: number) =>
  settlement(no, [
    line(`${of}-c${no}`, -was, { refersTo: of }),
    line(`${of}-n${no}`, is, { refersTo: of }),
  ]);
const earns = (settlements: readonly NotedSettlement[], terms: EarningTerms | undefined = USD) => {
  const { points, netCents } = entitlement(settlements, terms);
  return { ...Object.fromEntries(points), netCents };
};

describe('R-LY-02 what a bill earns on', () => {
  it('is before tax, without tips, fees and top-ups, rounded once and dropped', () => {
    expect(
      earns([
        settlement(1, [
          line('l1', 82_00),
          line('l2', 30_50),
          line('tip', 10_00, { kind: 'adjustment', earning: false }),
        ]),
      ]),
    ).toEqual({ l1: 82, l2: 30, netCents: 112_50 });
    expect(earns([settlement(1, [line('l1', 99)])])).toEqual({ netCents: 99 });
  });

  it('is nothing when the net is zero or below; a return on the bill lowers it and gets no lot itself', () => {
    expect(earns([settlement(1, [line('l1', 30_00), line('back', -30_00)])])).toEqual({
      netCents: 0,
    });
    expect(earns([settlement(1, [line('back', -30_00)])])).toEqual({ netCents: 0 });
    expect(
      earns([settlement(1, [line('a', 60_00), line('b', 40_00), line('back', -50_00)])]),
    ).toEqual({ a: 30, b: 20, netCents: 50_00 });
  });

  it('leaves out the part paid with points, coupons or bonus; how it was paid does not matter for the tier', () => {
    const tenders = [
      { kind: 'points', cents: 28_25 },
      { kind: 'card', cents: 84_75 },
    ];
    expect(earns([settlement(1, [line('l1', 100_00)], { tenders })])).toEqual({
      l1: 75,
      netCents: 100_00,
    });
  });

  it('L6, F6: a discount that is a line of its own is prorated over the lines it reduces', () => {
    const promo = line('promo', -4_00, { kind: 'adjustment', earning: false });
    const bill = settlement(1, [line('l1', 10_00), line('l2', 10_00), promo]);
    expect(earns([bill])).toEqual({ l1: 8, l2: 8, netCents: 16_00 });
    expect(earns([bill, refund(2, 'l1', 10_00)])).toEqual({ l2: 8, netCents: 8_00 });
    expect(earns([bill, refund(2, 'l1', 10_00), refund(3, 'l2', 10_00)])).toEqual({ netCents: 0 });
    // Given back as it was paid, by this release, or as it was billed, by older ones: the same.
    expect(earns([bill, refund(2, 'l1', 8_00)])).toEqual({ l2: 8, netCents: 8_00 });
    expect(earns([bill, refund(2, 'l1', 8_00), refund(3, 'l2', 8_00)])).toEqual({ netCents: 0 });
    // What is used of a deposit or a bundle on an imported bill was spent before, and earns now.
    expect(
      earns([
        settlement(
          1,
          [line('l1', 10_00), line('used', -10_00, { kind: 'adjustment', earning: false })],
          { imported: true },
        ),
      ]),
    ).toEqual({ l1: 10, netCents: 10_00 });
  });

  it("L9: counts the currency's own amounts; without terms in it there are no points", () => {
    expect(
      earns(
        [settlement(1, [line('l1', 4_000)], { currency: 'JPY' })],
        earningTerms('JPY', AT, DEFAULT_PROGRAMME),
      ),
    ).toEqual({ l1: 40, netCents: 4_000 });
    expect(entitlement([settlement(1, [line('l1', 4_000)])], undefined)).toEqual({
      points: new Map(),
      netCents: 4_000,
    });
  });
});

describe('R-LY-11, F2: refunds take the points of their own line', () => {
  const bill = settlement(1, [line('a', 33_33), line('b', 33_33), line('c', 33_34)]);

  it('L3: in any order, each line its own lot, and all of them 100', () => {
    expect(earns([bill])).toEqual({ a: 33, b: 33, c: 34, netCents: 100_00 });
    expect(earns([bill, refund(2, 'a', 33_33)])).toEqual({ b: 33, c: 34, netCents: 66_67 });
    expect(earns([bill, refund(2, 'c', 33_34), refund(3, 'b', 33_33)])).toEqual({
      a: 33,
      netCents: 33_33,
    });
    expect(
      earns([bill, refund(2, 'c', 33_34), refund(3, 'b', 33_33), refund(4, 'a', 33_33)]),
    ).toEqual({ netCents: 0 });
  });

  it('L3: three pieces for 10.00 returned one by one leave 6, 3 and 0', () => {
    const pieces = [
      settlement(1, [line('l1', 10_00)]),
      refund(2, 'l1', 3_33),
      refund(3, 'l1', 3_34),
      refund(4, 'l1', 3_33),
    ];
    expect(
      [1, 2, 3, 4].map((n) => entitlement(pieces.slice(0, n), USD).points.get('l1') ?? 0),
    ).toEqual([10, 6, 3, 0]);
  });

  it('knows the lines of older releases by their ids alone', () => {
    const plain = (one: NotedSettlement): NotedSettlement => ({
      ...one,
      lines: one.lines.map(({ refersTo: _, ...rest }) => rest),
    });
    expect(
      earns(
        [
          bill,
          refund(2, 'a', 33_33),
          correction(3, 'b', 33_33, 10_00),
          refund(4, 'b-n3', 10_00),
        ].map(plain),
      ),
    ).toEqual({ c: 33, netCents: 33_34 });
  });

  it('of what was corrected before, and corrected after', () => {
    expect(
      earns([
        settlement(1, [line('l1', 10_00)]),
        refund(2, 'l1', 3_33),
        correction(3, 'l1', 6_67, 8_00),
      ]),
    ).toEqual({ l1: 8, netCents: 8_00 });
    expect(
      earns([
        settlement(1, [line('l1', 100_00)]),
        correction(2, 'l1', 100_00, 50_00),
        refund(3, 'l1-n2', 25_00),
      ]),
    ).toEqual({ l1: 25, netCents: 25_00 });
  });
});

describe('R-VS-02, F4: corrections follow both ways', () => {
  it('L4: 100.00 to 1.00 and back, five times', () => {
    const visit = [settlement(1, [line('l1', 100_00)])];
    let standing = 'l1';
    for (let no = 2; no <= 11; no++) {
      const [was, is] = no % 2 === 0 ? [100_00, 1_00] : [1_00, 100_00];
      visit.push(correction(no, standing, was!, is!));
      standing = `${standing}-n${no}`;
      expect(earns(visit)).toEqual({ l1: is! / 100, netCents: is });
    }
  });

  it('rounds the bill as corrected once, as if it had been billed so', () => {
    const bill = settlement(1, [line('a', 33_33), line('b', 33_33), line('c', 33_34)]);
    const corrected = earns([bill, correction(2, 'a', 33_33, 50_00)]);
    expect(corrected).toEqual(
      earns([settlement(1, [line('a', 50_00), line('b', 33_33), line('c', 33_34)])]),
    );
    expect(corrected).toEqual({ a: 50, b: 33, c: 33, netCents: 116_67 });
  });
});

describe('R-LY-03 for any bill and any refunds of it', () => {
  it('points sum to the net of what is untouched, no line holds more than it would earn, and all refunded is nothing', () => {
    const nets = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        nets,
        fc.array(fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 100 })), { maxLength: 8 }),
        fc.constantFrom(1, 7, 100, 700),
        (bill, refunds, minorPerPoint) => {
          const terms = { ...USD, minorPerPoint };
          const settlements = [
            settlement(
              1,
              bill.map((net, i) => line(`l${i}`, net)),
            ),
          ];
          const left = [...bill];
          for (const [at, percent] of refunds) {
            const i = at % bill.length;
            const back = Math.ceil((left[i]! * percent) / 100);
            if (back === 0) continue;
            left[i]! -= back;
            settlements.push(refund(settlements.length + 1, `l${i}`, back));
          }
          const before = entitlement(settlements.slice(0, 1), terms);
          const { points, netCents } = entitlement(settlements, terms);
          const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
          expect(total([...before.points.values()])).toBe(Math.floor(total(bill) / minorPerPoint));
          expect(netCents).toBe(total(left));
          left.forEach((net, i) => {
            const kept = points.get(`l${i}`) ?? 0;
            if (net === bill[i]) expect(kept).toBe(before.points.get(`l${i}`) ?? 0);
            else
              expect(kept).toBe(
                Math.min(before.points.get(`l${i}`) ?? 0, Math.floor(net / minorPerPoint)),
              );
          });
        },
      ),
    );
  });
});
