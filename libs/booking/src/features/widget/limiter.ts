import { LRUCache } from 'lru-cache';

const WINDOW_MS = 60_000;

/** Counts requests a minute by whatever they are counted for; each process counts for itself. Forgets the least used beyond its bound. */
export class Limiter {
  private readonly windows: LRUCache<string, { readonly fromMs: number; count: number }>;

  constructor(max = 20_000) {
    this.windows = new LRUCache({ max });
  }

  /** Counts one more; seconds to wait when that is over the limit, else undefined. */
  over(what: string, limit: number, nowMs: number): number | undefined {
    const known = this.windows.get(what);
    const window =
      known && nowMs - known.fromMs < WINDOW_MS && nowMs >= known.fromMs
        ? known
        : { fromMs: nowMs, count: 0 };
    if (window !== known) this.windows.set(what, window);
    if (window.count >= limit)
      return Math.max(1, Math.ceil((window.fromMs + WINDOW_MS - nowMs) / 1000));
    window.count++;
    return undefined;
  }
}
