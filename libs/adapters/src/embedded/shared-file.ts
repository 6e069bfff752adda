import { UnavailableError } from '@chignon/eventing';
import type { GroupCommit } from './group-commit.js';
import { translated } from './sqlite.js';
import type { Connection } from './sqlite.js';

/** One of those that share `documents.sqlite`: its errors are in the words of the ports, and once it is closed nothing is read or written. */
export abstract class SharedFile {
  protected closed = false;

  constructor(
    protected readonly connection: Connection,
    protected readonly commits: GroupCommit,
  ) {}

  async ping(): Promise<void> {
    this.reading(() => this.connection.get('SELECT 1'));
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  /** See `GroupCommit.do`. */
  protected async write<T>(durable: boolean, rows: number, run: () => T): Promise<T> {
    this.mustBeOpen();
    return this.commits.do(durable, rows, run);
  }

  protected reading<T>(read: () => T): T {
    this.mustBeOpen();
    try {
      return read();
    } catch (error) {
      throw translated(error, this.connection.file);
    }
  }

  protected mustBeOpen(): void {
    if (this.closed) throw new UnavailableError('storage-closed', 'The data folder is closed.');
  }
}
