import fc from 'fast-check';
import { HOUR_MS } from '@chignon/calendar';
import { termsOf } from '../../salon/policies/policy.js';
import { feeOf } from './fee.js';
export const START = Date.UTC(2031, 2, 9, 15);
export const usual = termsOf({
    windows: [
        { hoursBefore: 24, kind: 'percent', percent: 50 },
        { hoursBefore: 2, kind: 'percent', percent: 100 },
    ],
    noShow: { kind: 'percent', percent: 100 },
});
export const ask = (hours, more = {}) => ({
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
export const centsAt = (hours, more = {}) => feeOf(ask(hours, more)).cents;
export const refusal = (given) => {
    try {
        return void termsOf(given);
    }
    catch (error) {
        return error;
    }
};
export const rate = fc.oneof(fc
    .constantFrom(0, 1, 999, 5000, 40_000)
    .map((amountCents) => ({ kind: 'flat', amountCents })), fc.constantFrom(0, 1, 33, 50, 100).map((percent) => ({ kind: 'percent', percent })));
/** Terms as anybody might give them, of which those that are accepted are looked at. */
export const given = fc.record({
    windows: fc.array(fc
        .record({ hoursBefore: fc.constantFrom(0, 1, 2, 24, 72), rate })
        .map(({ hoursBefore, rate: r }) => ({ hoursBefore, ...r })), { maxLength: 3 }),
    noShow: rate,
    capCents: fc.integer({ min: 0, max: 30_000 }),
    basis: fc.constantFrom('all-lines', 'dearest-line'),
    serviceGroups: fc.constantFrom(['cut'], ['cut', 'colour']),
}, { requiredKeys: ['windows'] });
