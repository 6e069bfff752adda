import fc from 'fast-check';
import { nobodyBusy, occupy } from './occupancy.js';
import { packDay, packedBytes, unpackDay } from './packed.js';
const MINUTE_MS = 60_000;
const DAY_MS = Date.UTC(2026, 5, 1);
const line = (staffId, fromMin, minutes, afterMin, needs) => {
    const span = {
        fromMs: DAY_MS + fromMin * MINUTE_MS,
        toMs: DAY_MS + (fromMin + minutes) * MINUTE_MS,
    };
    return {
        lineId: 'l1',
        serviceId: 'cut',
        serviceGroup: 'cut',
        catalogueVersion: 1,
        staffId,
        requested: false,
        startMs: span.fromMs,
        endMs: span.toMs,
        priceCents: 0,
        phases: [],
        staff: [{ staffId, ...span, beforeMs: 0, afterMs: afterMin * MINUTE_MS }],
        customer: [span],
        pools: [{ anyOf: ['chair'], pool: 'chair', ...span, ...(needs ? { needs } : {}) }],
    };
};
const nobodys = (list) => list?.map((busy) => ({ ...busy, by: '' }));
const nobodysMap = (map) => new Map([...map].map(([id, list]) => [id, nobodys(list)]));
describe('BK-01 a packed occupancy', () => {
    const lines = fc.array(fc.record({
        staffId: fc.constantFrom('a', 'b', 'c'),
        customerId: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { nil: undefined }),
        fromMin: fc.nat(2000),
        minutes: fc.integer({ min: 1, max: 300 }),
        afterMin: fc.nat(30),
    }), { maxLength: 40 });
    it('says of everybody, and of the customer asked for, what the occupancy said', () => {
        fc.assert(fc.property(lines, (all) => {
            const now = all.reduce((occupancy, { staffId, customerId, fromMin, minutes, afterMin }, i) => occupy(occupancy, `x${i}`, customerId, [line(staffId, fromMin, minutes, afterMin)]), nobodyBusy);
            for (const customerId of ['k1', 'k2', 'nobody', undefined]) {
                const again = unpackDay(packDay(now), customerId);
                expect(again.staff).toEqual(nobodysMap(now.staff));
                expect(again.underWay).toEqual(nobodysMap(now.underWay));
                expect(again.pools).toEqual(nobodysMap(now.pools));
                expect(customerId && again.customers.get(customerId)).toEqual(customerId && nobodys(now.customers.get(customerId)));
            }
        }));
    });
    it("is refused where a place needs attributes, or a place is a tier's, which it could not say", () => {
        expect(packDay(occupy(nobodyBusy, 'x', undefined, [line('a', 0, 30, 0, ['private'])]))).toBeUndefined();
        expect(packDay(occupy(nobodyBusy, 'x', undefined, [{ ...line('a', 0, 30, 0), tier: 'gold' }]))).toBeUndefined();
    });
    it('is refused where a stretch has parts of a minute, as imported ones may', () => {
        const { staff: [span], ...rest } = line('a', 0, 30, 0);
        expect(packDay(occupy(nobodyBusy, 'x', undefined, [
            { ...rest, staff: [{ ...span, toMs: span.toMs + 500 }] },
        ]))).toBeUndefined();
    });
    it('takes a few kilobytes for a full day', () => {
        const day = Array.from({ length: 84 }, (_, i) => i).reduce((now, i) => occupy(now, `x${i}`, `customer-${i}`, [line(`s${i % 12}`, 30 * i, 30, 5)]), nobodyBusy);
        expect(packedBytes(packDay(day))).toBeLessThan(8000);
    });
});
