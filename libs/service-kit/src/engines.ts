import { UnavailableError } from '@chignon/eventing';
import type { CorruptionError, EngineObserver, Facts, Ports, StreamStore } from '@chignon/eventing';
import { randomUUID } from 'node:crypto';
import type { Config } from './config.js';
import { maskUrl } from './config.js';
import type { Logger } from './log.js';

export interface OpenEngines extends Ports {
  /** No other process can reach these engines, so no leases are needed. */
  readonly exclusive: boolean;
  /** What was chosen, for people. */
  readonly description: string;
  close(): Promise<void>;
}

/** The clock as text; asked several times a request, so a millisecond is written once. */
function clock(): () => string {
  let [atMs, text] = [NaN, ''];
  return () => {
    const nowMs = Date.now();
    if (nowMs !== atMs) [atMs, text] = [nowMs, new Date(nowMs).toISOString()];
    return text;
  };
}

/** The clock and ids of the real world. */
export const realFacts: Facts = { now: clock(), newId: () => randomUUID() };

/** Ends the process when its ledgers are not those that it followed: it refuses at the next start, until the right ones are back. */
export const leave =
  (log: Logger) =>
  (error: CorruptionError): void => {
    log.fatal(
      { error: error.message },
      'the ledgers are not those that were followed; the process ends',
    );
    process.exit(1);
  };

/** An engine knows this process's user not, or denies it a right that it needs; the message says which. Not to be waited out. */
export class EngineAccessError extends UnavailableError {
  override readonly name = 'EngineAccessError';
}

const NO_ACCESS = ['eventstore-unauthenticated', 'eventstore-access-denied'];

/** Reads `$all` once: without that right every follower would stand still. A server that is away is waited for, as it is later. */
async function mayFollow(streams: StreamStore): Promise<void> {
  try {
    await streams.ping();
  } catch (error) {
    if (!(error instanceof UnavailableError) || !NO_ACCESS.includes(error.code)) return;
    await streams.close();
    throw new EngineAccessError(error.code, error.message);
  }
}

/** The only place that picks adapters. Drivers of engines that are not used are not even loaded. */
export async function openEngines(
  config: Config,
  log: Logger,
  facts = realFacts,
  observer?: EngineObserver,
): Promise<OpenEngines> {
  if (config.engines.kind === 'embedded') {
    const { openEmbedded } = await import('@chignon/adapters/embedded');
    const embedded = await openEmbedded({ dir: config.dataDir, observer });
    return {
      ...embedded,
      facts,
      exclusive: true,
      description: 'embedded (SQLite in the data folder)',
      close: () => embedded.close(),
    };
  }
  const { eventStoreUrl, mongoUrl, kafkaBrokers, kafkaSsl, kafkaSasl, kafkaSessionTimeoutMs } =
    config.engines;
  const [{ openEventStoreDb }, { openMongo }, { openKafka }] = await Promise.all([
    import('@chignon/adapters/eventstoredb'),
    import('@chignon/adapters/mongo'),
    import('@chignon/adapters/kafka'),
  ]);
  const streams = openEventStoreDb({
    connectionString: eventStoreUrl,
    onLost: leave(log),
    observer,
  });
  await mayFollow(streams);
  const documents = await openMongo({ url: mongoUrl });
  const bus = await openKafka({
    brokers: [...kafkaBrokers],
    clientId: 'chignon',
    ssl: kafkaSsl,
    sessionTimeoutMs: kafkaSessionTimeoutMs,
    log: (level, message, facts) => log[level](facts, message),
    onLost: leave(log),
    ...(kafkaSasl ? { sasl: kafkaSasl as never } : {}),
  });
  return {
    streams,
    documents,
    bus,
    facts,
    exclusive: false,
    description: `EventStoreDB ${maskUrl(eventStoreUrl)}, MongoDB ${maskUrl(mongoUrl)}, Kafka ${kafkaBrokers.join(',')}`,
    close: async () => {
      await bus.close();
      await streams.close();
      await documents.close();
    },
  };
}

/** Makes the user of EventStoreDB that `url` names, with the one right that it needs, as the administrator of `adminUrl`; may be repeated. */
export async function makeEventStoreUser(
  url: string,
  adminUrl: string,
): Promise<{ readonly user: string; readonly created: boolean; readonly granted: boolean }> {
  const { makeEventStoreUser: make } = await import('@chignon/adapters/eventstoredb');
  return make(url, adminUrl);
}

/** For a process without contexts (the gateway of a cluster): nothing to open, nothing to wait for. */
export function noEngines(facts = realFacts): OpenEngines {
  const nothing = new Proxy(
    {},
    {
      get: (_, name) =>
        name === 'ping' || name === 'close' || name === 'createTopics'
          ? () => Promise.resolve()
          : undefined,
    },
  );
  return {
    streams: nothing as never,
    documents: nothing as never,
    bus: nothing as never,
    facts,
    exclusive: true,
    description: 'none (a gateway)',
    close: () => Promise.resolve(),
  };
}
