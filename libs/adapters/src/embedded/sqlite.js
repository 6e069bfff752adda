import { statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'libsql';
import { CorruptionError, UnavailableError } from '@chignon/eventing';
/** Where workers find the driver: they are started from source text and have no folder of their own to look from. */
export const DRIVER_PATH = createRequire(import.meta.url).resolve('libsql');
/** A journal is copied into its file when it has grown past this. */
export const JOURNAL_REST_BYTES = 4 << 20;
/** Less free space than this, and a failed write is taken for a full disk: SQLite reports it as an I/O error when the index of the journal cannot grow. */
const FULL_BELOW_BYTES = 1 << 20;
/** Text that SQLite and a packed row keep exactly: control characters would cut it, half a surrogate pair would be replaced. */
export function exactText(what, text) {
    if (typeof text !== 'string' || text === '')
        throw new TypeError(`${what} must be a text`);
    if (/[\u0000-\u001f]/.test(text) ||
        (/[\ud800-\udfff]/.test(text) && !text.isWellFormed()))
        throw new TypeError(`${what} must be well-formed text without control characters`);
    return text;
}
/** JSON text of a value; throws for what JSON refuses (cycles, BigInt) and for what it would leave out. */
export function jsonText(what, value) {
    const text = JSON.stringify(value);
    if (text === undefined)
        throw new TypeError(`${what} is not JSON`);
    return text;
}
/**
 * How text leaves the database: the columns of a row in one blob, with its checksum beside it. The driver ends the
 * process on text that is not UTF-8, and a damaged row may hold just that: so bytes come first, are compared with their
 * checksum, and are text only then. Nothing is ever read from a table in another way.
 */
export const packed = (...columns) => `CAST(${columns.join(' || char(10) || ')} AS BLOB), CAST(sum AS INTEGER)`;
/** The checksum of a row: CRC-32 of what `packed` reads. Finds what a disk or a hand changed, not what a forger recomputed. */
export const checksum = (...columns) => crc32(columns.join('\n'));
/** The columns of a packed row, or undefined when they are not what was written. The last column may hold anything, the others no line feed. */
export function unpacked(blob, sum, columns) {
    if (!Buffer.isBuffer(blob) || crc32(blob) !== sum)
        return undefined;
    const text = blob.toString();
    const parts = [];
    let from = 0;
    for (let n = 1; n < columns; n++) {
        const to = text.indexOf('\n', from);
        if (to < 0)
            return undefined;
        parts.push(text.slice(from, to));
        from = to + 1;
    }
    parts.push(text.slice(from));
    return parts;
}
/** Names from a table without checksums, for reports and for looking up. */
export const plainText = (column) => `CAST(${column} AS BLOB)`;
const codeOf = (error) => String(error?.code ?? '');
/** Errors of one statement only; all others end the whole transaction. */
export const isConstraint = (error) => codeOf(error).startsWith('SQLITE_CONSTRAINT');
export const isSqlite = (error) => codeOf(error).startsWith('SQLITE_');
/** After an I/O error nobody knows which pages the kernel still holds: the connection must not be trusted again. */
export const isIoError = (error) => codeOf(error).startsWith('SQLITE_IOERR');
/** The driver's error in the words of the ports. */
export function translated(error, file) {
    const code = codeOf(error);
    if (!code.startsWith('SQLITE_'))
        return error;
    if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
        return new CorruptionError(file, error.message);
    // Every statement is fixed: one that has become wrong meets a schema that is not the one that was written.
    if (code === 'SQLITE_ERROR')
        return new CorruptionError(file, error.message);
    if (code.startsWith('SQLITE_FULL') || (isIoError(error) && isFull(file))) {
        return new UnavailableError('storage-full', 'The disk of the data folder is full. Nothing was changed, and writes resume when there is space.');
    }
    return new UnavailableError('storage-failed', `The data folder cannot be written at present (${code}). Nothing was changed.`);
}
function isFull(file) {
    try {
        const { bavail, bsize } = statfsSync(dirname(file));
        return bavail * bsize < FULL_BELOW_BYTES;
    }
    catch {
        return false;
    }
}
/** One connection with its prepared statements. Rows come back as arrays. */
export class Connection {
    file;
    setup;
    db;
    statements = new Map();
    /** @param setup run on every opening: PRAGMAs */
    constructor(file, setup) {
        this.file = file;
        this.setup = setup;
        this.reopen();
    }
    /** Drops everything the old connection believed. */
    reopen() {
        this.close();
        const db = new Database(this.file);
        try {
            db.exec(`PRAGMA busy_timeout=5000;${this.setup}`);
        }
        catch (error) {
            db.close();
            throw translated(error, this.file);
        }
        this.db = db;
    }
    get inTransaction() {
        return this.db?.inTransaction ?? false;
    }
    exec(sql) {
        this.live().exec(sql);
    }
    /** @returns how many rows changed */
    run(sql, values = []) {
        return this.prepared(sql, values).run(values);
    }
    get(sql, values = []) {
        return this.prepared(sql, values).get(values);
    }
    all(sql, values = []) {
        return this.prepared(sql, values).all(values);
    }
    /** Forgets statements over a table that is going away. */
    forget(table) {
        for (const sql of this.statements.keys())
            if (sql.includes(table))
                this.statements.delete(sql);
    }
    close() {
        this.statements.clear();
        this.db?.close();
        this.db = undefined;
    }
    live() {
        if (!this.db)
            throw new UnavailableError('storage-closed', 'The data folder is closed.');
        return this.db;
    }
    prepared(sql, values) {
        for (const value of values) {
            if (typeof value !== 'string' &&
                value !== null &&
                !(typeof value === 'number' && Number.isFinite(value)))
                throw new TypeError(`cannot be bound: ${typeof value}`);
        }
        const known = this.statements.get(sql);
        if (known)
            return known;
        const statement = this.live().prepare(sql);
        const made = (/^\s*(SELECT|PRAGMA|EXPLAIN|WITH)/i.test(sql) || / RETURNING /i.test(sql)
            ? statement.raw()
            : statement);
        this.statements.set(sql, made);
        return made;
    }
}
