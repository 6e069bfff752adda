import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '@chignon/calendar';
import type { Refusal } from '@chignon/eventing';
import {
  type GivenRate,
  type GivenTerms,
  type PolicyTerms,
  termsOf,
} from '../../salon/policies/policy.js';
import {
  type Fee,
  feeOf,
  type FeeQuestion,
  freeUntilMs,
  isLate,
  waiveFee,
  withFee,
  withoutNoShow,
} from './fee.js';

const START = Date.UTC(2031, 2, 9, 15);
const usual = termsOf({
  windows: [
    { hoursBefore: 24, kind: 'percent', percent: 50 },
    { hoursBefore: 2, kind: 'percent', percent: 100 },
  ],
  noShow: { kind: 'percent', percent: 100 },
});
const ask = (hours: number, more: Partial<FeeQuestion> = {}): FeeQuestion => ({
  kind: 'cancel',
  terms: usual,
  lines: [
    { priceCents: 6000, serviceGroup: 'cut' },
    { priceCents: 9001, serviceGroup: 'colour' },
  ],
  startMs: START,
  nowMs: START - hours * HOUR_MS,
  lateMoves: 0,
  dueCents: 0,
  ...more,
});
const centsAt = (hours: number, more: Partial<FeeQuestion> = {}) => feeOf(ask(hours, more)).cents;
const refusal = (given: GivenTerms): Refusal | undefined => {
  try {
    return void termsOf(given);
  } catch (error) {
    return error as Refusal;
  }
};

const rate = fc.oneof(
  fc
    .constantFrom(0, 1, 999, 5000, 40_000)
    .map((amountCents): GivenRate => ({ kind: 'flat', amountCents })),
  fc.constantFrom(0, 1, 33, 50, 100).map((percent): GivenRate => ({ kind: 'percent', percent })),
);
const lines = fc.array(
  fc.record({
    priceCents: fc.integer({ min: 0, max: 50_000 }),
    serviceGroup: fc.constantFrom('cut', 'colour'),
  }),
  { minLength: 1, maxLength: 4 },
);
/** Terms as anybody might give them, of which those that are accepted are looked at. */
const given = fc.record(
  {
    windows: fc.array(
      fc
        .record({ hoursBefore: fc.constantFrom(0, 1, 2, 24, 72), rate })
        .map(({ hoursBefore, rate: r }) => ({ hoursBefore, ...r })),
      { maxLength: 3 },
    ),
    noShow: rate,
    capCents: fc.integer({ min: 0, max: 30_000 }),
    basis: fc.constantFrom('all-lines' as const, 'dearest-line' as const),
    serviceGroups: fc.constantFrom(['cut'], ['cut', 'colour']),
  },
  { requiredKeys: ['windows'] },
);
const terms = given.filter((one) => refusal(one) === undefined).map(termsOf);
const question = fc
  .record({
    kind: fc.constantFrom('cancel' as const, 'move' as const, 'no-show' as const),
    terms,
    lines,
    hours: fc.integer({ min: -20 * 24, max: 100 }),
    lateMoves: fc.nat(4),
    dueCents: fc.integer({ min: 0, max: 60_000 }),
  })
  .map(({ hours, ...more }) => ask(hours, more));
const valueOf = (q: FeeQuestion) => q.lines.reduce((sum, line) => sum + line.priceCents, 0);

