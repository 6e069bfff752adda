import { msOfIso } from '@chignon/calendar';
import type { Collection, Reads, Tools } from '@chignon/eventing';
import { LRUCache } from 'lru-cache';

/**
 * How long master data read from documents is trusted where other processes may write it. A change made through this process
 * counts at once; one made through another process counts after this time, as if the booking had come that much earlier.
 */
const TRUST_MS = 2000;

interface Trusted<T> {
  readonly atMs: number;
  /** Changes made through this process when it was read. */
  readonly changes: number;
  readonly value: Promise<T>;
}

/** What was read of one kind, by key. */
export type Remembered<T> = LRUCache<string, Trusted<T>>;

/** What was read of one kind, at most so many. */
export const remembered = <T>(max: number): Remembered<T> => new LRUCache({ max });

/** Reads of some collections that are trusted for a moment: any write to any of them ends what was remembered, whoever writes. */
export class TrustedReads {
  /** Reads that end what this process remembers when it writes. */
  readonly documents: Reads;
  private changes = 0;

  constructor(
    private readonly tools: Tools,
    collections: readonly Collection[],
  ) {
    this.documents = tools.remember(collections, () => this.changes++);
  }

  /** What is remembered under the key, or what is read now. Nothing found and a failure are not remembered. */
  get<T>(of: Remembered<T>, key: string, read: () => Promise<T>): Promise<T> {
    const nowMs = msOfIso(this.tools.facts.now());
    const known = of.get(key);
    if (
      known?.changes === this.changes &&
      (this.tools.singleWriter || Math.abs(nowMs - known.atMs) < TRUST_MS)
    )
      return known.value;
    const value = read();
    of.set(key, { atMs: nowMs, changes: this.changes, value });
    const forget = () => of.get(key)?.value === value && of.delete(key);
    value.then((found) => found === undefined && forget(), forget);
    return value;
  }
}
