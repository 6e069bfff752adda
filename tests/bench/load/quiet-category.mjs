// How long a follower of a category that nobody writes to takes, in a log that others fill: args: sizes of the log, growing. EVENTSTORE_URL: on that
// server, whose log only grows; else on the stand-in, which keeps nothing.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { ROOT } from '../processes.mjs';
import { median, rounded } from '../statistics.mjs';
import { sampleEvents } from './sample-events.mjs';

const BATCH = 500;
const TIMES = 11;

async function standIn() {
  const port = await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  const child = spawn(
    process.execPath,
    [
      '--no-warnings',
      '--max-old-space-size=6144',
      'tests/cluster/eventstore-stand-in/start.mjs',
      '--port',
      String(port),
      '--memory',
    ],
    { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.on('exit', () => child.kill('SIGKILL'));
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', (code) => reject(new Error(`the stand-in ended with ${code}`)));
  });
  return {
    url: `esdb://127.0.0.1:${port}?tls=false`,
    stop: () => (child.removeAllListeners('exit'), child.kill('SIGKILL')),
  };
}

const given = process.env.EVENTSTORE_URL;
const server = given ? { url: given, stop: () => {} } : await standIn();
const store = openEventStoreDb({ connectionString: server.url, timeoutMs: 120_000 });
const run = Date.now().toString(36);
const event = sampleEvents();
let written = 0;

/** Milliseconds until a follower of a category of its own has caught up, and until it has once more. */
async function followed(options) {
  const subscription = store.subscribe({
    categories: [`quiet${run}x${Math.random().toString(36).slice(2)}`],
    handler: async () => {},
    ...options,
  });
  const took = async () => {
    const begin = performance.now();
    await subscription.caughtUp();
    return performance.now() - begin;
  };
  const times = [await took(), await took()];
  await subscription.close();
  return times;
}
const medians = async (options) => {
  const runs = [];
  for (let i = 0; i < TIMES; i++) runs.push(await followed(options));
  return [0, 1].map((i) => rounded(median(runs.map((times) => times[i]))));
};

const answers = [];
for (const size of process.argv.slice(2).map(Number)) {
  for (; written < size; written += BATCH) {
    await store.append(
      `noise${run}-${Math.floor(written / 50_000)}`,
      Array.from({ length: BATCH }, (_, i) => ({ ...event(written + i), id: crypto.randomUUID() })),
      { expected: written % 50_000 },
    );
  }
  const [boardMs] = await medians({ from: 'end' });
  const [fromStartMs, againMs] = (await followed({})).map((ms) => rounded(ms));
  answers.push({ events: written, boardMs, fromStartMs, againMs });
}
await store.close();
server.stop();
process.stdout.write(`${JSON.stringify(answers)}\n`);