describe('R-BK-33 a fee is a function of hours to start, line value, policy version and exemption', () => {
  it.each([
    [25, 0, 'outside-windows'],
    [24 + 1 / 3_600_000, 0, 'outside-windows'],
    [24, 7500, 'window'],
    [2 + 1 / 3_600_000, 7500, 'window'],
    [2, 15_001, 'window'],
    [0, 15_001, 'window'],
    [-3, 15_001, 'window'],
  ])('%d hours before the start: %d cents, %s', (hours, cents, because) => {
    expect(feeOf(ask(hours))).toMatchObject({ kind: 'cancel', cents, because, basisCents: 15_001 });
  });
  it('explains itself', () => {
    expect(feeOf(ask(24))).toEqual({
      kind: 'cancel',
      cents: 7500,
      because: 'window',
      basisCents: 15_001,
      hoursBefore: 24,
      percent: 50,
      chargeUntilMs: START + 14 * DAY_MS,
    });
    expect(feeOf(ask(1, { terms: { ...usual, capCents: 4000 } }))).toMatchObject({
      cents: 4000,
      limitedBy: 'cap',
      percent: 100,
    });
    expect(
      feeOf(
        ask(1, {
          terms: { ...usual, windows: [{ hoursBefore: 24, kind: 'flat', amountCents: 90_000 }] },
        }),
      ),
    ).toMatchObject({ cents: 15_001, limitedBy: 'value', amountCents: 90_000 });
    expect(feeOf(ask(1, { exemption: 'bereavement' }))).toMatchObject({
      cents: 0,
      because: 'exempt',
      exemption: 'bereavement',
      percent: 100,
      basisCents: 15_001,
    });
  });
  it('counts from the lines that the policy names', () => {
    expect(feeOf(ask(3, { terms: { ...usual, basis: 'dearest-line' } }))).toMatchObject({
      basisCents: 9001,
      cents: 4500,
    });
    expect(feeOf(ask(3, { terms: { ...usual, serviceGroups: ['cut'] } }))).toMatchObject({
      basisCents: 6000,
      cents: 3000,
    });
    expect(centsAt(3, { terms: { ...usual, serviceGroups: ['nail'] } })).toBe(0);
  });
  it('arises no more when its charge window is over', () => {
    const at = (nowMs: number) => feeOf(ask(0, { kind: 'no-show', nowMs }));
    expect([at(START + 14 * DAY_MS - 1).cents, at(START + 14 * DAY_MS)]).toMatchObject([
      15_001,
      { cents: 0, because: 'charge-window-over' },
    ]);
  });
  it('is never above the cap nor the value of the lines, those due already included, and never negative', () => {
    fc.assert(
      fc.property(question, (q) => {
        const { cents, basisCents } = feeOf(q);
        expect(cents).toBeGreaterThanOrEqual(0);
        expect(Number.isInteger(cents)).toBe(true);
        expect(basisCents).toBeLessThanOrEqual(valueOf(q));
        if (cents > 0)
          expect(cents + q.dueCents).toBeLessThanOrEqual(
            Math.min(valueOf(q), q.terms.capCents ?? Infinity),
          );
      }),
      { numRuns: 500 },
    );
  });
  it('is never less later, whatever terms were accepted, within the charge window', () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 0, max: 72 * 60 }), (q, minutes) => {
        const [nowMs, laterMs] = [
          Math.min(q.nowMs, START),
          Math.min(q.nowMs, START) + minutes * 60_000,
        ];
        expect(feeOf({ ...q, nowMs: laterMs }).cents).toBeGreaterThanOrEqual(
          feeOf({ ...q, nowMs }).cents,
        );
      }),
      { numRuns: 500 },
    );
  });
  it('is nothing for whom it was exempted', () => {
    fc.assert(fc.property(question, (q) => expect(feeOf({ ...q, exemption: 'x' }).cents).toBe(0)));
  });
  it('BK-03 says until when it is free: not a millisecond longer, not one shorter', () => {
    expect(freeUntilMs(ask(50))).toBe(START - 24 * HOUR_MS);
    fc.assert(
      fc.property(question, (q) => {
        const untilMs = freeUntilMs(q);
        const cents = (nowMs: number) => feeOf({ ...q, kind: 'cancel', nowMs }).cents;
        if (untilMs === undefined) expect(cents(START + DAY_MS)).toBe(0);
        else expect([cents(untilMs - 1), cents(untilMs) > 0]).toEqual([0, true]);
      }),
    );
  });
});

describe('R-BK-34 late moves', () => {
  const move = (hours: number, lateMoves: number) => feeOf(ask(hours, { kind: 'move', lateMoves }));
  it('two are free, the third is a late cancel', () => {
    expect([move(25, 9).because, move(24, 0).because, move(24, 1).because]).toEqual([
      'move-in-time',
      'late-move-free',
      'late-move-free',
    ]);
    expect(move(24, 2)).toMatchObject({ kind: 'move', cents: centsAt(24), because: 'window' });
    expect(move(1, 2).cents).toBe(centsAt(1));
  });
  it('are late in the widest window unless the policy says less', () => {
    const narrow: PolicyTerms = termsOf({
      windows: [{ hoursBefore: 24, kind: 'flat', amountCents: 1 }],
      lateMoveHours: 6,
    });
    expect([
      isLate(usual, START, START - 24 * HOUR_MS),
      isLate(usual, START, START - 24 * HOUR_MS - 1),
      isLate(narrow, START, START - 7 * HOUR_MS),
      isLate(narrow, START, START + 1),
    ]).toEqual([true, false, false, true]);
  });
});

