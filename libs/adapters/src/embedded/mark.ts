import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs';
import { CorruptionError } from '@chignon/eventing';

/**
 * How far writes were acknowledged, in a small file beside the database, written after each durable commit without
 * waiting for the disk: so it is never ahead of what was on disk.
 *
 * SQLite takes the first damaged frame of its journal for the journal's end, and would silently drop acknowledged
 * transactions behind one flipped byte. A database that ends before its mark is such a one, and is refused.
 */
export class Mark {
  private readonly fd: number;

  /** @throws CorruptionError when the database stands before the mark */
  constructor(file: string, name: string, stands: number) {
    const marked = read(file);
    if (marked > stands) {
      throw new CorruptionError(name, `it ends at ${stands}, but ${marked} was acknowledged: the file or its journal (${name}-wal) is damaged or missing. Restore a backup of the whole folder, or delete ${name}.mark to accept the loss.`);
    }
    this.fd = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600);
    this.write(stands);
  }

  write(n: number): void {
    try {
      writeSync(this.fd, `${n.toString().padStart(20, '0')}\n`, 0);
    } catch {
      // A mark that lags behind (a full disk before its first byte) only guards less.
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

function read(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
