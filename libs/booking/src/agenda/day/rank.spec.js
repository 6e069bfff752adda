import fc from 'fast-check';
import { MINUTE_MS } from '@chignon/calendar';
import { at, cut, frame, line } from '../../testing.js';
import { nobodyBusy, occupy } from './occupancy.js';
import { byRank, rankOf } from './rank.js';
const day = frame(['anna', 'bob']);
const nobody = { staffIds: [] };
const busy = (...starts) => starts.reduce((now, start, i) => occupy(now, `a${i}`, undefined, [line(cut, 'anna', at(start))]), nobodyBusy);
const rank = (start, now = nobodyBusy, preference = nobody, staffId = 'anna') => rankOf([line(cut, staffId, at(start))], now, day, 30, (at(start) - at('00:00')) / MINUTE_MS, preference);
describe('BK-07 R-BK-45 ranking of slots', () => {
    it('counts the minutes beside a slot that nobody can use any more', () => {
        const now = busy('10:00', '11:30');
        expect(['10:30', '10:45', '11:00'].map((start) => rank(start, now).wasteMinutes)).toEqual([
            0, 30, 0,
        ]);
        expect(rank('09:15').wasteMinutes).toBe(15);
        expect(rank('09:00').wasteMinutes).toBe(0);
        expect(rank('17:15').wasteMinutes).toBe(15);
    });
    it('counts what the customer would like: the person for all services, the time of day', () => {
        const morning = { staffIds: ['bob'], fromMinute: 9 * 60, toMinute: 12 * 60 };
        expect([
            rank('10:00', nobodyBusy, morning, 'bob'),
            rank('10:00', nobodyBusy, morning),
            rank('12:00', nobodyBusy, morning),
        ].map((r) => r.wishesMet)).toEqual([2, 1, 0]);
        expect(rank('10:00').wishesMet).toBe(0);
    });
    it('prefers who is less busy', () => {
        expect(rank('12:00', busy('10:00')).loadPercent).toBe(Math.round((30 / (9 * 60)) * 100));
        expect(rank('12:00', busy('10:00'), nobody, 'bob').loadPercent).toBe(0);
    });
    it('puts least waste first, then preference, then load, in one order of all slots', () => {
        const one = fc.record({
            wasteMinutes: fc.nat(3),
            wishesMet: fc.nat(2),
            loadPercent: fc.nat(3),
        });
        const worth = (r) => r.wasteMinutes * 100 - r.wishesMet * 10 + r.loadPercent;
        fc.assert(fc.property(one, one, (a, b) => expect(Math.sign(byRank(a, b))).toBe(Math.sign(worth(a) - worth(b)))));
    });
    it('never counts more than twice the shortest service, and nothing where both neighbours touch', () => {
        fc.assert(fc.property(fc.uniqueArray(fc.nat(34), { maxLength: 6 }), fc.nat(34), (taken, start) => {
            const now = taken
                .filter((t) => Math.abs(t - start) >= 2)
                .reduce((o, t, i) => occupy(o, `b${i}`, undefined, [line(cut, 'anna', at('09:00') + t * 15 * MINUTE_MS)]), nobodyBusy);
            const { wasteMinutes } = rankOf([line(cut, 'anna', at('09:00') + start * 15 * MINUTE_MS)], now, day, 30, 0, nobody);
            expect(wasteMinutes).toBeGreaterThanOrEqual(0);
            expect(wasteMinutes).toBeLessThanOrEqual(30);
        }));
    });
});
