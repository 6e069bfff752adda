import { createHash } from 'node:crypto';
import { invalid } from '@chignon/eventing';
/*
 * Each index of a collection is one text in the document, `keys.<index>`: the index's fields one after another, written so
 * that byte order is the order the port promises (absent or null first, then false, true, numbers, text; ties by id).
 * One text instead of a compound index: a page then starts with one seek wherever it stands, without `$or`, and the
 * order is the same on every engine.
 */
const ABSENT = '0';
/** Ends a text; lower than whatever may follow a text, so that a prefix sorts before its extensions. */
const END = '\u0001\u0001';
/** Higher than anything that may follow a field. */
const AFTER = '~';
/** Stands before the id, the last part; lower than any field. */
const ID = '!';
const escaped = (text) => text.replace(/[\u0000\u0001]/g, (c) => (c === '\u0000' ? '\u0001\u0002' : '\u0001\u0003'));
/** IEEE 754 bits in hexadecimal, turned so that text order is number order. */
function numberText(n) {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setFloat64(0, n === 0 ? 0 : n);
    const raw = bits.getBigUint64(0);
    const turned = raw >> 63n ? ~raw & 0xffffffffffffffffn : raw | 0x8000000000000000n;
    return turned.toString(16).padStart(16, '0');
}
/** One field's value as text. Lists and objects cannot be asked for; they stand with the absent ones. */
export function fieldText(value) {
    switch (typeof value) {
        case 'boolean':
            return value ? '2' : '1';
        case 'number':
            return `3${numberText(value)}`;
        case 'string':
            return `4${escaped(value)}${END}`;
        default:
            return ABSENT;
    }
}
const fieldOf = (document, path) => path
    .split('.')
    .reduce((at, name) => at !== null && typeof at === 'object' && !Array.isArray(at)
    ? at[name]
    : undefined, document);
/** The document's text in an index; undefined when it is not in it: its first field is absent or null. In a unique index the id counts only where a later field is absent. */
export function indexKey(index, document) {
    if ((fieldOf(document, index.fields[0]) ?? null) === null)
        return undefined;
    const parts = index.fields.map((field) => fieldText(fieldOf(document, field)));
    return index.unique && !parts.includes(ABSENT)
        ? parts.join('')
        : `${parts.join('')}${ID}${document.id}`;
}
/** The texts of a document in an index of lists, each once; undefined when it has none. */
function eachKey(index, document) {
    if (index.fields.length !== 1 || index.unique || index.fields[0].includes('.'))
        throw new TypeError(`an index of lists has one field at the top: ${index.fields.join(', ')}`);
    const list = fieldOf(document, index.fields[0]);
    if (!Array.isArray(list))
        return undefined;
    const texts = [...new Set(list.filter((text) => typeof text === 'string'))];
    return texts.length === 0 ? undefined : texts;
}
/** All index texts of a document, by index. */
export function indexKeys(indexes, document) {
    const keys = {};
    for (const [name, index] of Object.entries(indexes)) {
        const key = index.each ? eachKey(index, document) : indexKey(index, document);
        if (key !== undefined)
            keys[name] = key;
    }
    return keys;
}
/** The condition of a search, as MongoDB takes it. One and the same text must be in both bounds: `$elemMatch`. @throws invalid('query-invalid') */
export function searchCondition(indexes, { index, prefix, limit }) {
    if (!Object.hasOwn(indexes, index) || !indexes[index].each)
        throw invalid('query-invalid', `There is no index of lists \`${index}\`.`, { field: 'index' });
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
        throw invalid('query-invalid', '`limit` must be 1 to 1000.', { field: 'limit' });
    if (prefix === '' || prefix.includes('\0'))
        throw invalid('query-invalid', 'Nothing can begin with this.', { field: 'prefix' });
    return { $exists: true, $elemMatch: { $gte: prefix, $lt: `${prefix}\u{10FFFF}` } };
}
const higher = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0 ? a : b;
const lower = (a, b) => (higher(a, b) === a ? b : a);
/** @throws invalid('query-invalid') when the index cannot answer the query */
export function boundsOf(indexes, query) {
    const wrong = (message) => invalid('query-invalid', message, { field: 'index' });
    const index = Object.hasOwn(indexes, query.index) ? indexes[query.index] : undefined;
    if (!index || index.each)
        throw wrong(`There is no index \`${query.index}\`.`);
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > 1000)
        throw invalid('query-invalid', '`limit` must be 1 to 1000.', { field: 'limit' });
    const where = Object.entries(query.where ?? {}).filter(([, value]) => value !== undefined);
    const equal = index.fields.slice(0, where.length);
    if (where.length > index.fields.length || where.some(([field]) => !equal.includes(field)))
        throw wrong(`Index \`${query.index}\` has the fields ${index.fields.join(', ')} in this order.`);
    const prefix = equal.map((field) => fieldText(query.where[field])).join('');
    let from = prefix;
    let to = prefix + AFTER;
    const { range } = query;
    if (range) {
        if (range.field !== index.fields[where.length])
            throw wrong(`Index \`${query.index}\` has no ${range.field} after ${equal.join(', ') || 'its beginning'}.`);
        // What has no value is in no range, though it sorts first.
        from = higher(from, prefix + '1');
        if (range.gte !== undefined)
            from = higher(from, prefix + fieldText(range.gte));
        if (range.gt !== undefined)
            from = higher(from, prefix + fieldText(range.gt) + AFTER);
        if (range.lte !== undefined)
            to = lower(to, prefix + fieldText(range.lte) + AFTER);
        if (range.lt !== undefined)
            to = lower(to, prefix + fieldText(range.lt));
    }
    return { from, to };
}
const mark = (collection, query, key) => createHash('sha256')
    .update(JSON.stringify([
    collection,
    query.index,
    query.where ?? {},
    query.range ?? {},
    query.order ?? 'asc',
    key,
]))
    .digest('base64url')
    .slice(0, 16);
/** The cursor after a document: its index text, bound to the query it belongs to. */
export const cursorAt = (collection, query, key) => Buffer.from(JSON.stringify([key, mark(collection, query, key)])).toString('base64url');
/** The index text a cursor stands at. @throws invalid('cursor-invalid') for another query's or a made-up one */
export function cursorKey(collection, query, cursor) {
    let read;
    try {
        read = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    }
    catch {
        read = undefined;
    }
    const [key, given] = Array.isArray(read) ? read : [];
    if (typeof key !== 'string' || given !== mark(collection, query, key))
        throw invalid('cursor-invalid', 'The cursor belongs to another query.', { field: 'after' });
    return key;
}
