import fc from 'fast-check';
import { HOUR_MS } from '@chignon/calendar';
import type { Refusal } from '@chignon/eventing';
import { type GivenRate, type GivenTerms, termsOf } from '../../salon/policies/policy.js';
import { feeOf, type FeeQuestion } from './fee.js';

export const START = Date.UTC(2031, 2, 9, 15);
export const usual = termsOf({
  windows: [
    { hoursBefore: 24, kind: 'percent', percent: 50 },
    { hoursBefore: 2, kind: 'percent', percent: 100 },
  ],
  noShow: { kind: 'percent', percent: 100 },
});

export const ask = (hours: number, more: Partial<FeeQuestion> = {}): FeeQuestion => ({
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

export const centsAt = (hours: number, more: Partial<FeeQuestion> = {}) =>
  feeOf(ask(hours, more)).cents;

export const refusal = (given: GivenTerms): Refusal | undefined => {
  try {
    return void termsOf(given);
  } catch (error) {
    return error as Refusal;
  }
};

export const rate = fc.oneof(
  fc
    .constantFrom(0, 1, 999, 5000, 40_000)
    .map((amountCents): GivenRate => ({ kind: 'flat', amountCents })),
  fc.constantFrom(0, 1, 33, 50, 100).map((percent): GivenRate => ({ kind: 'percent', percent })),
);

/** Terms as anybody might give them, of which those that are accepted are looked at. */
export const given = fc.record(
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
