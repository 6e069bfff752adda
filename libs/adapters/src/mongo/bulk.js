import { DuplicateError } from '@chignon/eventing';
import { asking, translated } from './errors.js';
import { indexKeys } from './keys.js';
import { bodyOf } from './record.js';
/**
 * Puts documents of different ids in one unordered bulk, each guarded by its revision; new ones are plain inserts, which is
 * what a rebuild consists of and several times as fast as an upsert.
 *
 * The server answers with sums only, so each write leaves the bulk's own mark; where the sums are short, those without it
 * are the conflicts. A write overtaken by another within that instant is named too: its writer reads again and finds it done.
 *
 * @returns ids whose expected revision was wrong; the others are done
 * @throws DuplicateError after all others are done, when one met a unique index
 */
export async function bulkPut(opened, writes, mark) {
    const { collection, records } = opened;
    const contents = writes.map(({ put }) => ({
        body: bodyOf(put),
        keys: indexKeys(collection.indexes, put),
        bulk: mark,
    }));
    const guarded = (i) => ({
        updateOne: {
            filter: { _id: writes[i].put.id, revision: writes[i].expected },
            update: { $set: contents[i], $inc: { revision: 1 } },
        },
    });
    const first = await run(opened, writes.map(({ put, expected }, i) => expected === 0
        ? { insertOne: { document: { _id: put.id, revision: 1, ...contents[i] } } }
        : guarded(i)));
    if (first.done === writes.length)
        return [];
    // An insert that met its id may have met a removed document whose announcements still wait, at revision 0.
    const second = first.met.length ? await run(opened, first.met.map(guarded)) : undefined;
    const marked = await asking(collection.name, () => records
        .find({ _id: { $in: writes.map((write) => write.put.id) }, bulk: mark }, { _id: 1 })
        .lean());
    const duplicate = first.duplicate ?? second?.duplicate;
    if (duplicate)
        throw duplicate;
    const ids = new Set(marked.map((record) => record._id));
    return writes.flatMap(({ put }) => (ids.has(put.id) ? [] : [put.id]));
}
/** How many were done for certain, which inserts met their id, and the first that met a unique index. */
async function run({ collection, records, writeConcern }, operations) {
    try {
        const { insertedCount, matchedCount } = await records.bulkWrite([...operations], { ordered: false, writeConcern });
        return { done: insertedCount + matchedCount, met: [] };
    }
    catch (error) {
        const failures = error.writeErrors;
        if (!failures?.length)
            throw translated(error, collection.name);
        const met = [];
        let duplicate;
        for (const { index, code, err, errmsg } of failures) {
            const cause = translated({ code, keyPattern: err?.keyPattern, message: errmsg }, collection.name);
            if (!(cause instanceof DuplicateError))
                throw translated(error, collection.name);
            if (cause.index === '_id')
                met.push(index);
            else
                duplicate ??= cause;
        }
        return { done: 0, met, duplicate };
    }
}
