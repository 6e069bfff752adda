import { CorruptionError } from '@chignon/eventing';
import type { Collection, PendingAnnouncements } from '@chignon/eventing';
import { rowFindings } from './integrity.js';
import type { Finding } from './integrity.js';
import { checksum, packed, unpacked } from './sqlite.js';
import type { Connection } from './sqlite.js';

const SCHEMA = `CREATE TABLE IF NOT EXISTS announcements(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL, sum INTEGER NOT NULL)`;

/** Looked at for one document asked for: enough for documents with a few messages each. */
const ROWS_PER_DOCUMENT = 4;
const PAGE = 500;
const COLUMNS = packed('collection', 'id', 'message');

/** Messages that wait beside the documents, written in the same transaction and kept in the order of writing. */
export class Announcements {
  private readonly listeners = new Set<() => void>();

  constructor(private readonly connection: Connection) {
    connection.exec(SCHEMA);
  }

  add(collection: Collection, id: string, messages: readonly string[]): void {
    for (const message of messages) {
      this.connection.run(
        'INSERT INTO announcements(collection, id, message, sum) VALUES(?, ?, ?, ?)',
        [collection.name, id, message, checksum(collection.name, id, message)],
      );
    }
  }

  /** By document, in the order of each document's oldest message. A document's messages may come in several parts, in order. */
  pending(collections: readonly string[], limit: number): PendingAnnouncements[] {
    const rows = this.connection.all(
      `SELECT seq, ${COLUMNS} FROM announcements WHERE collection IN (SELECT value FROM json_each(?)) ORDER BY seq LIMIT ?`,
      [JSON.stringify(collections), limit * ROWS_PER_DOCUMENT],
    );
    const documents = new Map<
      string,
      {
        readonly collection: string;
        readonly id: string;
        readonly messages: any[];
        readonly seqs: number[];
      }
    >();
    for (const [seq, blob, sum] of rows) {
      const columns = unpacked(blob, sum, 3);
      if (!columns) throw new CorruptionError(`announcement ${seq}`, 'it is not what was written');
      const [collection, id, message] = columns as [string, string, string];
      const key = `${collection} ${id}`;
      let document = documents.get(key);
      if (!document) {
        if (documents.size === limit) continue;
        documents.set(key, (document = { collection, id, messages: [], seqs: [] }));
      }
      document.messages.push(JSON.parse(message));
      document.seqs.push(seq);
    }
    return [...documents.values()].map(({ seqs, ...rest }) => ({
      ...rest,
      numbers: seqs,
      token: JSON.stringify(seqs),
    }));
  }

  clear(pending: readonly PendingAnnouncements[]): void {
    for (const { token } of pending)
      this.connection.run(
        'DELETE FROM announcements WHERE seq IN (SELECT value FROM json_each(?))',
        [token],
      );
  }

  drop(collection: Collection): void {
    this.connection.run('DELETE FROM announcements WHERE collection = ?', [collection.name]);
  }

  listen(listener: () => void): () => void {
    const mine = () => listener();
    this.listeners.add(mine);
    return () => void this.listeners.delete(mine);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }

  findings(): AsyncIterable<Finding> {
    return rowFindings(
      'announcements',
      (after) =>
        this.connection.all(
          `SELECT seq, ${COLUMNS} FROM announcements WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
          [after?.[0] ?? 0],
        ),
      ([seq, blob, sum]) =>
        unpacked(blob, sum, 3)
          ? undefined
          : { where: `announcement ${seq}`, problem: 'it is not what was written' },
    );
  }
}