describe('what stands', () => {
  const fee = (kind: Fee['kind'], cents: number): Fee => ({
    kind,
    cents,
    basisCents: 9000,
    currency: 'EUR',
    policyId: 'p',
    version: 1,
    chargeUntilMs: START,
  });
  it('sums what is due; a waived fee does not come back; a no-show that was none takes only its own part away', () => {
    const both = withFee(withFee(undefined, fee('move', 2000)), fee('no-show', 5000))!;
    expect(both).toMatchObject({ cents: 7000, status: 'due', noShowCents: 5000 });
    expect(withoutNoShow(both)).toMatchObject({ cents: 2000, status: 'due', noShowCents: 0 });
    expect(withoutNoShow(withFee(undefined, fee('no-show', 5000)))).toBeUndefined();
    const gone = waiveFee(both, 'our-mistake');
    expect(gone).toMatchObject({ cents: 7000, status: 'waived', reason: 'our-mistake' });
    expect(withFee(gone, fee('cancel', 300))).toMatchObject({
      cents: 300,
      status: 'due',
      reason: undefined,
    });
    expect(withFee(gone, fee('cancel', 0))).toBe(gone);
  });
});

describe('BK-04 terms', () => {
  const flat = (hoursBefore: number, amountCents: number) => ({
    hoursBefore,
    kind: 'flat' as const,
    amountCents,
  });
  const percent = (hoursBefore: number, of: number) => ({
    hoursBefore,
    kind: 'percent' as const,
    percent: of,
  });
  it('have defaults, and an order', () => {
    expect(termsOf({ windows: [percent(24, 50), percent(2, 100)] })).toEqual({
      windows: [percent(2, 100), percent(24, 50)],
      lateMoveHours: 24,
      freeLateMoves: 2,
      graceMinutes: 15,
      autoNoShow: false,
      chargeWindowDays: 14,
      basis: 'all-lines',
    });
    expect(termsOf({ windows: [] })).toMatchObject({ lateMoveHours: 0 });
  });
  it.each<[string, string, GivenTerms]>([
    ['window-repeated', 'windows.1.hoursBefore', { windows: [flat(24, 1), percent(24, 100)] }],
    ['windows-not-monotone', 'windows.1', { windows: [flat(24, 200), flat(2, 100)] }],
    ['windows-not-monotone', 'windows.0', { windows: [percent(2, 50), percent(24, 60)] }],
    ['windows-not-monotone', 'windows.1', { windows: [flat(24, 200), percent(2, 99)] }],
    ['windows-not-monotone', 'windows.1', { windows: [percent(24, 1), flat(2, 100_000)] }],
    ['late-window-too-wide', 'lateMoveHours', { windows: [flat(24, 200)], lateMoveHours: 25 }],
    ['late-window-too-wide', 'lateMoveHours', { windows: [], lateMoveHours: 1 }],
    ['rate-invalid', 'windows.0', { windows: [{ hoursBefore: 1, kind: 'flat', percent: 3 }] }],
    [
      'rate-invalid',
      'windows.0',
      { windows: [{ hoursBefore: 1, kind: 'percent', percent: 3, amountCents: 3 }] },
    ],
    ['rate-invalid', 'noShow', { windows: [], noShow: { kind: 'percent' } }],
  ])('%s names %s', (code, field, wrong) => {
    expect(refusal(wrong)).toMatchObject({ code, detail: { field } });
  });
  it('refuses windows only when a price exists for which waiting would pay', () => {
    fc.assert(
      fc.property(rate, rate, (far, near) => {
        const no = refusal({
          windows: [
            { hoursBefore: 24, ...far },
            { hoursBefore: 2, ...near },
          ],
        });
        const cents = (one: GivenRate, priceCents: number) =>
          feeOf({
            ...ask(1),
            terms: {
              ...usual,
              windows: [{ hoursBefore: 24, ...one } as PolicyTerms['windows'][number]],
            },
            lines: [{ priceCents, serviceGroup: 'cut' }],
          }).cents;
        const pays = [1, 100, 999, 5000, 40_000, 10_000_000].some(
          (price) => cents(near, price) < cents(far, price),
        );
        expect(no?.code).toBe(pays ? 'windows-not-monotone' : undefined);
      }),
    );
  });
});
