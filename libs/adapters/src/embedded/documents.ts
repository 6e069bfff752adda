import { ConflictError, DuplicateError } from '@chignon/eventing';
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
import { Announcements } from './announcements.js';
import { declareIndexes, dropBeside, duplicateIn, searchSql } from './document-indexes.js';
import { plan, tableOf } from './document-query.js';
import { turn } from './follower.js';
import type { GroupCommit } from './group-commit.js';
import { pageFindings, rowFindings } from './integrity.js';
import type { Finding } from './integrity.js';
import { SharedFile } from './shared-file.js';
import { checksum, exactText, isConstraint, jsonText, plainText } from './sqlite.js';
import type { Connection, Row } from './sqlite.js';
import { DOCUMENT_COLUMNS, storedDocument } from './stored-document.js';
import { messageFindings } from './stored-message.js';

const SCHEMA =
  'CREATE TABLE IF NOT EXISTS collections(name TEXT PRIMARY KEY, tbl TEXT NOT NULL UNIQUE) WITHOUT ROWID';
const PAGE = 500;

/** A document in its row: JSON text without the revision, which stands beside it. */
const bodyOf = (document: Document): string => {
  exactText('document id', document.id);
  return jsonText(
    'document',
    'revision' in document ? { ...document, revision: undefined } : document,
  );
};
/**
 * Documents, read models and announcements in `documents.sqlite`, which the bus shares. Reads and writes are on the main
 * thread: a read costs microseconds, and writes of one tick share one transaction.
 */
export class EmbeddedDocuments extends SharedFile implements DocumentStore {
  private readonly announcements: Announcements;

  constructor(connection: Connection, commits: GroupCommit) {
    super(connection, commits);
    connection.exec(SCHEMA);
    this.announcements = new Announcements(connection);
  }

  async open(collection: Collection): Promise<void> {
    const table = tableOf(collection);
    await this.write(true, 1, () => {
      const found = this.connection.get(
        `SELECT ${plainText('name')} FROM collections WHERE tbl = ?`,
        [table],
      )?.[0];
      const holder = found && String(found);
      if (holder !== undefined && holder !== collection.name)
        throw new Error(`collections ${holder} and ${collection.name} would share a table`);
      if (holder === undefined) {
        this.connection.exec(
          `CREATE TABLE ${table}(id TEXT PRIMARY KEY, revision INTEGER NOT NULL, body TEXT NOT NULL, sum INTEGER NOT NULL)`,
        );
        this.connection.run('INSERT INTO collections(name, tbl) VALUES(?, ?)', [
          collection.name,
          table,
        ]);
      }
      declareIndexes(this.connection, collection);
    });
  }

  async get<D extends Document>(
    collection: Collection<D>,
    id: string,
  ): Promise<Stored<D> | undefined> {
    if (/[\u0000-\u001f]/.test(id)) return undefined;
    const table = tableOf(collection);
    const row = this.reading(() =>
      this.connection.get(`SELECT ${DOCUMENT_COLUMNS} FROM ${table} WHERE id = ?`, [id]),
    );
    return row && storedDocument<D>(table, row);
  }

