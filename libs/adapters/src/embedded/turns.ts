/** The two threads that may have one folder open: the one that opened it, and the one that joined. */
export type ThreadNo = 1 | 2;

/** Where the turn of a file stands in shared memory: who has it (0: nobody), and whether each of the two waits. */
export const TURN_CELLS = 3;
const OWNER = 0;

/**
 * Whose turn it is to write one file, among two threads. Nobody blocks: who must wait is called when the turn comes. A thread
 * that gives its turn back while the other waits hands it over, so that neither can starve the other.
 */
export class Turns {
  /** Those of this thread who wait, in order. */
  private readonly queue: (() => void)[] = [];
  private mine = false;

  /**
   * @param cells three cells of shared memory, all 0 at the beginning
   * @param handOver tells the other thread that it has the turn: it calls `granted`
   */
  constructor(
    private readonly cells: Int32Array,
    private readonly me: ThreadNo,
    private readonly handOver: () => void,
  ) {}

  /** Takes the turn if nobody has it, or waits for it. */
  tryTake(): boolean {
    if (this.mine || this.queue.length > 0) return false;
    return (this.mine = Atomics.compareExchange(this.cells, OWNER, 0, this.me) === 0);
  }

  /** Resolves with the turn. */
  take(): Promise<void> {
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve) => {
      this.queue.push(resolve);
      if (!this.mine && this.queue.length === 1) this.ask();
    });
  }

  /** Gives the turn back: to the other thread if it waits, then to the next one here. */
  give(): void {
    const other = 3 - this.me;
    this.mine = false;
    Atomics.store(this.cells, OWNER, 0);
    if (
      Atomics.load(this.cells, other) === 1 &&
      Atomics.compareExchange(this.cells, OWNER, 0, other) === 0
    ) {
      Atomics.store(this.cells, other, 0);
      this.handOver();
    }
    if (this.queue.length > 0) this.ask();
  }

  /** The other thread has handed the turn over. It may have seen a wait that was over by then: the turn goes back. */
  granted(): void {
    this.mine = true;
    const next = this.queue.shift();
    if (next) next();
    else this.give();
  }

  /** Says that somebody here waits; the turn may have come free in that moment, and whoever of the two threads sees it first gives it. */
  private ask(): void {
    Atomics.store(this.cells, this.me, 1);
    if (Atomics.compareExchange(this.cells, OWNER, 0, this.me) !== 0) return;
    Atomics.store(this.cells, this.me, 0);
    this.granted();
  }
}
