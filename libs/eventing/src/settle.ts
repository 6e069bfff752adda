import type { ContextRuntime } from './runtime.js';

/** A platform that is not quiet after so many rounds feeds itself. */
const MAX_SETTLE_ROUNDS = 1000;

/** Waits until every relay, reaction, effect and view of these contexts has seen everything, and what followed from it. */
export async function settle(runtimes: readonly ContextRuntime[]): Promise<void> {
  const total = () => runtimes.reduce((sum, { activity }) => sum + activity, 0);
  for (let round = 0; round < MAX_SETTLE_ROUNDS; round++) {
    const before = total();
    // Side by side: what one makes of another's events in this round is met in the next.
    await Promise.all(runtimes.map((runtime) => runtime.caughtUp()));
    if (total() === before) return;
  }
  throw new Error('the platform does not come to rest');
}
