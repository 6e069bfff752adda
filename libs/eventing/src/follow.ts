import type { Checkpoints } from './checkpoints.js';
import type { MessageBus } from './ports/message-bus.js';
import type { StreamStore } from './ports/stream-store.js';
import type { Heard } from './project.js';
import type { Source } from './view.js';

/** A running follower of a source. */
export interface Following {
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Follows own streams (from a checkpoint kept under `name`) or topics (as consumer group `name`), in batches.
 * The place moves after the handler resolved.
 */
export async function follow(ports: { streams: StreamStore; bus: MessageBus; checkpoints: Checkpoints }, name: string, source: Source, handler: (batch: Heard[], position?: string) => Promise<void>): Promise<Following> {
  if ('topics' in source) return ports.bus.subscribe({ group: name, topics: source.topics, handler });
  const from = await ports.checkpoints.get(name);
  return ports.streams.subscribe({
    categories: source.streams,
    ...(from === undefined ? {} : { from }),
    handler: async (events, position) => {
      if (events.length > 0) await handler(events, position);
      ports.checkpoints.save(name, position);
    },
  });
}
