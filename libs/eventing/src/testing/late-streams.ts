import { setTimeout as pause } from 'node:timers/promises';
import type { StreamStore } from '../ports/stream-store.js';

export interface Lateness {
  /** The same seed, the same delays in the order they are asked for. */
  readonly seed: number;
  /** Each way of each call, and each batch for a subscriber, takes up to so long. */
  readonly upToMs: number;
  /** Whether it is late at this moment. Left out: always. */
  readonly when?: () => boolean;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A stream store as if it stood behind a slow line: what is asked reaches it late and its answers come late, so that calls which
 * were begun one after the other may happen and end in any order; subscribers hear of an event some time after its append was
 * answered. The promises of the port stay as they are: whoever leans on more than them is found out.
 */
export function lateStreams(
  store: StreamStore,
  { seed, upToMs, when = () => true }: Lateness,
): StreamStore {
  const random = randomFrom(seed);
  const delay = async () => {
    if (when()) await pause(random() * upToMs);
  };
  const late = async <T>(ask: () => Promise<T>): Promise<T> => {
    await delay();
    try {
      return await ask();
    } finally {
      await delay();
    }
  };
  return {
    read: (stream, from, limit) => late(() => store.read(stream, from, limit)),
    append: (stream, events, options) => late(() => store.append(stream, events, options)),
    subscribe: (options) => {
      const subscription = store.subscribe({
        ...options,
        handler: async (events, position) => {
          await delay();
          await options.handler(events, position);
        },
      });
      return {
        caughtUp: () => late(() => subscription.caughtUp()),
        lag: () => subscription.lag(),
        close: () => subscription.close(),
      };
    },
    end: () => late(() => store.end()),
    integrity: () => store.integrity(),
    cutOff: (categories) => late(() => store.cutOff(categories)),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
