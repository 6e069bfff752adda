import { ApiClient, overHttp, seedDemo, settled, type Transport } from '@chignon/client';
import { CONTEXT_NAMES, LocalIssuer } from '@chignon/service-kit';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEarly } from '../support/tour.js';
import { accepts, freePort, startContainers, startKafka, startMongo } from './engines/index.mjs';
import { isReady, service, type Service } from './processes.js';

export interface Cluster {
  readonly services: { readonly [name: string]: Service };
  readonly kafka: { kill9(): Promise<void>; restart(): Promise<void> };
  readonly mongo: { kill9(): Promise<void>; restart(): Promise<void> };
  readonly eventStore: Service;
  /** Where the engines answer, for a reader of its own. */
  readonly urls: {
    readonly eventStore: string;
    readonly mongo: string;
    readonly kafka: readonly string[];
  };
  /** Through the gateway, as chain operations. What is away is asked again with the same key. */
  readonly api: ApiClient;
  readonly gatewayUrl: string;
  /** Through the gateway at this address, asked once. */
  client(url: string, token: string): ApiClient;
  token(grant: { role: string; stores?: string[] }): Promise<string>;
  /** One more process of a service beside the first, on the same engines. */
  replica(name: string, environment?: Record<string, string>): Promise<Service>;
  /** Kills a service or an engine so many milliseconds from now, and starts it again. */
  strike(victim: string, afterMs: number): Promise<void>;
  settle(): Promise<void>;
  /** Rebuilds a view and waits for the outcome. */
  rebuilt(context: string, view: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** A service that was killed is back, and everything has caught up, within this time. */
export const CAUGHT_UP_WITHIN_MS = 60_000;
const AWAY = new Set([502, 503, 504]);
const ASK_AGAIN_MS = 250;
const REBUILT_WITHIN_MS = 90_000;
/** A start is work for the processor: were all services started at once, those that ask an engine would take it for dead meanwhile. */
const STARTED_AT_ONCE = 3;

async function startAll(services: readonly Service[]): Promise<void> {
  const left = [...services];
  await Promise.all(
    Array.from({ length: STARTED_AT_ONCE }, async () => {
      for (let next = left.shift(); next; next = left.shift()) await next.start();
    }),
  );
}

/** What a careful client does: asks again, with the same idempotency key, until somebody answers. */
const patient =
  (transport: Transport): Transport =>
  async (request) => {
    for (
      const end = Date.now() + CAUGHT_UP_WITHIN_MS;
      ;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
    ) {
      try {
        const answer = await transport(request);
        if (!AWAY.has(answer.status) || Date.now() > end) return answer;
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  };

/** What the logs of all processes say of a request, so that a 500 names its cause. */
function logged(logDir: string, correlationId: string): string {
  const lines = readdirSync(logDir).flatMap((file) =>
    readFileSync(join(logDir, file), 'utf8')
      .split('\n')
      .filter((line) => line.includes(correlationId))
      .map((line) => `${file}: ${line}`),
  );
  return lines.join('\n') || `no log of ${logDir} names ${correlationId}`;
}

/** Nothing answers 500, whatever engine is away: where something does, the answer says what the logs know of it. */
const explained =
  (transport: Transport, logDir: string): Transport =>
  async (request) => {
    const answer = await transport(request);
    if (answer.status !== 500) return answer;
    const { correlationId = '', detail = '' } = answer.body ?? {};
    return {
      ...answer,
      body: { ...answer.body, detail: `${detail}\n${logged(logDir, correlationId)}` },
    };
  };

/** The engines: containers where `npm run test:cluster` found that images can be pulled, else native processes and the stand-in. */
async function startEngines(dir: string, logDir: string) {
  if (process.env['CHIGNON_TEST_ENGINES'] === 'containers') {
    const { kafka, mongo, eventstore } = await startContainers();
    const eventStore: Service = {
      name: 'eventstore',
      port: 0,
      kill: () => eventstore.kill9(),
      start: () => eventstore.restart(),
      ended: () => new Promise(() => {}),
    };
    return { kafka, mongo, eventStore, eventStoreUrl: eventstore.url };
  }
  const port = await freePort();
  const eventStore = service(
    'eventstore',
    port,
    [
      join(__dirname, 'eventstore-stand-in', 'start.mjs'),
      '--port',
      String(port),
      '--data',
      join(dir, 'eventstore'),
    ],
    {},
    logDir,
    () => accepts(port),
  );
  const [kafka, mongo] = await Promise.all([
    startKafka({ dir: join(dir, 'kafka') }),
    startMongo({ dir: join(dir, 'mongo') }),
    eventStore.start(),
  ]);
  return { kafka, mongo, eventStore, eventStoreUrl: `esdb://127.0.0.1:${port}?tls=false` };
}

/**
 * Kafka, MongoDB's protocol, EventStoreDB's protocol and every service as its own process on this machine. `together`: all contexts and the
 * gateway in one process, `platform`, where it is the engines that are tried: a start costs a seventh then.
 */
export async function startCluster(dir: string, { together = false } = {}): Promise<Cluster> {
  const logDir = join(dir, 'logs');
  mkdirSync(logDir, { recursive: true });
  const { kafka, mongo, eventStore, eventStoreUrl } = await startEngines(dir, logDir);

  const ports: Record<string, number> = {};
  const names = together ? ['platform'] : [...CONTEXT_NAMES, 'gateway'];
  for (const name of names) ports[name] = await freePort();
  const environment = {
    EVENTSTORE_URL: eventStoreUrl,
    MONGO_URL: mongo.url,
    KAFKA_BROKERS: String(kafka.brokers),
    // Who died is given up early, so that the tests wait less for it.
    KAFKA_SESSION_TIMEOUT: '4000',
    CHIGNON_DATA: join(dir, 'issuer'),
    CHIGNON_DEMO: '0',
    CHIGNON_LOG: 'info',
    CHIGNON_RATE_LIMIT: '0',
    CHIGNON_TENDER_KEYS: `k1:${'test'.repeat(8)}`,
    ...(together
      ? {}
      : Object.fromEntries(
          CONTEXT_NAMES.map((name) => [
            `${name.toUpperCase()}_URL`,
            `http://127.0.0.1:${ports[name]}`,
          ]),
        )),
  };
  const services: Record<string, Service> = {};
  const replicas: Service[] = [];
  for (const name of names) {
    services[name] = service(
      name,
      ports[name]!,
      [join('dist', name, 'main.js')],
      { ...environment, CHIGNON_PORT: String(ports[name]), CHIGNON_INSTANCE: `${name}-1` },
      logDir,
      isReady(ports[name]!),
    );
  }
  const stop = async (): Promise<void> => {
    await Promise.all(
      [...Object.values(services), ...replicas, eventStore].map((one) => one.kill()),
    );
    // Nobody needs what they hold any more: an orderly stop of a broker takes seconds.
    for (const engine of [kafka, mongo]) await engine.kill9().then(() => engine.stop());
  };
  const issuer = await LocalIssuer.open(join(dir, 'issuer'));
  const gatewayUrl = `http://127.0.0.1:${ports['gateway'] ?? ports['platform']}`;
  const at = (url: string): Transport => explained(overHttp(url), logDir);
  const api = new ApiClient(patient(at(gatewayUrl)), await issuer.token({ role: 'chain-ops' }));
  try {
    await startAll(Object.values(services));
    await seedDemo(api);
    await openEarly(api);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    services,
    urls: { eventStore: eventStoreUrl, mongo: mongo.url, kafka: [...kafka.brokers] },
    kafka,
    mongo,
    eventStore,
    api,
    gatewayUrl,
    client: (url, token) => new ApiClient(at(url), token),
    token: (grant) => issuer.token(grant),
    replica: async (name, more = {}) => {
      const port = await freePort();
      const instance = `${name}-${replicas.length + 2}`;
      const one = service(
        instance,
        port,
        [join('dist', name, 'main.js')],
        { ...environment, CHIGNON_PORT: String(port), CHIGNON_INSTANCE: instance, ...more },
        logDir,
        isReady(port),
      );
      await one.start();
      replicas.push(one);
      return one;
    },
    strike: async (victim, afterMs) => {
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      if (victim === 'kafka' || victim === 'mongo') {
        const engine = victim === 'kafka' ? kafka : mongo;
        await engine.kill9();
        await engine.restart();
        return;
      }
      const one = victim === 'eventstore' ? eventStore : services[victim]!;
      await one.kill();
      await one.start();
    },
    settle: () => settled(api, CONTEXT_NAMES),
    rebuilt: async (context, view) => {
      await api.post(`/v1/${context}/operations/views/${view}/rebuild`);
      for (
        const end = Date.now() + REBUILT_WITHIN_MS;
        ;
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS))
      ) {
        const { items } = await api.get<{ items: { view: string; state: string }[] }>(
          `/v1/${context}/operations/rebuilds`,
        );
        const found = items.find((item) => item.view === view);
        if (
          Date.now() > end ||
          (found && found.state !== 'replaying' && found.state !== 'comparing')
        )
          return found;
      }
    },
    stop,
  };
}
