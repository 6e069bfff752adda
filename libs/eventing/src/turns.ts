/** So long work that no request waits for goes on before what came in meanwhile is looked at. */
const SLICE_MS = 4;

/**
 * Turns of work that shares the thread which answers requests: followers, rebuilds, imports. Between two slices the loop looks at what came in; within a
 * slice one piece after another runs until its time is over. A piece that takes longer is not cut: whoever works through many asks before each.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private sliceFrom = -Infinity;
  private open = false;

  constructor(private readonly sliceMs = SLICE_MS) {}

  /** To be awaited before the next piece of work; undefined: go on, there is time left. */
  rest(): Promise<void> | undefined {
    if (this.waiting.length === 0 && this.isOn()) return undefined;
    return this.next();
  }

  /** Resolves when it is this caller's turn, in the order in which they asked. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.open) return;
      this.open = true;
      setImmediate(() => this.begin());
    });
  }

  private isOn(): boolean {
    return performance.now() - this.sliceFrom < this.sliceMs;
  }

  private begin(): void {
    this.sliceFrom = performance.now();
    this.release();
  }

  private release(): void {
    const next = this.waiting.shift();
    if (!next) {
      this.open = false;
      return;
    }
    next();
    // A tick that a microtask asks for comes when all microtasks are through: when the piece, and what it woke, has run as far as it can by itself.
    queueMicrotask(() =>
      process.nextTick(() => {
        if (this.isOn()) this.release();
        else setImmediate(() => this.begin());
      }),
    );
  }
}

/** The turns of all that goes on in the background of this process. */
export const background = new Turns();
