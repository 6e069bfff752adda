import { invalid } from '@chignon/eventing';

/** A search works so long before it lets others in. */
const SLICE_MS = 15;
/** A search that takes longer in all than this asks for too much. */
const BUDGET_MS = 10_000;

/** One search at a time works between two looks at what came in, however many there are. */
let turns: Promise<void> = Promise.resolve();
const nextTurn = (): Promise<void> =>
  (turns = turns.then(() => new Promise((resolve) => setImmediate(resolve))));

/**
 * The pace of a long search within the process that answers everybody: it works in slices, and others are answered in
 * between. Ask `rest` often, and await it only when it says so.
 */
export class Pace {
  private sliceFrom = performance.now();
  private workedMs = 0;

  /** @param limits what the caller may ask less of, for the refusal; absent: no request waits for it, and it may take as long as it takes */
  constructor(private readonly limits?: { readonly field: string; readonly expected: string }) {}

  /** Runs a search that pauses to its end. @throws Refusal 422 `search-too-large` */
  async through<T>(search: Iterator<unknown, T>): Promise<T> {
    for (;;) {
      // Before the first step too: of many searches that pause nowhere none waits for the others' time to be up.
      const rest = this.rest();
      if (rest) await rest;
      const step = search.next();
      if (step.done) return step.value;
    }
  }

  /** To be awaited when it is time to let others in; else undefined. @throws Refusal 422 `search-too-large` */
  rest(): Promise<void> | undefined {
    const forMs = performance.now() - this.sliceFrom;
    if (forMs < SLICE_MS) return undefined;
    this.workedMs += forMs;
    if (this.limits && this.workedMs > BUDGET_MS)
      throw invalid('search-too-large', 'The search is too large.', this.limits);
    return nextTurn().then(() => void (this.sliceFrom = performance.now()));
  }
}
