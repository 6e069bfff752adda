import { DuplicateError, invalid } from '@chignon/eventing';
import { fieldSql, indexName, indexSql, tableOf } from './document-query.js';
import { plainText } from './sqlite.js';
/*
 * Indexes of a collection, as it declares them. Those of single values are SQLite's own, over expressions. An index of lists is a
 * table of texts and ids beside the documents, `each_…`, kept by triggers: whoever writes a document, it stands in the same transaction.
 */
const eachTable = (collection, name) => `each_${indexName(collection, name).slice('ix_'.length)}`;
/** The statement that makes the trigger of a change; the others are named after it. Its text says what the index is over. */
function eachTriggers(collection, name, { fields, unique }) {
    if (fields.length !== 1 || unique || fields[0].includes('.'))
        throw new TypeError(`an index of lists has one field at the top: ${collection.name} ${name}`);
    const table = tableOf(collection);
    const each = eachTable(collection, name);
    const texts = (row) => `SELECT DISTINCT value, ${row}.id FROM json_each(${row}.body, '$."${fields[0]}"') WHERE type = 'text' AND typeof(key) = 'integer'`;
    const add = `INSERT INTO ${each}(term, id) ${texts('new')};`;
    const take = `DELETE FROM ${each} WHERE (term, id) IN (${texts('old')});`;
    const at = (row) => fieldSql(fields[0]).replace('body', `${row}.body`);
    return new Map([
        [`${each}_put`, `CREATE TRIGGER ${each}_put AFTER INSERT ON ${table} BEGIN ${add} END`],
        [
            `${each}_change`,
            `CREATE TRIGGER ${each}_change AFTER UPDATE ON ${table} WHEN ${at('old')} IS NOT ${at('new')} BEGIN ${take} ${add} END`,
        ],
        [`${each}_remove`, `CREATE TRIGGER ${each}_remove AFTER DELETE ON ${table} BEGIN ${take} END`],
    ]);
}
const existing = (connection, type, table) => new Map(connection
    .all(`SELECT ${plainText('name')}, ${plainText('sql')} FROM sqlite_master WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL`, [type, table])
    .map(([name, sql]) => [String(name), String(sql)]));
/** Makes the indexes that a collection declares, fills those that are new, and drops the others. */
export function declareIndexes(connection, collection) {
    const table = tableOf(collection);
    const indexes = Object.entries(collection.indexes);
    const declared = new Map(indexes
        .filter(([, { each }]) => !each)
        .map(([name, index]) => [indexName(collection, name), indexSql(collection, name, index)]));
    const before = existing(connection, 'index', table);
    for (const [name, sql] of before)
        if (declared.get(name) !== sql)
            connection.exec(`DROP INDEX ${name}`);
    for (const [name, sql] of declared)
        if (before.get(name) !== sql)
            connection.exec(sql);
    const wanted = new Map();
    for (const [name, index] of indexes)
        if (index.each)
            wanted.set(eachTable(collection, name), eachTriggers(collection, name, index));
    const triggers = existing(connection, 'trigger', table);
    const standing = new Set([...triggers.keys()].map((name) => name.replace(/_[a-z]+$/, '')));
    for (const each of standing) {
        const want = wanted.get(each);
        if (want && [...want].every(([name, sql]) => triggers.get(name) === sql))
            wanted.delete(each);
        else
            dropEach(connection, each, triggers.keys());
    }
    for (const [each, made] of wanted) {
        connection.exec(`CREATE TABLE ${each}(term TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY(term, id)) WITHOUT ROWID`);
        const [put] = made.values();
        // Those that are there already, by the words of the trigger itself.
        connection.exec(/BEGIN (INSERT .*);\s*END$/
            .exec(put)[1]
            .replace(`FROM json_each(new.body`, `FROM ${table} AS new, json_each(new.body`));
        for (const sql of made.values())
            connection.exec(sql);
    }
}
function dropEach(connection, each, triggers) {
    for (const name of triggers)
        if (name.startsWith(`${each}_`))
            connection.exec(`DROP TRIGGER ${name}`);
    connection.exec(`DROP TABLE IF EXISTS ${each}`);
}
/** What stands beside a collection that is dropped: its own triggers go with it. */
export function dropBeside(connection, collection) {
    for (const name of existing(connection, 'trigger', tableOf(collection)).keys())
        if (name.endsWith('_put'))
            connection.exec(`DROP TABLE IF EXISTS ${name.slice(0, -'_put'.length)}`);
}
/** The statement of a search, without its columns. @throws Refusal `query-invalid` */
export function searchSql(collection, { index, prefix, limit }) {
    if (!collection.indexes[index]?.each)
        throw invalid('query-invalid', `\`${collection.name}\` has no index of lists \`${index}\`.`, {
            field: 'index',
        });
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
        throw invalid('query-invalid', '`limit` must be 1 to 1000.', { field: 'limit' });
    if (prefix === '' || prefix.includes('\0'))
        throw invalid('query-invalid', 'Nothing can begin with this.', { field: 'prefix' });
    return {
        from: `FROM ${tableOf(collection)} WHERE id IN (SELECT DISTINCT id FROM ${eachTable(collection, index)} WHERE term >= ? AND term < ? LIMIT ?)`,
        values: [prefix, `${prefix}\u{10FFFF}`, limit],
    };
}
/** SQLite names the index of expressions that was violated: `UNIQUE constraint failed: index 'ix_…'`. */
export function duplicateIn(collection, error) {
    const named = Object.entries(collection.indexes)
        .filter(([, index]) => index.unique)
        .find(([name, { fields }]) => error.message.includes(`'${indexName(collection, name)}'`) ||
        (fields.length === 1 && fieldSql(fields[0]) === 'id'));
    return new DuplicateError(collection.name, named?.[0] ?? 'id');
}
