import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { freePort } from './child.mjs';

const exec = promisify(execFile);

/** The engines as images, pinned. */
export const KAFKA_IMAGE = 'apache/kafka:4.1.0';
export const MONGO_IMAGE = 'mongo:8.0';
export const EVENTSTORE_IMAGE = 'docker.eventstore.com/eventstore/eventstoredb-ee:24.10.4';

/** True when a Docker engine answers and can pull images; false within 2 minutes when not. */
export async function dockerAnswers() {
  try {
    await exec('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 10_000 });
    await exec('docker', ['pull', '-q', MONGO_IMAGE], { timeout: 110_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the three engines in containers, for machines with Docker (see `dockerAnswers`). Written without one: this path
 * has not been run yet where images could be pulled.
 *
 * @returns `{ kafka, mongo, eventstore }`, each with `brokers` or `url`, `kill9()`, `restart()`, `stop()` as the native launchers
 */
export async function startContainers() {
  const { GenericContainer, Wait } = await import('testcontainers');
  // Kafka and MongoDB tell clients their own address, so each keeps one host port that is known before the start.
  const [kafkaPort, mongoPort, eventstorePort] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const kafka = new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: 9092, host: kafkaPort })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://0.0.0.0:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${kafkaPort}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/));
  const mongo = new GenericContainer(MONGO_IMAGE)
    .withExposedPorts({ container: 27017, host: mongoPort })
    .withCommand(['--replSet', 'rs0', '--bind_ip_all'])
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/));
  const eventstore = new GenericContainer(EVENTSTORE_IMAGE)
    .withExposedPorts({ container: 2113, host: eventstorePort })
    .withEnvironment({
      EVENTSTORE_INSECURE: 'true',
      EVENTSTORE_CLUSTER_SIZE: '1',
      EVENTSTORE_RUN_PROJECTIONS: 'None',
    })
    .withWaitStrategy(Wait.forHttp('/health/live', 2113).forStatusCode(204));

  const started = await Promise.all(
    [kafka, mongo, eventstore].map((image) => image.withStartupTimeout(120_000).start()),
  );
  await started[1].exec([
    'mongosh',
    '--quiet',
    '--eval',
    "rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: '127.0.0.1:27017' }] })",
  ]);
  const handle = (container) => ({
    kill9: async () => void (await exec('docker', ['kill', '--signal', 'KILL', container.getId()])),
    restart: async () => void (await exec('docker', ['restart', container.getId()])),
    stop: async () => void (await container.stop()),
  });
  return {
    kafka: { brokers: [`127.0.0.1:${kafkaPort}`], ...handle(started[0]) },
    mongo: {
      url: `mongodb://127.0.0.1:${mongoPort}/chignon?directConnection=true`,
      ...handle(started[1]),
    },
    eventstore: { url: `esdb://127.0.0.1:${eventstorePort}?tls=false`, ...handle(started[2]) },
  };
}
