// Catches up over so many events of EventStoreDB and counts what comes. Args: connection string, events.
import { randomUUID } from 'node:crypto';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { sampleEvents } from './sample-events.mjs';

const [connectionString, count] = [process.argv[2], Number(process.argv[3])];
const AT_ONCE = 200;
const events = sampleEvents();
const category = `bench${randomUUID().slice(0, 8)}`;
const store = openEventStoreDb({ connectionString });
for (let n = 0; n < count; n += AT_ONCE) {
  await store.append(
    `${category}-${n}`,
    Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, i) => events(n + i)),
    { expected: 0 },
  );
}
let seen = 0;
const cpu = process.cpuUsage();
const begin = performance.now();
const subscription = store.subscribe({
  categories: [category],
  handler: async (batch) => void (seen += batch.length),
});
await subscription.caughtUp();
const took = (performance.now() - begin) / 1000;
const { user, system } = process.cpuUsage(cpu);
if (seen !== count) throw new Error(`${seen} events came of ${count}`);
process.stdout.write(
  `${JSON.stringify({ perSecond: count / took, cpuUs: (user + system) / count })}\n`,
);
await subscription.close();
await store.close();
process.exit(0);
