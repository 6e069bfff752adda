import { crc32 } from 'node:zlib';
import { invalid } from '@chignon/eventing';
import { DOCUMENT_COLUMNS } from './stored-document.js';
export const tableOf = (collection) => `doc_${collection.name.replace(/[^A-Za-z0-9]/g, '_')}`;
export const indexName = (collection, name) => `ix_${tableOf(collection)}_${name.replace(/[^A-Za-z0-9]/g, '_')}`;
/** The expression of a field, dotted ones too. Always the same text, or SQLite would not see that an index has it. */
export function fieldSql(field) {
    if (!/^[A-Za-z_$][\w$-]*(\.[A-Za-z_$][\w$-]*)*$/.test(field))
        throw new TypeError(`not a field: ${field}`);
    return field === 'id'
        ? 'id'
        : `json_extract(body, '$.${field
            .split('.')
            .map((part) => `"${part}"`)
            .join('.')}')`;
}
/** The statement that makes an index. Ties are in the order of ids; a unique index cannot carry them and sorts them instead. */
export function indexSql(collection, name, { fields, unique }) {
    const terms = fields.map(fieldSql);
    if (!unique)
        terms.push('id');
    return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${indexName(collection, name)} ON ${tableOf(collection)}(${terms.join(', ')}) WHERE ${fieldSql(fields[0])} IS NOT NULL`;
}
/** A scalar as SQLite keeps it: JSON's true and false are 1 and 0. */
function bound(field, value) {
    if (typeof value === 'boolean')
        return Number(value);
    if (value === null ||
        (typeof value === 'string' && !value.includes('\0')) ||
        (typeof value === 'number' && Number.isFinite(value)))
        return value;
    throw invalid('query-invalid', `\`${field}\` cannot be compared with a value of type ${typeof value}.`, { field });
}
function valueAt(document, field) {
    let value = document;
    for (const part of field.split('.'))
        value = value?.[part];
    if (value === undefined || value === null)
        return null;
    return typeof value === 'object' ? JSON.stringify(value) : bound(field, value);
}
const BOUNDS = { gte: '>=', gt: '>', lte: '<=', lt: '<' };
/**
 * How to answer a query through its one index.
 *
 * A page after a cursor is not one condition (`a > 1 OR a = 1 AND …` cannot be sought) but a few ranges, deepest first:
 * same keys and a later id, then same first keys and a later last key, and so on. Each is a seek, so that a page costs
 * the same anywhere. An absent key comes before all others.
 * @throws Refusal `cursor-invalid`, `query-invalid`
 */
export function plan(collection, query) {
    const index = collection.indexes[query.index];
    if (!index || index.each)
        throw invalid('query-invalid', `\`${collection.name}\` has no index \`${query.index}\`.`, {
            field: 'index',
        });
    if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > 1000)
        throw invalid('query-invalid', '`limit` must be 1 to 1000.', { field: 'limit' });
    const equal = Object.entries(query.where ?? {});
    const prefix = index.fields.slice(0, equal.length);
    for (const [field] of equal)
        if (!prefix.includes(field))
            throw invalid('query-invalid', `\`${field}\` is not among the first fields of index \`${query.index}\`.`, { field });
    const keys = index.fields.slice(equal.length);
    if (query.range && query.range.field !== keys[0])
        throw invalid('query-invalid', `\`${query.range.field}\` does not follow the equal fields in index \`${query.index}\`.`, { field: query.range.field });
    const conditions = [`${fieldSql(index.fields[0])} IS NOT NULL`];
    const values = [];
    const equals = (field, value) => value === null ? [`${fieldSql(field)} IS NULL`, []] : [`${fieldSql(field)} = ?`, [value]];
    for (const field of prefix) {
        const [sql, more] = equals(field, bound(field, query.where[field]));
        conditions.push(sql);
        values.push(...more);
    }
    for (const [name, operator] of Object.entries(BOUNDS)) {
        const limit = query.range?.[name];
        if (limit === undefined)
            continue;
        conditions.push(`${fieldSql(keys[0])} ${operator} ?`);
        values.push(bound(keys[0], limit));
    }
    const descending = query.order === 'desc';
    const direction = descending ? 'DESC' : 'ASC';
    // Keys that are fixed in a segment must not be sorted by: SQLite would not see that they are, and sort in memory.
    const order = (fixed) => [...keys.slice(fixed).map(fieldSql), 'id'].map((term) => `${term} ${direction}`).join(', ');
    const segment = (fixed = 0, more = [], with_ = []) => ({
        sql: `SELECT ${DOCUMENT_COLUMNS} FROM ${tableOf(collection)} INDEXED BY ${indexName(collection, query.index)} WHERE ${[...conditions, ...more].join(' AND ')} ORDER BY ${order(fixed)} LIMIT ?`,
        values: [...values, ...with_],
    });
    // Without the version of a rebuilt view: a reader's cursor outlives the switch.
    const shape = crc32(JSON.stringify([
        collection.name.replace(/\.v\d+$/, ''),
        query.index,
        prefix.map((field) => query.where[field]),
        query.range ?? null,
        descending,
    ]));
    const cursorAfter = (document) => Buffer.from(JSON.stringify([shape, ...keys.map((field) => valueAt(document, field)), document.id])).toString('base64url');
    if (query.after === undefined)
        return { segments: [segment()], cursorAfter };
    const after = parseCursor(query.after, shape, keys.length + 1);
    const id = after.at(-1);
    const segments = [];
    const sameKeys = (n) => {
        const pairs = keys.slice(0, n).map((field, i) => equals(field, after[i]));
        return [pairs.map(([sql]) => sql), pairs.flatMap(([, more]) => more)];
    };
    const [same, sameValues] = sameKeys(keys.length);
    segments.push(segment(keys.length, [...same, `id ${descending ? '<' : '>'} ?`], [...sameValues, id]));
    for (let n = keys.length - 1; n >= 0; n--) {
        const [sql, more] = sameKeys(n);
        const key = fieldSql(keys[n]);
        const value = after[n];
        if (!descending)
            segments.push(value === null
                ? segment(n, [...sql, `${key} IS NOT NULL`], more)
                : segment(n, [...sql, `${key} > ?`], [...more, value]));
        else if (value !== null) {
            segments.push(segment(n, [...sql, `${key} < ?`], [...more, value]));
            // The first field of an index is never absent in it.
            if (equal.length + n > 0)
                segments.push(segment(n + 1, [...sql, `${key} IS NULL`], more));
        }
    }
    return { segments, cursorAfter };
}
function parseCursor(text, shape, keys) {
    try {
        const [hash, ...after] = JSON.parse(Buffer.from(text, 'base64url').toString());
        const sound = after.every((value) => value === null ||
            (typeof value === 'string' && !value.includes('\0')) ||
            (typeof value === 'number' && Number.isFinite(value)));
        if (hash === shape && after.length === keys && sound && typeof after.at(-1) === 'string')
            return after;
    }
    catch {
        // Not ours.
    }
    throw invalid('cursor-invalid', 'The cursor belongs to another query.', { field: 'after' });
}
