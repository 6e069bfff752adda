import type { EventToAppend, RecordedEvent } from '../event.js';
import type { StreamStore } from '../ports/stream-store.js';
import { newEvent } from './made.js';

/** What the parts of `streamStoreContract` share. */
export interface Setting {
  readonly store: StreamStore;
  /** A category that no other test writes to. */
  readonly category: string;
  test(title: string, run: () => Promise<void>): void;
}

/** Remembers what a handler was given. */
export const recorder = () => {
  const events: RecordedEvent[] = [];
  const positions: string[] = [];
  return {
    events,
    positions,
    ids: () => events.map((e) => e.id),
    handler: async (batch: RecordedEvent[], position: string) => {
      events.push(...batch);
      positions.push(position);
    },
  };
};

/** Appends one event, and returns it. */
export const appendOne = async (
  store: StreamStore,
  stream: string,
  expected: number,
  event: EventToAppend = newEvent(),
): Promise<EventToAppend> => {
  await store.append(stream, [event], { expected });
  return event;
};
