import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { CorruptionError } from '@chignon/eventing';

/** A mark may lag this far behind: a write to a second file at every commit would make every fsync dearer. */
const WRITE_EVERY_MS = 50;

/**
 * How far writes were acknowledged, in a small file beside the database, written after durable commits without waiting
 * for the disk: so it is never ahead of what was on disk.
 *
 * SQLite takes the first damaged frame of its journal for the journal's end, and would silently drop acknowledged
 * transactions behind one flipped byte. A database that ends before its mark is such a one, and is refused.
 */
export class Mark {
  private readonly fd: number;
  private reached: number;
  private timer: NodeJS.Timeout | undefined;

  /** @throws CorruptionError when the database stands before the mark */
  constructor(file: string, name: string, stands: number) {
    const marked = read(file);
    if (marked > stands) {
      throw new CorruptionError(
        name,
        `it ends at ${stands}, but ${marked} was acknowledged: the file or its journal (${name}-wal) is damaged or missing. Restore a backup of the whole folder, or delete ${name}.mark to accept the loss.`,
      );
    }
    this.fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    this.reached = stands;
    this.flush();
  }

  write(n: number): void {
    this.reached = n;
    this.timer ??= setTimeout(() => this.flush(), WRITE_EVERY_MS).unref();
  }

  close(): void {
    this.flush();
    closeSync(this.fd);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      writeSync(this.fd, `${this.reached.toString().padStart(20, '0')}\n`, 0);
    } catch {
      // A mark that lags behind (a full disk before its first byte) only guards less.
    }
  }
}

function read(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
