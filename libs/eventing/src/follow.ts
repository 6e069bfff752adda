import type { Checkpoints } from './checkpoints.js';
import type { Followers } from './followers.js';
import type { Observer } from './observe.js';
import type { MessageBus } from './ports/message-bus.js';
import type { StreamStore } from './ports/stream-store.js';
import type { ConsumedEvent } from './project.js';
import type { Source } from './view.js';
import { optional } from './optional.js';

/** A running follower of a source. */
export interface Following {
  /** @throws StandingError when it does not get on */
  caughtUp(): Promise<void>;
  /** Runs something that waits for this follower: until it ends, batches are taken as they come. */
  hurried<T>(waiting: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A follower is never behind by more than this on purpose. */
const LONGEST_LINGER_MS = 100;
/** How long a follower pauses for each event that it has handled: it tells only where hundreds come in a second. */
const LINGER_MS_AN_EVENT = 4;

/**
 * A pause after each batch, as long as the batch was large: under load the next one is larger still, and a document that many of
 * its events touch is read and written once; what comes now and then is handled at once. Nobody waits for it: who does, hurries.
 */
class Linger {
  private waiting = 0;
  private end: (() => void) | undefined;

  async after(events: number): Promise<void> {
    if (this.waiting > 0 || events === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(
        () => this.end?.(),
        Math.min(LONGEST_LINGER_MS, events * LINGER_MS_AN_EVENT),
      );
      this.end = () => {
        clearTimeout(timer);
        this.end = undefined;
        resolve();
      };
    });
  }

  async hurried<T>(wait: () => Promise<T>): Promise<T> {
    this.waiting++;
    this.end?.();
    try {
      return await wait();
    } finally {
      this.waiting--;
    }
  }
}

/** Ports that a follower needs. */
export interface FollowPorts {
  readonly streams: StreamStore;
  readonly bus: MessageBus;
  readonly checkpoints: Checkpoints;
  readonly followers: Followers;
  /** Told what is done; left out: nobody. */
  readonly observer?: Observer | undefined;
}

/**
 * Follows own streams (from a checkpoint kept under `name`) or topics (as consumer group `name`), in batches.
 * The place moves after the handler resolved. `gather`: batches of own streams may be let grow under load.
 */
export async function follow(
  ports: FollowPorts,
  name: string,
  source: Source,
  handler: (batch: ConsumedEvent[], position?: string) => Promise<void>,
  { gather = false } = {},
): Promise<Following> {
  const follower = ports.followers.add(name);
  const closed = async (close: () => Promise<void>) => {
    await follower.leftBehind(close());
    ports.followers.remove(follower);
  };
  if ('topics' in source) {
    const { topics } = ports.checkpoints;
    const subscription = await ports.bus.subscribe({
      group: name,
      topics: source.topics,
      ...(ports.bus.apart ? { places: topics.of(name) } : {}),
      handler: async (batch) => {
        await follower.handling(batch, () => handler(batch));
        if (ports.bus.apart) topics.save(name, batch);
      },
    });
    follower.lag = () => subscription.lag();
    return {
      caughtUp: () => follower.waitedFor(() => subscription.caughtUp()),
      hurried: (wait) => wait(),
      close: () => closed(() => subscription.close()),
    };
  }
  const from = await ports.checkpoints.resume(name, ports.streams);
  const linger = new Linger();
  const subscription = ports.streams.subscribe({
    categories: source.streams,
    ...optional({ from }),
    handler: async (events, position) => {
      if (events.length > 0) await follower.handling(events, () => handler(events, position));
      ports.checkpoints.save(name, position, events.at(-1));
      if (gather) await linger.after(events.length);
    },
  });
  follower.lag = () => subscription.lag();
  return {
    caughtUp: () => linger.hurried(() => follower.waitedFor(() => subscription.caughtUp())),
    hurried: (wait) => linger.hurried(wait),
    close: () => linger.hurried(() => closed(() => subscription.close())),
  };
}
