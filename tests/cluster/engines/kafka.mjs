import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { kafkaJars } from './cache.mjs';
import { freePort, startChild } from './child.mjs';

const exec = promisify(execFile);

/**
 * One node that is broker and controller, replication 1; nothing is created by itself; groups form at once. The short broker
 * session lets a killed broker register again after 3 s; with the default it waits out its own ghost for 9 s. Indexes are small: the
 * default gives each of some two hundred partitions 20 MB beforehand, which a copy of the folder writes out. Members may be given up early.
 */
const properties = (port, controllerPort, dir) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
log.dirs=${join(dir, 'data')}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.min.session.timeout.ms=1000
log.index.size.max.bytes=262144
`;

const GROUPS_SERVED_WITHIN_MS = 60_000;
/** A broker that was just made makes the topic of its groups when the first group is asked for: services that start meanwhile would give it up. */
async function groupsServed(broker) {
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING }).admin();
  try {
    await admin.connect();
    for (const end = Date.now() + GROUPS_SERVED_WITHIN_MS; ; await sleep(100)) {
      try {
        return void (await admin.fetchOffsets({ groupId: 'ready' }));
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  } finally {
    await admin.disconnect();
  }
}

/** A cluster id as Kafka writes them: 16 random bytes, base64url, not beginning with a dash. */
const clusterId = () => {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
};

/**
 * Starts Apache Kafka (KRaft, one node) on this machine.
 *
 * @param {{ port?: number, dir: string }} options `dir` keeps data, settings and log; starting again on it continues it
 * @returns `{ brokers: ['127.0.0.1:PORT'], pid, log, kill9(), restart(), stop() }`; `restart` keeps port and data
 */
export async function startKafka({ port, dir }) {
  const jars = join(await kafkaJars(), '*');
  port ??= await freePort();
  const controllerPort = await freePort();
  const settings = join(dir, 'server.properties');
  mkdirSync(dir, { recursive: true });
  writeFileSync(settings, properties(port, controllerPort, dir));
  if (!existsSync(join(dir, 'data', 'meta.properties'))) {
    await exec(
      'java',
      [
        '-XX:TieredStopAtLevel=1',
        '-cp',
        jars,
        'kafka.tools.StorageTool',
        'format',
        '-t',
        clusterId(),
        '-c',
        settings,
      ],
      { timeout: 60_000 },
    );
  }
  const run = () =>
    startChild({
      name: 'kafka',
      port,
      dir,
      readyMs: 60_000,
      command: [
        'java',
        '-Xmx512m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        jars,
        'kafka.Kafka',
        settings,
      ],
    });

  let child = await run();
  await groupsServed(`127.0.0.1:${port}`);
  return {
    brokers: [`127.0.0.1:${port}`],
    get pid() {
      return child.pid;
    },
    get log() {
      return child.log;
    },
    kill9: () => child.kill9(),
    stop: () => child.stop(),
    restart: async () => {
      await child.stop();
      child = await run();
    },
  };
}
