import { isIPv6 } from 'node:net';

const WINDOW_MS = 60_000;
/** Callers counted apart; whoever comes beyond is counted with all others who do. */
const MAX_COUNTED = 50_000;
/** One household or machine has a whole network of so many leading groups of an IPv6 address. */
const NETWORK_GROUPS = 4;
const THE_OTHERS = '…';

/**
 * Counts a minute's requests by whom they are counted for; each process counts for itself. Nobody is forgotten within the
 * minute: a full table counts those who are new together, so that a flood of names hides nobody who is over the limit.
 */
export class MinuteCounter {
  private counts = new Map<string, number>();
  private fromMs = 0;

  constructor(
    private readonly limit: number,
    private readonly max = MAX_COUNTED,
  ) {}

  /** Counts one more; seconds to wait when that is over the limit, else undefined. */
  over(whom: string, nowMs: number): number | undefined {
    if (this.limit === 0) return undefined;
    if (nowMs - this.fromMs >= WINDOW_MS || nowMs < this.fromMs) {
      this.counts = new Map();
      this.fromMs = nowMs;
    }
    const key = this.counts.has(whom) || this.counts.size < this.max ? whom : THE_OTHERS;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count > this.limit
      ? Math.max(1, Math.ceil((this.fromMs + WINDOW_MS - nowMs) / 1000))
      : undefined;
  }
}

/** What stands for one client among addresses: an IPv4 address, the network of an IPv6 one. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head, tail] = address.split('%')[0]!.split('::') as [string, string | undefined];
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const groups =
    tail === undefined
      ? before!
      : [
          ...before!,
          ...Array.from({ length: 8 - before!.length - after!.length }, () => '0'),
          ...after!,
        ];
  return `${groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::`;
}
