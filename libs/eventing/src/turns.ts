/** So long work that no request waits for goes on before what came in meanwhile is looked at. */
const SLICE_MS = 4;
/** … at most, where work piles up or somebody waits for it. */
const LONGEST_SLICE_MS = 25;
/** A slice is this share of how long the next piece has waited: what follows must not fall behind for as long as requests keep the process busy. */
const SHARE = 0.1;

interface Waiting {
  readonly sinceMs: number;
  go(): void;
}

/**
 * Turns of work that shares the thread which answers requests: followers, rebuilds, imports. Between two slices the loop looks at what came in; within a
 * slice one piece after another runs until its time is over. A piece that takes longer is not cut: whoever works through many asks before each.
 */
export class Turns {
  private readonly waiting: Waiting[] = [];
  private until = -Infinity;
  private open = false;
  private hurrying = 0;

  constructor(private readonly sliceMs = SLICE_MS) {}

  /** To be awaited before the next piece of work; undefined: go on, there is time left. */
  rest(): Promise<void> | undefined {
    if (this.waiting.length === 0 && performance.now() < this.until) return undefined;
    return this.next();
  }

  /** Resolves when it is this caller's turn, in the order in which they asked. */
  next(): Promise<void> {
    return new Promise((go) => {
      this.waiting.push({ go, sinceMs: performance.now() });
      if (this.open) return;
      this.open = true;
      setImmediate(() => this.begin());
    });
  }

  /** Slices are as long as they may be while somebody waits for what is done in them. */
  async hurried<T>(waiting: () => Promise<T>): Promise<T> {
    this.hurrying++;
    try {
      return await waiting();
    } finally {
      this.hurrying--;
    }
  }

  private begin(): void {
    const nowMs = performance.now();
    const waitedMs = nowMs - (this.waiting[0]?.sinceMs ?? nowMs);
    const wished = this.hurrying > 0 ? LONGEST_SLICE_MS : waitedMs * SHARE;
    this.until = nowMs + Math.max(this.sliceMs, Math.min(LONGEST_SLICE_MS, wished));
    this.release();
  }

  private release(): void {
    const next = this.waiting.shift();
    if (!next) {
      this.open = false;
      return;
    }
    next.go();
    // A tick that a microtask asks for comes when all microtasks are through: when the piece, and what it woke, has run as far as it can by itself.
    queueMicrotask(() =>
      process.nextTick(() => {
        if (performance.now() < this.until) this.release();
        else setImmediate(() => this.begin());
      }),
    );
  }
}

/** The turns of all that goes on in the background of this process. */
export const background = new Turns();
