import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The guard between us and an engine: it holds our end of a pipe, so that the engine dies with us however we die
 * (kill -9 included), and it exits with the engine. `$0` is the log file, `$@` the engine's command line.
 */
const GUARD = `
exec 3<&0
"$@" >>"$0" 2>&1 3<&- &
engine=$!
echo $engine
( cat <&3 >/dev/null; kill -9 $engine 2>/dev/null ) >/dev/null 2>&1 &
watcher=$!
wait $engine
code=$?
kill $watcher 2>/dev/null
exit $code
`;

/** Below those that Linux gives to connections going out: else one could take a port between here and the start of who asked for it. */
const PORTS = { from: 15_000, to: 32_000 };

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** A free TCP port of the loopback address, by chance, so that spec files that run at once do not choose the same. */
export async function freePort() {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (await isFree(port)) return port;
  }
}

/** True when something accepts connections on the port. */
export const accepts = (port, timeoutMs = 1000) =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });

/** Last lines of a log, for error messages. */
const tail = (file, lines = 15) => {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
};

/**
 * Starts an engine and waits until its port accepts connections.
 *
 * @param {{ name: string, command: string[], port: number, dir: string, readyMs?: number }} engine `dir` gets `<name>.log` and
 *   `<name>.pid`; a pid file that is still there names a leftover
 * @returns {Promise<{ pid: number, log: string, kill9(): Promise<void>, stop(): Promise<void>, exited: Promise<number | null> }>}
 * @throws when the engine exits or does not answer within `readyMs` (30 s); the message carries the end of its log
 */
export async function startChild({ name, command, port, dir, readyMs = 30_000 }) {
  mkdirSync(dir, { recursive: true });
  const log = join(dir, `${name}.log`);
  const pidFile = join(dir, `${name}.pid`);
  const guard = spawn('sh', ['-c', GUARD, log, ...command], {
    cwd: dir,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  guard.stdin.on('error', () => {});
  let gone = false;
  const exited = new Promise((resolve) => {
    guard.once('exit', (code) => {
      gone = true;
      guard.stdin.destroy();
      rmSync(pidFile, { force: true });
      resolve(code);
    });
  });
  const pid = await new Promise((resolve, reject) => {
    guard.once('error', reject);
    guard.stdout.once('data', (text) => resolve(Number(String(text).trim())));
    void exited.then((code) => reject(new Error(`${name} did not start (exit ${code})`)));
  });
  writeFileSync(pidFile, `${pid}\n`);

  const signal = async (sig, waitMs) => {
    if (gone) return;
    try {
      process.kill(pid, sig);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
    await Promise.race([exited, sleep(waitMs, undefined, { ref: false })]);
  };
  const child = {
    pid,
    log,
    exited,
    kill9: () => signal('SIGKILL', 10_000),
    /** Asks politely, then does not ask. */
    stop: async () => {
      await signal('SIGTERM', 10_000);
      await signal('SIGKILL', 5_000);
      guard.stdout.destroy();
    },
  };

  const deadline = Date.now() + readyMs;
  while (!(await accepts(port))) {
    if (gone || Date.now() > deadline) {
      await child.kill9();
      throw new Error(
        `${name} ${gone ? 'ended at once' : `is not ready after ${readyMs} ms`}; end of ${log}:\n${tail(log)}`,
      );
    }
    await sleep(100);
  }
  return child;
}
