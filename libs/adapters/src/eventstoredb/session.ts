import { START, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamResolvedEvent } from '@eventstore/db-client';
import type { RecordedEvent } from '@chignon/eventing';
import { fromServer, toPosition, toText } from './envelope.js';
import { belongsTo } from './reading.js';
import type { Line } from './reading.js';

/** Events the server looks at before it tells how far it is, so that quiet categories move on too. */
const CHECKPOINT_EVERY = 500;

/** What the server says, each in the order it was said. */
export interface Listener {
  /** The subscription stands; what follows is said once this has resolved. Rejects: the session ends. */
  confirmed?(): Promise<void>;
  event(event: RecordedEvent): void;
  /** How far the server has looked. Some releases name the place of the event still to come (KurrentDB issue 4970). */
  checkpoint?(position: string): void;
  /** Everything there was has been said; what is said from now on is new. */
  caughtUp(): void;
  /** The client was too slow: the server goes through the log again, and says when it has caught up. */
  fellBehind?(): void;
}

/** One subscription to the server, for as long as its connection holds. */
export interface Session {
  /** Resolves when it is over, with what went wrong, if anything did. */
  readonly ended: Promise<Error | undefined>;
  end(): void;
  pause(): void;
  resume(): void;
}

/** Subscribes to the streams of these categories after a position; left out: from the first event. */
export function openSession(line: Line, categories: readonly string[], from: string | undefined, listener: Listener): Session {
  const wanted = belongsTo(categories);
  // The client tells of events through a buffer, of all else at once: that waits for the events before it.
  const notes: { left: number; readonly tell: () => void }[] = [];
  const inOrder = (tell: () => void) => {
    if (over) return;
    if (subscription.readableLength === 0) tell();
    else notes.push({ left: subscription.readableLength, tell });
  };
  let over = false;
  let heard = false;
  let finish!: (error?: Error) => void;
  const ended = new Promise<Error | undefined>((resolve) => (finish = resolve));
  const end = (error?: Error) => {
    if (over) return;
    over = true;
    clearTimeout(unconfirmed);
    subscription.unsubscribe().catch(() => undefined);
    finish(error);
  };
  const unconfirmed = setTimeout(() => end(new Error(`subscribe: no answer within ${line.timeoutMs} ms`)), line.timeoutMs);
  const subscription = line.client.subscribeToAll({
    fromPosition: from === undefined ? START : toPosition(from),
    filter: streamNameFilter({
      prefixes: categories.map((category) => `${category}-`),
      maxSearchWindow: CHECKPOINT_EVERY,
      checkpointInterval: 1,
      checkpointReached: (_, at) => inOrder(() => listener.checkpoint?.(toText(at))),
    }),
    ...line.call,
  });
  const hear = () => {
    if (over) return;
    heard = true;
    subscription.on('data', ({ event }: AllStreamResolvedEvent) => {
      if (!over && event && wanted(event.streamId)) listener.event(fromServer(event));
      for (const note of notes) note.left--;
      while (!over && notes[0]?.left === 0) notes.shift()!.tell();
    });
  };
  subscription.on('confirmation', () => {
    clearTimeout(unconfirmed);
    if (listener.confirmed) listener.confirmed().then(hear, end);
    else hear();
  });
  subscription.on('caughtUp', () => inOrder(() => listener.caughtUp()));
  subscription.on('fellBehind', () => inOrder(() => listener.fellBehind?.()));
  subscription.on('error', (error: Error) => end(error));
  for (const last of ['end', 'close'] as const) subscription.on(last, () => end());
  return {
    ended,
    end: () => end(),
    pause: () => subscription.pause(),
    // Before anybody listens, what came would flow into nothing.
    resume: () => void (over || !heard || subscription.resume()),
  };
}
