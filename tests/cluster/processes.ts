import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A process of the cluster that can be killed and started again with the same arguments. */
export interface Service {
  readonly name: string;
  readonly port: number;
  /** `kill -9`, or SIGTERM for a stop in order, and waits until it is gone. */
  kill(signal?: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it and waits until it is ready; rejects when it ends before, with its code. */
  start(): Promise<void>;
  /** Resolves when it has ended by itself, with its exit code. */
  ended(): Promise<number | null>;
}

const root = join(__dirname, '..', '..');
const WITH_PARENT = pathToFileURL(join(__dirname, 'with-parent.mjs')).href;

/** How long a process may take from its start until it says that it is ready. */
const READY_TIMEOUT_MS = 120_000;

/** A Node process that is ready when `ready` says so of what it prints or of its port. */
export function service(
  name: string,
  port: number,
  args: readonly string[],
  environment: Record<string, string>,
  logDir: string,
  ready: () => Promise<boolean>,
): Service {
  let child: ChildProcess | undefined;
  return {
    name,
    port,
    async kill(signal = 'SIGKILL') {
      const dying = child;
      child = undefined;
      if (!dying || dying.exitCode !== null) return;
      const gone = new Promise((resolve) => dying.once('exit', resolve));
      dying.kill(signal);
      await gone;
    },
    async ended() {
      const running = child;
      if (!running || running.exitCode !== null) return running?.exitCode ?? null;
      return new Promise((resolve) => running.once('exit', resolve));
    },
    async start() {
      const log = createWriteStream(join(logDir, `${name}.log`), { flags: 'a' });
      const started = spawn(process.execPath, ['--import', WITH_PARENT, ...args], {
        cwd: root,
        env: { PATH: process.env['PATH'], ...environment },
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      started.stdin.on('error', () => undefined);
      started.stdout.pipe(log);
      started.stderr.pipe(log);
      child = started;
      const end = Date.now() + READY_TIMEOUT_MS;
      while (!(await ready())) {
        if (started.exitCode !== null)
          throw new Error(`${name} ended with code ${started.exitCode}: see ${logDir}/${name}.log`);
        if (Date.now() > end)
          throw new Error(
            `${name} was not ready within ${READY_TIMEOUT_MS} ms: see ${logDir}/${name}.log`,
          );
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

/** True when a service answers its readiness probe with 200. */
export const isReady = (port: number) => async (): Promise<boolean> => {
  try {
    return (
      (
        await fetch(`http://127.0.0.1:${port}/health/ready`, {
          signal: AbortSignal.timeout(10_000),
        })
      ).status === 200
    );
  } catch {
    return false;
  }
};
