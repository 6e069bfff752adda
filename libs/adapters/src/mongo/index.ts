import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import mongoose from 'mongoose';
import type { Connection } from 'mongoose';
import { ConflictError, invalid } from '@chignon/eventing';
import type {
  Collection,
  Document,
  DocumentStore,
  Page,
  PendingAnnouncements,
  PutOptions,
  Query,
  Search,
  Stored,
  Write,
} from '@chignon/eventing';
import { announcing, clear, pendingOf } from './announcements.js';
import { bulkPut } from './bulk.js';
import { asking, duplicateIndex, translated } from './errors.js';
import { boundsOf, cursorAt, cursorKey, indexKeys, searchCondition } from './keys.js';
import { bodyOf, documentOf, findings, hintFor, openRecords } from './record.js';
import type { Opened, MongoRecord } from './record.js';

export interface MongoOptions {
  /** `mongodb://…/<database>`; the database defaults to `chignon`. */
  readonly url: string;
}

/** A put without an expected revision may race with another put or removal: the document is absent at first and there afterwards, or the reverse. */
const PUT_TRIES = 10;

class MongoDocuments implements DocumentStore {
  readonly #connection: Connection;
  readonly #opened = new Map<string, Opened>();
  readonly #announced = new EventEmitter().setMaxListeners(0);

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  #of(collection: Collection): Opened {
    const opened = this.#opened.get(collection.name);
    if (!opened) throw new Error(`collection ${collection.name} was not opened`);
    return opened;
  }

  async open(collection: Collection): Promise<void> {
    this.#opened.set(collection.name, await openRecords(this.#connection, collection));
  }

  async get<D extends Document>(
    collection: Collection<D>,
    id: string,
  ): Promise<Stored<D> | undefined> {
    const { records } = this.#of(collection);
    const record = await asking(collection.name, () =>
      records
        .findOne({ _id: id, revision: { $gt: 0 } }, { body: 1, revision: 1 })
        .lean<MongoRecord>(),
    );
    return record ? documentOf<D>(record) : undefined;
  }

  async getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
  ): Promise<Stored<D>[]> {
    if (!ids.length) return [];
    if (ids.length > 1000) throw invalid('query-invalid', 'At most 1000 ids.', { field: 'ids' });
    const { records } = this.#of(collection);
    const found = await asking(collection.name, () =>
      records
        .find({ _id: { $in: [...ids] }, revision: { $gt: 0 } }, { body: 1, revision: 1 })
        .lean<MongoRecord[]>(),
    );
    return found.map((record) => documentOf<D>(record));
  }

  async put<D extends Document>(
    collection: Collection<D>,
    document: D,
    { expected, announce }: PutOptions = {},
  ): Promise<{ revision: number }> {
    const { records, writeConcern } = this.#of(collection);
    const content = { body: bodyOf(document), keys: indexKeys(collection.indexes, document) };
    const update = { $set: content, ...announcing(announce, { revision: 1 }) };
    const conflict = () =>
      new ConflictError(`${collection.name} ${document.id}`, expected ?? 0, undefined);
    let revision: number | undefined;
    for (let tries = 1; revision === undefined; tries++) {
      try {
        if (expected === undefined) {
          const after = await records
            .findOneAndUpdate({ _id: document.id }, update, {
              returnDocument: 'after',
              projection: { revision: 1 },
              writeConcern,
            })
            .lean<MongoRecord>();
          if (after) {
            revision = after.revision;
            break;
          }
        }
        // Revision 0 is a removed document whose announcements still wait, or none: an insert that meets a live one fails by its id.
        const filter = { _id: document.id, revision: expected ?? 0 };
        const { matchedCount, upsertedCount } = await records.updateOne(filter, update, {
          upsert: filter.revision === 0,
          writeConcern,
        });
        if (matchedCount + upsertedCount === 0) throw conflict();
        revision = filter.revision + 1;
      } catch (error) {
        if (duplicateIndex(error) !== '_id') throw translated(error, collection.name);
        if (expected !== undefined || tries === PUT_TRIES) throw conflict();
      }
    }
    if (announce?.length) this.#announced.emit('announced');
    return { revision };
  }

  async remove(
    collection: Collection,
    id: string,
    { expected, announce }: PutOptions = {},
  ): Promise<void> {
    const { records, writeConcern } = this.#of(collection);
    const filter = { _id: id, revision: expected ?? { $gt: 0 } };
    await asking(collection.name, async () => {
      if (expected !== 0 && !announce?.length) {
        const { deletedCount } = await records.deleteOne(
          { ...filter, pending: { $exists: false } },
          { writeConcern },
        );
        if (deletedCount) return;
      }
      // Pending announcements outlive the document: an empty record, hidden from reads, stays until the relay has cleared them.
      const { matchedCount } =
        expected === 0
          ? { matchedCount: 0 }
          : await records.updateOne(
              filter,
              { $set: { revision: 0 }, $unset: { body: 1, keys: 1 }, ...announcing(announce) },
              { writeConcern },
            );
      if (matchedCount === 0 && expected !== undefined)
        throw new ConflictError(`${collection.name} ${id}`, expected, undefined);
      if (matchedCount && !announce?.length)
        await records.deleteOne(
          { _id: id, revision: 0, pending: { $exists: false } },
          { writeConcern },
        );
    });
    if (announce?.length) this.#announced.emit('announced');
  }

  async find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>> {
    const opened = this.#of(collection);
    const { from, to } = boundsOf(collection.indexes, query);
    const path = `keys.${query.index}`;
    const after =
      query.after === undefined ? undefined : cursorKey(collection.name, query, query.after);
    const descending = query.order === 'desc';
    const within =
      after === undefined
        ? { $gte: from, $lt: to }
        : descending
          ? { $gte: from, $lt: after }
          : { $gt: after, $lt: to };
    const found = await asking(collection.name, () =>
      opened.records
        .find({ [path]: { $exists: true, ...within } }, { body: 1, revision: 1, [path]: 1 })
        .hint(hintFor(opened, query.index))
        .sort({ [path]: descending ? -1 : 1 })
        .limit(query.limit + 1)
        .lean<MongoRecord[]>(),
    );
    const items = found.slice(0, query.limit);
    const page: Page<D> = { items: items.map((record) => documentOf<D>(record)) };
    return found.length > query.limit
      ? {
          ...page,
          next: cursorAt(collection.name, query, String(items.at(-1)!.keys![query.index])),
        }
      : page;
  }

  async search<D extends Document>(
    collection: Collection<D>,
    search: Search,
  ): Promise<Stored<D>[]> {
    const opened = this.#of(collection);
    const condition = { [`keys.${search.index}`]: searchCondition(collection.indexes, search) };
    const found = await asking(collection.name, () =>
      opened.records
        .find(condition, { body: 1, revision: 1 })
        .hint(hintFor(opened, search.index))
        .limit(search.limit)
        .lean<MongoRecord[]>(),
    );
    return found.map((record) => documentOf<D>(record));
  }

  async bulk<D extends Document>(
    collection: Collection<D>,
    writes: readonly Write<D>[],
  ): Promise<{ conflicts: string[] }> {
    const opened = this.#of(collection);
    const conflicts: string[] = [];
    const puts = writes.filter((write) => 'put' in write);
    // An unordered bulk write may reorder two writes of one document: the second is left for the next round.
    for (let rest = puts; rest.length;) {
      const ids = new Set<string>();
      const round = rest.filter(
        (write) => ids.size < 1000 && !ids.has(write.put.id) && ids.add(write.put.id),
      );
      const taken = new Set(round);
      conflicts.push(...(await bulkPut(opened, round, randomUUID())));
      rest = rest.filter((write) => !taken.has(write));
    }
    for (const write of writes) {
      if (!('remove' in write)) continue;
      await this.remove(collection, write.remove, { expected: write.expected }).catch((error) => {
        if (!(error instanceof ConflictError)) throw error;
        conflicts.push(write.remove);
      });
    }
    return { conflicts };
  }

  /** All in the index of ids, less those removed ones that still announce: neither reads a document. */
  async count(collection: Collection): Promise<number> {
    const { records } = this.#of(collection);
    return asking(collection.name, async () => {
      const all = await records.countDocuments({}).hint('_id_');
      return all - (await records.countDocuments({ pending: { $exists: true }, revision: 0 }));
    });
  }

  /** Page by page: it may take as long as it likes and outlives a restart of the server. */
  async *scan<D extends Document>(collection: Collection<D>): AsyncIterable<Stored<D>> {
    const { records } = this.#of(collection);
    for (let after: string | undefined; ;) {
      const filter = { ...(after !== undefined && { _id: { $gt: after } }), revision: { $gt: 0 } };
      const page = await asking(collection.name, () =>
        records
          .find(filter, { body: 1, revision: 1 })
          .sort({ _id: 1 })
          .limit(500)
          .lean<MongoRecord[]>(),
      );
      for (const record of page) yield documentOf<D>(record);
      if (page.length < 500) return;
      after = page.at(-1)!._id;
    }
  }

  async drop(collection: Collection): Promise<void> {
    const { records } = this.#of(collection);
    await asking(collection.name, () =>
      records.collection.drop().catch((error: { code?: number }) => {
        if (error.code !== 26) throw error;
        return false;
      }),
    );
    this.#opened.delete(collection.name);
    this.#connection.deleteModel(collection.name);
  }

  async pendingAnnouncements(
    collections: readonly string[],
    limit: number,
  ): Promise<PendingAnnouncements[]> {
    return pendingOf(
      collections.map((name) => this.#of({ name, indexes: {} })),
      limit,
    );
  }

  async clearAnnouncements(pending: readonly PendingAnnouncements[]): Promise<void> {
    for (const name of new Set(pending.map((p) => p.collection))) {
      await clear(
        this.#of({ name, indexes: {} }),
        pending.filter((p) => p.collection === name),
      );
    }
  }

  onAnnounced(listener: () => void): () => void {
    this.#announced.on('announced', listener);
    return () => void this.#announced.off('announced', listener);
  }

  /** The server guards its pages with checksums; what only we can see is a body or an index text that does not fit its document. */
  async *integrity(): AsyncIterable<{ where: string; problem: string }> {
    for (const opened of this.#opened.values()) yield* findings(opened);
  }

  async ping(): Promise<void> {
    await asking('ping', () => this.#connection.db!.command({ ping: 1 }, { timeoutMS: 2000 }));
  }

  close(): Promise<void> {
    return this.#connection.destroy();
  }
}

/**
 * Opens the document store on MongoDB (a replica set; one node is enough) through mongoose. Writes are acknowledged by the
 * majority from the journal, unless a collection is rebuildable. An engine that does not answer within 5 s is an
 * `UnavailableError`, here and at every call; calls after it is back work again without reopening.
 */
export async function openMongo({ url }: MongoOptions): Promise<DocumentStore> {
  const connection = mongoose.createConnection(url, {
    ...(/^[^/]+\/\/[^/]+\/[^?]/.test(url) ? {} : { dbName: 'chignon' }),
    appName: 'chignon',
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: 5000,
    connectTimeoutMS: 5000,
    socketTimeoutMS: 30_000,
    waitQueueTimeoutMS: 10_000,
    maxPoolSize: 20,
  });
  try {
    await connection.asPromise();
  } catch (error) {
    await connection.destroy().catch(() => undefined);
    throw translated(error, 'mongo');
  }
  return new MongoDocuments(connection);
}
