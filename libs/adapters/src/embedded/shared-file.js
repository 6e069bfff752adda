import { UnavailableError } from '@chignon/eventing';
import { translated } from './sqlite.js';
/** One of those that share `documents.sqlite`: its errors are in the words of the ports, and once it is closed nothing is read or written. */
export class SharedFile {
    connection;
    commits;
    closed = false;
    constructor(connection, commits) {
        this.connection = connection;
        this.commits = commits;
    }
    async ping() {
        this.reading(() => this.connection.get('SELECT 1'));
    }
    async close() {
        this.closed = true;
    }
    /** See `GroupCommit.do`. */
    async write(durable, rows, run) {
        this.mustBeOpen();
        return this.commits.do(durable, rows, run);
    }
    reading(read) {
        this.mustBeOpen();
        try {
            return read();
        }
        catch (error) {
            throw translated(error, this.connection.file);
        }
    }
    mustBeOpen() {
        if (this.closed)
            throw new UnavailableError('storage-closed', 'The data folder is closed.');
    }
}
