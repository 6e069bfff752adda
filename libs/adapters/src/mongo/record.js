import mongoose from 'mongoose';
import { asking } from './errors.js';
import { indexKeys } from './keys.js';
export const PENDING_INDEX = 'announcements.pending';
const schema = new mongoose.Schema({
    _id: { type: String, required: true },
    revision: { type: Number, required: true },
    body: String,
    keys: mongoose.Schema.Types.Mixed,
    announcements: {
        type: [new mongoose.Schema({ id: String, message: String }, { _id: false, id: false })],
        default: undefined,
    },
    announced: Number,
    base: Number,
    pending: String,
    bulk: String,
}, {
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    id: false,
    autoIndex: false,
    autoCreate: false,
});
/** `body` of a document; its revision is the store's own and stays out. @throws TypeError for what JSON refuses */
export const bodyOf = (document) => JSON.stringify({ ...document, revision: undefined });
export const documentOf = (record) => ({
    ...JSON.parse(record.body),
    revision: record.revision,
});
/** Name of an index in MongoDB. It says what is in it, so that a changed declaration is a missing index. */
const indexName = (name, index) => `${name}(${index.fields.join(',')})${index.unique ? ' unique' : ''}${index.each ? ' each' : ''}`;
/** Writes the index texts of documents that were there before their index. */
async function fill(opened) {
    const { records, collection, writeConcern } = opened;
    for (let after = '';;) {
        const page = await records
            .find({ _id: { $gt: after }, revision: { $gt: 0 } })
            .sort({ _id: 1 })
            .limit(500)
            .lean();
        if (!page.length)
            return;
        await records.bulkWrite(page.map((record) => ({
            updateOne: {
                filter: { _id: record._id, revision: record.revision },
                update: { $set: { keys: indexKeys(collection.indexes, documentOf(record)) } },
            },
        })), { ordered: false, writeConcern });
        after = page.at(-1)._id;
    }
}
/** Creates what is missing of a collection and its indexes. An index that is new to a filled collection is filled first. */
export function openRecords(connection, collection) {
    return asking(collection.name, async () => {
        const records = connection.models[collection.name] ??
            connection.model(collection.name, schema, collection.name);
        const opened = {
            collection,
            records: records,
            writeConcern: collection.rebuildable ? { w: 1, j: false } : { w: 'majority', j: true },
        };
        const native = opened.records.collection;
        const before = await native.indexes().catch((error) => {
            if (error.code === 26)
                return [];
            throw error;
        });
        const there = new Set(before.map((index) => index.name));
        const missing = Object.entries(collection.indexes).filter(([name, index]) => !there.has(indexName(name, index)));
        if (missing.length && (await opened.records.findOne({}, { _id: 1 }).lean()))
            await fill(opened);
        for (const [name, index] of missing) {
            const stale = before.find((old) => old.key?.[`keys.${name}`] !== undefined);
            if (stale)
                await native.dropIndex(stale.name);
            await native.createIndex({ [`keys.${name}`]: 1 }, {
                name: indexName(name, index),
                unique: index.unique ?? false,
                partialFilterExpression: { [`keys.${name}`]: { $exists: true } },
            });
        }
        if (!there.has(PENDING_INDEX)) {
            await native.createIndex({ pending: 1 }, { name: PENDING_INDEX, partialFilterExpression: { pending: { $exists: true } } });
        }
        return opened;
    });
}
/** The hint that makes `find` go through one index and no other. */
export const hintFor = (opened, name) => indexName(name, opened.collection.indexes[name]);
/** What is wrong with a record as it stands; undefined: nothing. */
function problemOf(collection, record) {
    let document;
    try {
        document = documentOf(record);
    }
    catch {
        return 'the body is not JSON';
    }
    if (document.id !== record._id)
        return 'the body has another id';
    const keys = indexKeys(collection.indexes, document);
    const wrong = Object.keys(collection.indexes).find((name) => JSON.stringify(record.keys?.[name]) !== JSON.stringify(keys[name]));
    return wrong && `the entry in index ${wrong} is not the document's`;
}
/** What is wrong with the records of a collection, page by page. */
export async function* findings({ collection, records, }) {
    for (let after = '';;) {
        const page = await asking(collection.name, () => records
            .find({ _id: { $gt: after }, revision: { $gt: 0 } })
            .sort({ _id: 1 })
            .limit(500)
            .lean());
        for (const record of page) {
            const problem = problemOf(collection, record);
            if (problem)
                yield { where: `${collection.name} ${record._id}`, problem };
        }
        if (page.length < 500)
            return;
        after = page.at(-1)._id;
    }
}
