import fc from 'fast-check';
import { DAY_MS, HOUR_MS } from '@chignon/calendar';
import { termsOf } from '../../salon/policies/policy.js';
import { feeOf, freeUntilMs } from './fee.js';
import { ask, centsAt, given, refusal, START, usual } from './fee.testing.js';
const lines = fc.array(fc.record({
    priceCents: fc.integer({ min: 0, max: 50_000 }),
    serviceGroup: fc.constantFrom('cut', 'colour'),
}), { minLength: 1, maxLength: 4 });
const terms = given.filter((one) => refusal(one) === undefined).map(termsOf);
const question = fc
    .record({
    kind: fc.constantFrom('cancel', 'move', 'no-show'),
    terms,
    lines,
    hours: fc.integer({ min: -20 * 24, max: 100 }),
    lateMoves: fc.nat(4),
    dueCents: fc.integer({ min: 0, max: 60_000 }),
})
    .map(({ hours, ...more }) => ask(hours, more));
const valueOf = (q) => q.lines.reduce((sum, line) => sum + line.priceCents, 0);
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
        expect(feeOf(ask(1, {
            terms: { ...usual, windows: [{ hoursBefore: 24, kind: 'flat', amountCents: 90_000 }] },
        }))).toMatchObject({ cents: 15_001, limitedBy: 'value', amountCents: 90_000 });
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
        const at = (nowMs) => feeOf(ask(0, { kind: 'no-show', nowMs }));
        expect([at(START + 14 * DAY_MS - 1).cents, at(START + 14 * DAY_MS)]).toMatchObject([
            15_001,
            { cents: 0, because: 'charge-window-over' },
        ]);
    });
    it('is never above the cap nor the value of the lines, those due already included, and never negative', () => {
        fc.assert(fc.property(question, (q) => {
            const { cents, basisCents } = feeOf(q);
            expect(cents).toBeGreaterThanOrEqual(0);
            expect(Number.isInteger(cents)).toBe(true);
            expect(basisCents).toBeLessThanOrEqual(valueOf(q));
            if (cents > 0)
                expect(cents + q.dueCents).toBeLessThanOrEqual(Math.min(valueOf(q), q.terms.capCents ?? Infinity));
        }), { numRuns: 500 });
    });
    it('is never less later, whatever terms were accepted, within the charge window', () => {
        fc.assert(fc.property(question, fc.integer({ min: 0, max: 72 * 60 }), (q, minutes) => {
            const [nowMs, laterMs] = [
                Math.min(q.nowMs, START),
                Math.min(q.nowMs, START) + minutes * 60_000,
            ];
            expect(feeOf({ ...q, nowMs: laterMs }).cents).toBeGreaterThanOrEqual(feeOf({ ...q, nowMs }).cents);
        }), { numRuns: 500 });
    });
    it('is nothing for whom it was exempted', () => {
        fc.assert(fc.property(question, (q) => expect(feeOf({ ...q, exemption: 'x' }).cents).toBe(0)));
    });
    it('BK-03 says until when it is free: not a millisecond longer, not one shorter', () => {
        expect(freeUntilMs(ask(50))).toBe(START - 24 * HOUR_MS);
        fc.assert(fc.property(question, (q) => {
            const untilMs = freeUntilMs(q);
            const cents = (nowMs) => feeOf({ ...q, kind: 'cancel', nowMs }).cents;
            if (untilMs === undefined)
                expect(cents(START + DAY_MS)).toBe(0);
            else
                expect([cents(untilMs - 1), cents(untilMs) > 0]).toEqual([0, true]);
        }));
    });
});
