import type { ClientReadableStream } from '@grpc/grpc-js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '@chignon/eventing';
import { fromServer, isServers, placeText, toPosition } from './envelope.js';
import { explained, READ_ALL, Silence } from './outcome.js';
import type { Line } from './reading.js';
import { subscriptionRequest } from './requests.js';

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
  /** Nothing more is said, and the server is not asked for more, until `resume`. */
  pause(): void;
  resume(): void;
}

/** Subscribes to the streams of these categories after a position; left out: from the first event. Records of the server's own are not said. */
export function openSession(
  { connection }: Line,
  categories: readonly string[],
  from: string | undefined,
  listener: Listener,
): Session {
  const asked = {
    what: `subscription to ${categories.join(', ')}`,
    right: READ_ALL,
    user: connection.user,
  };
  const request = subscriptionRequest(
    from === undefined ? 'start' : toPosition(from),
    categories.map((category) => `${category}-`),
    CHECKPOINT_EVERY,
  );
  let call: ClientReadableStream<ReadResp> | undefined;
  let over = false;
  let confirming = false;
  let paused = false;
  let finish!: (error?: Error) => void;
  const ended = new Promise<Error | undefined>((resolve) => (finish = resolve));
  const end = (error?: unknown) => {
    if (over) return;
    over = true;
    clearTimeout(unconfirmed);
    call?.cancel();
    finish(error === undefined ? undefined : explained(error, asked));
  };
  const unconfirmed = setTimeout(
    () => end(new Silence(`${asked.what}: no answer within ${connection.timeoutMs} ms`)),
    connection.timeoutMs,
  );
  const confirmed = () => {
    clearTimeout(unconfirmed);
    if (!listener.confirmed) return;
    confirming = true;
    call!.pause();
    listener.confirmed().then(() => {
      confirming = false;
      if (!paused && !over) call!.resume();
    }, end);
  };
  const hear = (response: ReadResp) => {
    if (over) return;
    const event = response.getEvent()?.getEvent();
    if (event) {
      if (isServers(event))
        listener.checkpoint?.(placeText(event.getCommitPosition(), event.getPreparePosition()));
      else listener.event(fromServer(event));
      return;
    }
    const checkpoint = response.getCheckpoint();
    if (checkpoint)
      listener.checkpoint?.(
        placeText(checkpoint.getCommitPosition(), checkpoint.getPreparePosition()),
      );
    else if (response.hasCaughtUp()) listener.caughtUp();
    else if (response.hasFellBehind()) listener.fellBehind?.();
    else if (response.hasConfirmation()) confirmed();
  };
  connection.streams().then((client) => {
    if (over) return;
    call = client.read(request, connection.metadata());
    call.on('data', hear);
    // Stays attached for late errors: an error event that nobody hears ends the process.
    call.on('error', (error) => {
      if (!over) connection.ended(client, error);
      end(error);
    });
    call.on('end', () => end());
    void ended.then((error) => void (error instanceof Silence && connection.ended(client, error)));
  }, end);
  return {
    ended,
    end: () => end(),
    pause: () => {
      paused = true;
      call?.pause();
    },
    resume: () => {
      paused = false;
      if (!confirming && !over) call?.resume();
    },
  };
}
