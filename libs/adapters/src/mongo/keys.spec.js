import fc from 'fast-check';
import { boundsOf, cursorAt, cursorKey, fieldText, indexKey, indexKeys } from './keys.js';
const bytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const sign = (n) => Math.sign(n);
describe('index texts', () => {
    it('sort as the values do: absent and null, false, true, numbers, texts', () => {
        const ascending = [
            null,
            false,
            true,
            -Number.MAX_SAFE_INTEGER,
            -1.5,
            -1,
            -0.25,
            0,
            0.25,
            1,
            2,
            10,
            Number.MAX_SAFE_INTEGER,
            '',
            '\u0000',
            '\u0001',
            'A',
            'a',
            'a\u0000',
            'a\u0001',
            'aa',
            'b',
            'é',
            '漢',
            '\u{1F485}',
        ];
        for (let i = 0; i < ascending.length; i++) {
            for (let j = 0; j < ascending.length; j++)
                expect(sign(bytes(fieldText(ascending[i]), fieldText(ascending[j])))).toBe(sign(i - j));
        }
        expect(fieldText(undefined)).toBe(fieldText(null));
        expect(fieldText(-0)).toBe(fieldText(0));
    });
    it('sort as the lists of values do, whatever the texts hold', () => {
        const value = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('\u0000', '\u0001', '~', '!', 'a') }));
        const index = { fields: ['a', 'b'] };
        fc.assert(fc.property(value, value, value, value, (a1, b1, a2, b2) => {
            const one = indexKey(index, { id: 'x', a: a1, b: b1 });
            const two = indexKey(index, { id: 'x', a: a2, b: b2 });
            expect(sign(bytes(one, two))).toBe(sign(bytes(a1, a2) || bytes(b1, b2)));
        }));
        fc.assert(fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
            expect(sign(bytes(fieldText(a), fieldText(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
        }));
    });
    it('leave out a document without the first field, and keep unique keys apart from ids', () => {
        const indexes = {
            byShelf: { fields: ['place.shelf'] },
            byCode: { fields: ['store', 'code'], unique: true },
        };
        expect(indexKeys(indexes, { id: 'a' })).toEqual({});
        expect(indexKeys(indexes, { id: 'a', place: { shelf: null }, store: null })).toEqual({});
        expect(Object.keys(indexKeys(indexes, { id: 'a', place: { shelf: 1 }, store: 's' }))).toEqual(['byShelf', 'byCode']);
        const of = (id, code) => indexKey(indexes.byCode, { id, store: 's', code });
        expect(of('a', 1)).toBe(of('b', 1));
        expect(of('a')).not.toBe(of('b'));
    });
});
describe('cursors', () => {
    const indexes = { byKind: { fields: ['kind', 'size'] } };
    const query = { index: 'byKind', where: { kind: 'a' }, limit: 2 };
    it('belong to one query, whatever its limit', () => {
        const cursor = cursorAt('things', query, 'key');
        expect(cursorKey('things', { ...query, limit: 9 }, cursor)).toBe('key');
        for (const other of [
            { ...query, order: 'desc' },
            { ...query, where: { kind: 'b' } },
            { ...query, range: { field: 'size', gt: 1 } },
        ]) {
            expect(() => cursorKey('things', other, cursor)).toThrow(expect.objectContaining({ code: 'cursor-invalid' }));
        }
        expect(() => cursorKey('others', query, cursor)).toThrow(expect.objectContaining({ code: 'cursor-invalid' }));
    });
    it('of a range with no lower end begin after what has no value', () => {
        const { from, to } = boundsOf(indexes, { ...query, range: { field: 'size', lte: 3 } });
        const inside = (size) => {
            const key = indexKey(indexes.byKind, { id: 'x', kind: 'a', size });
            return bytes(key, from) >= 0 && bytes(key, to) < 0;
        };
        expect([undefined, -5, 3, 3.5].map(inside)).toEqual([false, true, true, false]);
    });
});
