import type { AnyLedger } from './ledger.js';

/** Events that the folded states kept in memory may stand for, all streams together. */
const DEFAULT_CACHED_EVENTS = 15_000;

/** A stream folded up to a revision. Replaced, never changed, except that `commands` only grows. */
export interface Folded {
  readonly revision: number;
  readonly state: unknown;
  /** Link of the last event. */
  readonly hash: string;
  /** Which commands the stream has seen, and the revisions of their events. */
  readonly commands: Map<string, { inputHash: string; from: number; to: number }>;
}

export const emptyFolded = (ledger: AnyLedger, key: string): Folded => ({
  revision: 0,
  state: ledger.initial(key),
  hash: '',
  commands: new Map(),
});

/** Least recently used streams leave first, weighed by their number of events. */
export class FoldedCache {
  private readonly entries = new Map<string, Folded>();
  private events = 0;
  constructor(private readonly limit = DEFAULT_CACHED_EVENTS) {}

  get(stream: string): Folded | undefined {
    const found = this.entries.get(stream);
    if (found) {
      this.entries.delete(stream);
      this.entries.set(stream, found);
    }
    return found;
  }

  set(stream: string, folded: Folded): void {
    this.forget(stream);
    this.entries.set(stream, folded);
    this.events += folded.revision;
    for (const [oldest] of this.entries) {
      if (this.events <= this.limit || oldest === stream) break;
      this.forget(oldest);
    }
  }

  forget(stream: string): void {
    this.events -= this.entries.get(stream)?.revision ?? 0;
    this.entries.delete(stream);
  }
}
