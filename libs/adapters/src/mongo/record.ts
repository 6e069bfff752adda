import mongoose from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { Collection, Document, Index, Stored } from '@chignon/eventing';
import { asking } from './errors.js';
import { indexKeys } from './keys.js';

/**
 * A document as it stands in MongoDB. The body is JSON text: any JSON comes back as it was put, key order, dots and dollars
 * included, and a rebuilt view can be compared byte by byte. Only what is searched for is apart, in `keys`.
 */
export interface MongoRecord {
  readonly _id: string;
  /** 0: removed, and only its announcements still wait. */
  readonly revision: number;
  readonly body?: string;
  /** By index: one text, or for an index of lists all of them. */
  readonly keys?: { readonly [index: string]: string | readonly string[] };
  readonly announcements?: readonly Announcement[];
  /** How many messages it ever announced. */
  readonly announced?: number;
  /** What its announcements are numbered from: the millisecond in which it was made. */
  readonly base?: number;
  /** Present while announcements wait: when the oldest of them came (see `announcements.ts`). */
  readonly pending?: string;
  /** The bulk that wrote it last. */
  readonly bulk?: string;
}

/** A message that waits in its document, as JSON text. */
export interface Announcement {
  readonly id: string;
  readonly message: string;
}

export const PENDING_INDEX = 'announcements.pending';

const schema = new mongoose.Schema(
  {
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
  },
  {
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    id: false,
    autoIndex: false,
    autoCreate: false,
  },
);

/** What an opened collection is worked with. */
export interface Opened {
  readonly collection: Collection;
  readonly records: Model<MongoRecord>;
  /** Of every write: on the disk of most members, or (what can be rebuilt) merely taken. */
  readonly writeConcern: { readonly w: 'majority' | 1; readonly j: boolean };
}

/** `body` of a document; its revision is the store's own and stays out. @throws TypeError for what JSON refuses */
export const bodyOf = (document: Document): string =>
  JSON.stringify({ ...document, revision: undefined });

export const documentOf = <D extends Document>(record: MongoRecord): Stored<D> => ({
  ...(JSON.parse(record.body!) as D),
  revision: record.revision,
});

/** Name of an index in MongoDB. It says what is in it, so that a changed declaration is a missing index. */
const indexName = (name: string, index: Index): string =>
  `${name}(${index.fields.join(',')})${index.unique ? ' unique' : ''}${index.each ? ' each' : ''}`;

/** Writes the index texts of documents that were there before their index. */
async function fill(opened: Opened): Promise<void> {
  const { records, collection, writeConcern } = opened;
  for (let after = ''; ;) {
    const page = await records
      .find({ _id: { $gt: after }, revision: { $gt: 0 } })
      .sort({ _id: 1 })
      .limit(500)
      .lean<MongoRecord[]>();
    if (!page.length) return;
    await records.bulkWrite(
      page.map((record) => ({
        updateOne: {
          filter: { _id: record._id, revision: record.revision },
          update: { $set: { keys: indexKeys(collection.indexes, documentOf(record)) } },
        },
      })),
      { ordered: false, writeConcern },
    );
    after = page.at(-1)!._id;
  }
}

/** Creates what is missing of a collection and its indexes. An index that is new to a filled collection is filled first. */
export function openRecords(connection: Connection, collection: Collection): Promise<Opened> {
  return asking(collection.name, async () => {
    const records =
      connection.models[collection.name] ??
      connection.model(collection.name, schema, collection.name);
    const opened: Opened = {
      collection,
      records: records as Model<MongoRecord>,
      writeConcern: collection.rebuildable ? { w: 1, j: false } : { w: 'majority', j: true },
    };
    const native = opened.records.collection;
    const before = await native.indexes().catch((error: { code?: number }) => {
      if (error.code === 26) return [];
      throw error;
    });
    const there = new Set(before.map((index) => index.name));
    const missing = Object.entries(collection.indexes).filter(
      ([name, index]) => !there.has(indexName(name, index)),
    );
    if (missing.length && (await opened.records.findOne({}, { _id: 1 }).lean())) await fill(opened);
    for (const [name, index] of missing) {
      const stale = before.find((old) => old.key?.[`keys.${name}`] !== undefined);
      if (stale) await native.dropIndex(stale.name!);
      await native.createIndex(
        { [`keys.${name}`]: 1 },
        {
          name: indexName(name, index),
          unique: index.unique ?? false,
          partialFilterExpression: { [`keys.${name}`]: { $exists: true } },
        },
      );
    }
    if (!there.has(PENDING_INDEX)) {
      await native.createIndex(
        { pending: 1 },
        { name: PENDING_INDEX, partialFilterExpression: { pending: { $exists: true } } },
      );
    }
    return opened;
  });
}

/** The hint that makes `find` go through one index and no other. */
export const hintFor = (opened: Opened, name: string): string =>
  indexName(name, opened.collection.indexes[name]!);

/** What is wrong with a record as it stands; undefined: nothing. */
function problemOf(collection: Collection, record: MongoRecord): string | undefined {
  let document: Document;
  try {
    document = documentOf(record);
  } catch {
    return 'the body is not JSON';
  }
  if (document.id !== record._id) return 'the body has another id';
  const keys = indexKeys(collection.indexes, document);
  const wrong = Object.keys(collection.indexes).find(
    (name) => JSON.stringify(record.keys?.[name]) !== JSON.stringify(keys[name]),
  );
  return wrong && `the entry in index ${wrong} is not the document's`;
}

/** What is wrong with the records of a collection, page by page. */
export async function* findings({
  collection,
  records,
}: Opened): AsyncIterable<{ where: string; problem: string }> {
  for (let after = ''; ;) {
    const page = await asking(collection.name, () =>
      records
        .find({ _id: { $gt: after }, revision: { $gt: 0 } })
        .sort({ _id: 1 })
        .limit(500)
        .lean<MongoRecord[]>(),
    );
    for (const record of page) {
      const problem = problemOf(collection, record);
      if (problem) yield { where: `${collection.name} ${record._id}`, problem };
    }
    if (page.length < 500) return;
    after = page.at(-1)!._id;
  }
}