  async getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
  ): Promise<Stored<D>[]> {
    if (ids.length > 1000) throw new RangeError('`ids` may have at most 1000 ids.');
    const table = tableOf(collection);
    return this.reading(() =>
      this.connection.all(
        `SELECT ${DOCUMENT_COLUMNS} FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`,
        [JSON.stringify(ids)],
      ),
    ).map((row) => storedDocument<D>(table, row));
  }

  async put<D extends Document>(
    collection: Collection<D>,
    document: D,
    { expected, announce = [] }: PutOptions = {},
  ): Promise<{ revision: number }> {
    const body = bodyOf(document);
    const texts = announce.map((message) => jsonText('announcement', message));
    const revision = await this.write(!collection.rebuildable, 1 + texts.length, () => {
      const written = this.putRow(collection, document.id, body, expected);
      if (written === undefined)
        throw new ConflictError(
          `${collection.name} ${document.id}`,
          expected!,
          this.revisionOf(collection, document.id),
        );
      this.announcements.add(collection, document.id, texts);
      return written;
    });
    if (announce.length) this.announcements.tell();
    return { revision };
  }

  async remove(
    collection: Collection,
    id: string,
    { expected, announce = [] }: PutOptions = {},
  ): Promise<void> {
    exactText('document id', id);
    const texts = announce.map((message) => jsonText('announcement', message));
    await this.write(!collection.rebuildable, 1 + texts.length, () => {
      const revision = this.revisionOf(collection, id);
      if (expected !== undefined && expected !== revision)
        throw new ConflictError(`${collection.name} ${id}`, expected, revision);
      this.connection.run(`DELETE FROM ${tableOf(collection)} WHERE id = ?`, [id]);
      this.announcements.add(collection, id, texts);
    });
    if (announce.length) this.announcements.tell();
  }

  async bulk<D extends Document>(
    collection: Collection<D>,
    writes: readonly Write<D>[],
  ): Promise<{ conflicts: string[] }> {
    const prepared = writes.map((write) =>
      'put' in write
        ? { id: write.put.id, body: bodyOf(write.put), expected: write.expected }
        : { id: exactText('document id', write.remove), body: undefined, expected: write.expected },
    );
    return this.write(!collection.rebuildable, writes.length, () => {
      const conflicts: string[] = [];
      let duplicate: unknown;
      for (const { id, body, expected } of prepared) {
        try {
          const done =
            body === undefined
              ? this.connection.run(
                  `DELETE FROM ${tableOf(collection)} WHERE id = ? AND revision = ?`,
                  [id, expected],
                ).changes === 1
              : this.putRow(collection, id, body, expected) !== undefined;
          if (!done) conflicts.push(id);
        } catch (error) {
          if (!(error instanceof DuplicateError)) throw error;
          duplicate ??= error;
        }
      }
      if (duplicate) throw duplicate;
      return { conflicts };
    });
  }

  async find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>> {
    const table = tableOf(collection);
    const { segments, cursorAfter } = plan(collection, query);
    const rows: Row[] = [];
    for (const { sql, values } of segments) {
      if (rows.length > query.limit) break;
      rows.push(
        ...this.reading(() => this.connection.all(sql, [...values, query.limit + 1 - rows.length])),
      );
    }
    const items = rows.slice(0, query.limit).map((row) => storedDocument<D>(table, row));
    return rows.length > query.limit ? { items, next: cursorAfter(items.at(-1)!) } : { items };
  }

  async search<D extends Document>(
    collection: Collection<D>,
    search: Search,
  ): Promise<Stored<D>[]> {
    const { from, values } = searchSql(collection, search);
    return this.reading(() =>
      this.connection.all(`SELECT ${DOCUMENT_COLUMNS} ${from}`, values),
    ).map((row) => storedDocument<D>(tableOf(collection), row));
  }

  async count(collection: Collection): Promise<number> {
    return this.reading(() =>
      this.connection.get(`SELECT count(*) FROM ${tableOf(collection)}`),
    )![0];
  }

  async *scan<D extends Document>(collection: Collection<D>): AsyncIterable<Stored<D>> {
    const table = tableOf(collection);
    for (let after = ''; ; await turn()) {
      const rows = this.reading(() =>
        this.connection.all(
          `SELECT ${DOCUMENT_COLUMNS} FROM ${table} WHERE id > ? ORDER BY id LIMIT ${PAGE}`,
          [after],
        ),
      );
      let last = after;
      for (const row of rows) {
        const document = storedDocument<D>(table, row);
        last = document.id;
        yield document;
      }
      if (rows.length < PAGE) return;
      after = last;
    }
  }

  async drop(collection: Collection): Promise<void> {
    const table = tableOf(collection);
    await this.write(true, 1, () => {
      this.connection.forget(table);
      dropBeside(this.connection, collection);
      this.connection.exec(`DROP TABLE IF EXISTS ${table}`);
      this.connection.run('DELETE FROM collections WHERE tbl = ?', [table]);
      this.announcements.drop(collection);
    });
  }

  async pendingAnnouncements(
    collections: readonly string[],
    limit: number,
  ): Promise<PendingAnnouncements[]> {
    return this.reading(() => this.announcements.pending(collections, limit));
  }

  /** Need not wait for the disk: an announcement cleared and forgotten is published again, which consumers drop by id. */
  async clearAnnouncements(pending: readonly PendingAnnouncements[]): Promise<void> {
    if (pending.length)
      await this.write(false, pending.length, () => this.announcements.clear(pending));
  }

  onAnnounced(listener: () => void): () => void {
    return this.announcements.listen(listener);
  }

  /** The whole file, messages of the bus included. */
  async *integrity(): AsyncIterable<Finding> {
    this.mustBeOpen();
    yield* await pageFindings(this.connection.file, 'documents.sqlite');
    let collections: Row[];
    try {
      collections = this.connection.all(
        `SELECT ${plainText('name')} FROM collections ORDER BY name`,
      );
    } catch (error) {
      return yield { where: 'documents.sqlite', problem: (error as Error).message };
    }
    for (const [bytes] of collections) {
      const name = String(bytes);
      const table = tableOf({ name });
      yield* rowFindings(
        name,
        (after) =>
          this.connection.all(
            `SELECT rowid, ${DOCUMENT_COLUMNS} FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
            [after?.[0] ?? 0],
          ),
        ([rowid, ...row]) => {
          try {
            storedDocument(table, row);
            return undefined;
          } catch (error) {
            return { where: `${name}, row ${rowid}`, problem: (error as Error).message };
          }
        },
      );
    }
    yield* this.announcements.findings();
    yield* messageFindings(this.connection);
  }

  /** @returns the new revision, or undefined when the expectation was wrong */
  private putRow(
    collection: Collection,
    id: string,
    body: string,
    expected: number | undefined,
  ): number | undefined {
    const table = tableOf(collection);
    const current = expected ?? this.revisionOf(collection, id);
    const revision = current + 1;
    const sum = checksum(id, revision, body);
    try {
      const { changes } =
        current === 0
          ? this.connection.run(
              `INSERT INTO ${table}(id, revision, body, sum) VALUES(?, ?, ?, ?) ON CONFLICT(id) DO NOTHING`,
              [id, revision, body, sum],
            )
          : this.connection.run(
              `UPDATE ${table} SET revision = ?, body = ?, sum = ? WHERE id = ? AND revision = ?`,
              [revision, body, sum, id, current],
            );
      return changes === 1 ? revision : undefined;
    } catch (error) {
      if (isConstraint(error)) throw duplicateIn(collection, error as Error);
      throw error;
    }
  }

  private revisionOf(collection: Collection, id: string): number {
    return (
      this.connection.get(`SELECT revision FROM ${tableOf(collection)} WHERE id = ?`, [id])?.[0] ??
      0
    );
  }
}
