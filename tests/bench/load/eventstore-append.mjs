// Appends to EventStoreDB, so many writers each on a stream of its own. Args: connection string, way (adapter, or batch and plain of the client), writers, seconds.
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { sampleEvents } from './sample-events.mjs';

const [connectionString, way, writers, seconds] = [
  process.argv[2],
  process.argv[3],
  Number(process.argv[4]),
  Number(process.argv[5]),
];
const events = sampleEvents();
const run = randomUUID().slice(0, 8);

/** @returns {Promise<{ append(stream: string, event: object, revision: number): Promise<unknown>, close(): Promise<void> }>} */
async function opened() {
  if (way === 'adapter') {
    const store = openEventStoreDb({ connectionString });
    return {
      append: (stream, event, expected) => store.append(stream, [event], { expected }),
      close: () => store.close(),
    };
  }
  const client = EventStoreDBClient.connectionString(connectionString);
  // Credentials with the call make the client use the plain append.
  const options = way === 'plain' ? { credentials: { username: 'nobody', password: 'none' } } : {};
  return {
    append: (stream, { id, type, data, meta, version }, expected) =>
      client.appendToStream(
        stream,
        { id, type, contentType: 'application/json', data, metadata: { version, meta } },
        { expectedRevision: expected === 0 ? NO_STREAM : BigInt(expected - 1), ...options },
      ),
    close: () => client.dispose(),
  };
}

const { append, close } = await opened();
// The first append of each stream opens it: connection and stream are there when the clock starts.
await Promise.all(
  Array.from({ length: writers }, (_, w) => append(`bench${run}-${w}`, events(w), 0)),
);
let n = writers;
const begin = performance.now();
const cpu = process.cpuUsage();
const waits = [];
await Promise.all(
  Array.from({ length: writers }, async (_, w) => {
    for (let revision = 1; performance.now() - begin < seconds * 1000; revision++) {
      const asked = performance.now();
      await append(`bench${run}-${w}`, events(n++), revision);
      waits.push(performance.now() - asked);
    }
  }),
);
const took = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpu);
waits.sort((a, b) => a - b);
process.stdout.write(
  `${JSON.stringify({ perSecond: waits.length / took, p99Ms: waits[Math.floor(waits.length * 0.99)], cpuUs: (user + system) / waits.length })}\n`,
);
await close();
process.exit(0);
