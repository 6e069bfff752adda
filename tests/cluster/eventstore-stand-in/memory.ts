import { categoryOf, ConflictError } from '@chignon/eventing';
import type { StreamSubscription, SubscribeOptions } from '@chignon/eventing';
import type { Kept } from './log.js';

/** Keeps nothing but how long each stream is, and hands events on: for measuring what is in front of the server, where a disk would be all that one sees. */
export function memoryStore(): Kept {
  const lengths = new Map<string, number>();
  let count = 0;
  let hear: SubscribeOptions['handler'] = async () => {};
  return {
    async append(stream, events, { expected }) {
      const there = lengths.get(stream) ?? 0;
      if (there !== expected) throw new ConflictError(stream, expected, there);
      lengths.set(stream, there + events.length);
      const recorded = events.map((event, i) => ({
        ...event,
        stream,
        revision: expected + i + 1,
        position: String(++count),
      }));
      await hear(recorded, String(count));
      return { revision: there + events.length, position: String(count) };
    },
    subscribe({ categories, handler }): StreamSubscription {
      hear = async (events, position) =>
        handler(
          events.filter(({ stream }) => categories.includes(categoryOf(stream))),
          position,
        );
      return { caughtUp: async () => {}, lag: () => 0, close: async () => {} };
    },
  };
}
