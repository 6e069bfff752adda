// Starts what is measured: every server, baseline and load generator is a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenFor } from '../support/token.mjs';

export const BENCH = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(dirname(BENCH));
const START_TIMEOUT_MS = 120_000;
const TICKS_A_SECOND = 100;
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

function start(script, args, env) {
  const child = spawn(process.execPath, ['--no-warnings', script, ...args.map(String)], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** A server that says where it listens; `startMs` is the time from its start until then. */
export async function server(script, args = [], env = {}, ready = /\bready\s+(http\S+)/) {
  const began = performance.now();
  const child = start(join(BENCH, script), args, env);
  let said = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${script} did not start in time`)),
      START_TIMEOUT_MS,
    );
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
    child.stdout.on('data', (part) => {
      if (said.length < 20_000) said += part;
      const found = ready.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1].replace('[::1]', '127.0.0.1').replace('localhost', '127.0.0.1'));
    });
  });
  return {
    url,
    startMs: performance.now() - began,
    /** Resident memory in bytes. */
    rss: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) * 1024,
    /** Processor time spent so far by all its threads, in seconds: what load of other processes does not change. */
    cpu: () =>
      readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .split(') ')[1]
        .split(' ')
        .slice(11, 13)
        .reduce((sum, ticks) => sum + Number(ticks) / TICKS_A_SECOND, 0),
    stop: async () => {
      child.removeAllListeners('exit');
      running.delete(child);
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 30_000);
      await once(child, 'exit');
      clearTimeout(hard);
    },
  };
}

/** The whole platform on a data folder, the limit of requests a minute taken off, with more of its environment. `asStarted`: with the demo chain and through the script behind `npm start`. */
export async function platform(dataDir, { asStarted = false, environment = {} } = {}) {
  const running = await server(
    asStarted ? '../../scripts/start.mjs' : '../../dist/platform/main.js',
    ['--port', 0, '--host', '127.0.0.1', '--data', dataDir, ...(asStarted ? [] : ['--no-demo'])],
    { CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'error', ...environment },
  );
  const token = await tokenFor(dataDir);
  return { ...running, token: () => token };
}

/** The EventStoreDB at `EVENTSTORE_URL`, or a stand-in that keeps its events in memory. */
export async function eventStore() {
  const own = process.env.EVENTSTORE_URL;
  if (own) return { url: own, name: 'the server at EVENTSTORE_URL', stop: async () => {} };
  const { url, stop } = await server(
    '../cluster/eventstore-stand-in/start.mjs',
    ['--memory', '--port', 0],
    {},
    /ready on (\S+)/,
  );
  return { url: `esdb://${url}?tls=false`, name: 'the stand-in in memory', stop };
}

/** A program that runs to its end; the last line it prints is its answer as JSON. */
export async function program(script, args = [], { through = [] } = {}) {
  const command = [
    ...through,
    process.execPath,
    '--no-warnings',
    join(BENCH, script),
    ...args.map(String),
  ];
  const child = spawn(command[0], command.slice(1), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  let said = '';
  child.stdout.on('data', (part) => (said += part));
  const [code] = await once(child, 'close');
  running.delete(child);
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${said.slice(-500)}`);
  return JSON.parse(said.trim().split('\n').at(-1));
}

/** One stretch of load; an answer that is not the expected one makes the figure worthless, so it is an error. */
export async function load(job, expected) {
  const result = await program('load/load.mjs', [JSON.stringify(job)]);
  const strange = Object.entries(result.statuses).filter(([status]) => Number(status) !== expected);
  if (strange.length > 0 || result.errors > 0)
    throw new Error(
      `${job.kind} at ${job.url}: answers ${JSON.stringify(result.statuses)}, ${result.errors} errors`,
    );
  return result;
}
