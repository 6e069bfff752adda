import { categoryOf, ConflictError } from '@chignon/eventing';
import type { RecordedEvent, StreamSubscription, SubscribeOptions } from '@chignon/eventing';
import type { Kept } from './log.js';

/** Keeps the log in memory only: for measuring what is in front of the server, where a disk would be all that one sees. */
export function memoryStore(): Kept {
  const streams = new Map<string, RecordedEvent[]>();
  let count = 0;
  let hear: SubscribeOptions['handler'] = async () => {};
  return {
    read: async (stream) => [...(streams.get(stream) ?? [])],
    async append(stream, events, { expected }) {
      const there = streams.get(stream) ?? [];
      if (there.length !== expected) throw new ConflictError(stream, expected, there.length);
      streams.set(stream, there);
      const recorded = events.map((event, i) => ({ ...event, stream, revision: expected + i + 1, position: String(++count) }));
      there.push(...recorded);
      await hear(recorded, String(count));
      return { revision: there.length, position: String(count) };
    },
    subscribe({ categories, handler }): StreamSubscription {
      hear = async (events, position) => handler(events.filter(({ stream }) => categories.includes(categoryOf(stream))), position);
      return { caughtUp: async () => {}, lag: () => 0, close: async () => {} };
    },
  };
}
