import { HttpProblem } from '@chignon/service-kit';

const WINDOW_MS = 60_000;
/** Slots that are held for one customer within a minute: who compares a few is served, who hoards is not. */
const MAX_HOLDS = 20;

/** How many slots were held for whom in this minute; each process counts for itself. A repeat of a request is the same request. */
export class HoldLimits {
  private held = new Map<string, Set<string>>();
  private fromMs = 0;

  constructor(private readonly most = MAX_HOLDS) {}

  /** @throws HttpProblem 429 `too-many-holds` */
  count(customerId: string, commandId: string, nowMs: number): void {
    if (nowMs - this.fromMs >= WINDOW_MS || nowMs < this.fromMs) {
      this.held = new Map();
      this.fromMs = nowMs;
    }
    const theirs = this.held.get(customerId) ?? new Set();
    this.held.set(customerId, theirs);
    if (theirs.has(commandId)) return;
    if (theirs.size >= this.most)
      throw new HttpProblem(
        429,
        'too-many-holds',
        'Too many slots are held for this customer. Book one of them, or release some.',
        {
          field: 'customerId',
          limit: this.most,
          retryAfterSeconds: Math.max(1, Math.ceil((this.fromMs + WINDOW_MS - nowMs) / 1000)),
        },
      );
    theirs.add(commandId);
  }
}
