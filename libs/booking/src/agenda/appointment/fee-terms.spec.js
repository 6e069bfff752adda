import fc from 'fast-check';
import { HOUR_MS } from '@chignon/calendar';
import { termsOf, } from '../../salon/policies/policy.js';
import { feeOf, isLate, waiveFee, withFee, withoutNoShow } from './fee.js';
import { ask, centsAt, rate, refusal, START, usual } from './fee.testing.js';
describe('R-BK-34 late moves', () => {
    const move = (hours, lateMoves) => feeOf(ask(hours, { kind: 'move', lateMoves }));
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
        const narrow = termsOf({
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
    const fee = (kind, cents) => ({
        kind,
        cents,
        basisCents: 9000,
        currency: 'EUR',
        policyId: 'p',
        version: 1,
        chargeUntilMs: START,
    });
    it('sums what is due; a waived fee does not come back; a no-show that was none takes only its own part away', () => {
        const both = withFee(withFee(undefined, fee('move', 2000)), fee('no-show', 5000));
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
    const flat = (hoursBefore, amountCents) => ({
        hoursBefore,
        kind: 'flat',
        amountCents,
    });
    const percent = (hoursBefore, of) => ({
        hoursBefore,
        kind: 'percent',
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
    it.each([
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
        fc.assert(fc.property(rate, rate, (far, near) => {
            const no = refusal({
                windows: [
                    { hoursBefore: 24, ...far },
                    { hoursBefore: 2, ...near },
                ],
            });
            const cents = (one, priceCents) => feeOf({
                ...ask(1),
                terms: {
                    ...usual,
                    windows: [{ hoursBefore: 24, ...one }],
                },
                lines: [{ priceCents, serviceGroup: 'cut' }],
            }).cents;
            const pays = [1, 100, 999, 5000, 40_000, 10_000_000].some((price) => cents(near, price) < cents(far, price));
            expect(no?.code).toBe(pays ? 'windows-not-monotone' : undefined);
        }));
    });
});
