// The driver of the platform, in the mode its ledger promises: WAL, nothing acknowledged before fsync.
import Database from 'libsql';

export function openFull(file, schema) {
  const db = new Database(file);
  db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; ${schema}`);
  return db;
}

export const EVENTS =
  'CREATE TABLE IF NOT EXISTS events(position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL, meta TEXT NOT NULL, UNIQUE(stream, revision))';
export const INSERT_EVENT =
  'INSERT INTO events(stream, revision, id, type, version, data, meta) VALUES(?, ?, ?, ?, ?, ?, ?)';

/** Says where it listens, and leaves with its parent. */
export async function serve(app) {
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  process.stdout.write(`ready ${url}\n`);
  process.once('SIGTERM', () => process.exit(0));
}
