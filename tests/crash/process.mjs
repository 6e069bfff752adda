import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenFor } from '../support/token.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const PLATFORM = join(here, '../../dist/platform/main.js');
/** `doomed.mjs` and the platform in one bundle. */
const DOOMED = join(here, '../../dist/doomed/main.js');
export const POINTS = [
  'before-append',
  'after-append',
  'before-publish',
  'after-publish',
  'before-document',
  'after-document',
  'before-fold',
  'after-fold',
  'before-outbox-cleared',
  'after-outbox-cleared',
];

/** The platform process is not there: what was asked may or may not have happened. */
export class Gone extends Error {}

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });

/**
 * Starts the compiled platform. `started` gives base URL and token once it serves (undefined when it died before);
 * `ended` gives what is left of it: exit code, signal, output.
 */
export function startProcess(dir, port, { doom, environment = {}, args = [] } = {}) {
  const child = spawn(
    process.execPath,
    ['--no-warnings', doom ? DOOMED : PLATFORM, '--data', dir, '--port', String(port), ...args],
    {
      env: {
        ...process.env,
        CHIGNON_RATE_LIMIT: '0',
        CHIGNON_LOG: 'error',
        ...(doom ? { DOOM: doom } : {}),
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  const ended = new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, out, err })),
  );
  const started = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('chain-ops --data'))
        tokenFor(dir).then((token) => resolve({ url: `http://127.0.0.1:${port}`, token }), reject);
    });
    void ended.then(() => resolve(undefined));
  });
  return { pid: child.pid, started, ended, kill: (signal = 'SIGKILL') => child.kill(signal) };
}

/** A request that has no answer by then is looked into. */
const PATIENCE_MS = 45_000;

/**
 * One request. Where the process was killed at the wrong moment `fetch` itself may wait for ever.
 * @throws Gone when the process is not there any more
 * @throws Error when it is there, and does not answer
 */
export async function ask({ url, token }, method, path, body, key) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: patience,
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    if (patience.aborted && (await listens(url)))
      throw new Error(
        `${method} ${path}: no answer within ${PATIENCE_MS} ms of a platform that is there`,
      );
    throw new Gone(`${method} ${path}`);
  }
}

/** Whether anybody takes connections there. */
const listens = (url) =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const settle = (there) => {
      socket.destroy();
      resolve(there);
    };
    const socket = connect(Number(port), hostname)
      .once('connect', () => settle(true))
      .once('error', () => settle(false));
  });
