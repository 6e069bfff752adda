import { EventStoreDBClient, FORWARDS, NO_STREAM } from '@eventstore/db-client';
import type { WrongExpectedVersionError } from '@eventstore/db-client';
import { ConflictError } from '@chignon/eventing';
import type { Appended, CorruptionError, EventToAppend, StreamStore } from '@chignon/eventing';
import { serverId, toServer, toText } from './envelope.js';
import { Follower } from './follower.js';
import { untilKnown, within } from './outcome.js';
import { lastPosition, readBackwards, readStream } from './reading.js';
import type { Line } from './reading.js';

export interface EventStoreDbOptions {
  /** `esdb://host:2113?tls=false`, `esdb+discover://…`, or several hosts separated by commas. */
  readonly connectionString: string;
  /** Left out: those of the connection string. A server with TLS needs them; one without ignores them. */
  readonly username?: string;
  readonly password?: string;
  /** Longest wait for one answer. Default 5000. An append is tried at most 4 times, so it ends within about 4 of these. */
  readonly timeoutMs?: number;
  /**
   * Called once when the server turns out to have another log than the one that was followed (restored from a backup beneath this
   * process, say). From then on appends are refused and subscriptions are dead: the process should end.
   */
  readonly onLost?: (error: CorruptionError) => void;
}

/**
 * Ledgers in EventStoreDB (server 23.10 or newer: it says when a subscription has caught up). Our revision n is the server's n - 1: ours counts events, the
 * server's numbers them from 0. Nothing is asked of the server before the first call.
 */
export function openEventStoreDb(options: EventStoreDbOptions): StreamStore {
  const { connectionString, timeoutMs = 5000 } = options;
  const client = EventStoreDBClient.connectionString(connectionString);
  let lost: CorruptionError | undefined;
  const lose = (error: CorruptionError) => {
    if (lost) return;
    lost = error;
    options.onLost?.(error);
  };
  // Credentials with each call, on an insecure server too (where the client drops them): only then does the client use
  // the plain append. Its batch append shares one stream among all calls, and one failure rejects them all.
  const line: Line = { client, call: { credentials: credentialsOf(options), requiresLeader: true }, timeoutMs, lose };
  const followers = new Set<Follower>();

  /** The position of what stands at our revision, from the stream itself. */
  const positionAt = async (stream: string, revision: number): Promise<string> =>
    (await readStream(line, stream, { direction: FORWARDS, fromRevision: BigInt(revision - 1), maxCount: 1 }))[0]?.position ?? '';

  /** The first answer again when exactly these events already follow the expected revision. */
  const answeredBefore = async (stream: string, events: readonly EventToAppend[], expected: number): Promise<Appended | undefined> => {
    const there = await readStream(line, stream, { direction: FORWARDS, fromRevision: BigInt(expected), maxCount: events.length });
    if (there.length < events.length || there.some((event, i) => serverId(event.id) !== serverId(events[i]!.id))) return undefined;
    return { revision: expected + events.length, position: there.at(-1)!.position };
  };

  const store: StreamStore = {
    read: (stream, from = 1, limit) => readStream(line, stream, { direction: FORWARDS, fromRevision: BigInt(Math.max(from, 1) - 1), ...(limit === undefined ? {} : { maxCount: limit }) }),

    async append(stream, events, { expected }) {
      if (stream.startsWith('$')) throw new TypeError(`${stream}: names with $ belong to the server`);
      if (events.length === 0) throw new TypeError(`${stream}: nothing to append`);
      if (lost) throw lost;
      const batch = events.map(toServer);
      const expectedRevision = expected === 0 ? NO_STREAM : BigInt(expected - 1);
      try {
        const { nextExpectedRevision, position } = await untilKnown(() =>
          within(timeoutMs + 250, `append to ${stream}`, client.appendToStream(stream, batch, { expectedRevision, deadline: timeoutMs, ...line.call })));
        const revision = Number(nextExpectedRevision) + 1;
        return { revision, position: position ? toText(position) : await positionAt(stream, revision) };
      } catch (error) {
        if (!isWrongExpectedVersion(error)) throw error;
        const actual = typeof error.actualVersion === 'bigint' ? Number(error.actualVersion) + 1 : 0;
        const before = actual >= expected + events.length ? await answeredBefore(stream, events, expected) : undefined;
        if (before) return before;
        throw new ConflictError(stream, expected, actual);
      }
    },

    subscribe(subscription) {
      const follower = new Follower(line, store, subscription);
      followers.add(follower);
      return {
        caughtUp: () => follower.caughtUp(),
        close: async () => {
          await follower.close();
          followers.delete(follower);
        },
      };
    },

    end: () => lastPosition(line),

    // The server checks its own files; what it serves is covered by the hash chains.
    async *integrity() {},

    async ping() {
      await readBackwards(line, undefined, 1, []);
    },

    async close() {
      await Promise.all([...followers].map((follower) => follower.close()));
      await within(timeoutMs, 'close', client.dispose()).catch(() => undefined);
      const { getChannel } = client as unknown as { getChannel(): Promise<{ close(): void }> };
      (await getChannel().catch(() => undefined))?.close();
    },
  };
  return store;
}

const isWrongExpectedVersion = (error: unknown): error is WrongExpectedVersionError => (error as { type?: string }).type === 'wrong-expected-version';

function credentialsOf({ connectionString, username, password }: EventStoreDbOptions): { username: string; password: string } {
  if (username !== undefined && password !== undefined) return { username, password };
  const written = /^[^:]+:\/\/([^:@/?]+):([^@]+)@/.exec(connectionString);
  if (written) return { username: decodeURIComponent(written[1]!), password: decodeURIComponent(written[2]!) };
  if (/[?&]tls=false/i.test(connectionString)) return { username: 'nobody', password: 'none' };
  throw new Error('EventStoreDB: a server with TLS needs a user name and a password');
}
