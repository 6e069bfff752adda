import { type Context, messageOf, type Publication } from '@chignon/eventing';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '../bootstrap.js';
import { readConfig } from '../config.js';
import { Clock } from './clock.js';

export { Clock };

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
export type Headers = Readonly<Record<string, string>>;

/** An answer, its body read. */
export interface Answered {
  status: number;
  body: any;
  etag: string | null;
}

export interface ServiceOptions {
  /** The facts of the platform; left out: a clock of its own, which shows the real time until it is set. */
  readonly clock?: Clock;
  /** Variables over the harness's own (`CHIGNON_…`). */
  readonly environment?: Readonly<Record<string, string>>;
  /** A folder that outlives the service; left out: a new one, removed on `close`. */
  readonly dataDir?: string;
  /** Stores of a caller with another role, unless the spec says otherwise; left out: the whole chain. */
  readonly stores?: readonly string[];
  /** Before each request: what other contexts would have said by then, as messages on the bus. @returns the body to send */
  readonly before?: (platform: Platform, method: Method, path: string, body: unknown) => unknown;
}

/** One or more contexts behind their routes, on the embedded engines, asked by chain operations: for HTTP specs. */
export interface Service {
  readonly platform: Platform;
  readonly clock: Clock;
  /** Path under `/v1/<context>/`, or from the root with a leading slash. Commands get an idempotency key of their own unless the headers bring one. */
  ask(method: Method, path: string, body?: unknown, headers?: Headers): Promise<Answered>;
  get(path: string, headers?: Headers): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Headers): Promise<Answered>;
  tryPut(path: string, body: unknown, headers?: Headers): Promise<Answered>;
  /** @returns the body. @throws unless the answer is 200 */
  put(path: string, body: unknown): Promise<any>;
  /** Headers of a caller with another role, of these stores. */
  as(role: string, scope?: { stores?: string[]; subject?: string }): Promise<Headers>;
  /** What another context says: a message on the bus, as its relay would put it there. */
  tell(publication: Publication, actor?: string): Promise<void>;
  /** Waits until everything that follows from what was done has been done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** @param name of the service, as in its deployment: paths without a leading slash are under `/v1/<name>/` */
export async function openService(
  name: string,
  contexts: readonly Context[],
  options: ServiceOptions = {},
): Promise<Service> {
  const clock = options.clock ?? new Clock();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), `chignon-${name}-`));
  const platform = await startPlatform(
    readConfig({
      CHIGNON_DATA: dataDir,
      CHIGNON_LOG: 'silent',
      CHIGNON_PORT: '0',
      CHIGNON_RATE_LIMIT: '0',
      ...options.environment,
    }),
    name,
    contexts,
    { listen: true, facts: clock },
  );
  const url = await platform.url();
  const token = await platform.issuer!.token({ role: 'chain-ops' });
  let keys = 0;
  const ask: Service['ask'] = async (method, path, given, headers = {}) => {
    const body = options.before ? await options.before(platform, method, path, given) : given;
    const response = await fetch(
      path.startsWith('/') ? `${url}${path}` : `${url}/v1/${name}/${path}`,
      {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(method === 'GET' ? {} : { 'idempotency-key': `k${++keys}` }),
          ...headers,
        },
      },
    );
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      etag: response.headers.get('etag'),
    };
  };
  return {
    platform,
    clock,
    ask,
    get: (path, headers) => ask('GET', path, undefined, headers),
    post: (path, body, headers) => ask('POST', path, body, headers),
    tryPut: (path, body, headers) => ask('PUT', path, body, headers),
    put: async (path, body) => {
      const answered = await ask('PUT', path, body);
      if (answered.status !== 200)
        throw new Error(`PUT ${path}: ${answered.status} ${JSON.stringify(answered.body)}`);
      return answered.body;
    },
    as: async (role, { stores = options.stores && [...options.stores], ...who } = {}) => ({
      authorization: `Bearer ${await platform.issuer!.token({ role, ...(stores && { stores }), ...who })}`,
    }),
    tell: (publication, actor) => tell(platform, publication, actor),
    settle: () => platform.settle(),
    close: async () => {
      await platform.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** When all that other contexts say in a story was said, unless the message itself says otherwise. */
const SAID_AT = '2026-01-01T00:00:00.000Z';

/** Puts on the bus what another context says. */
export async function tell(
  platform: Platform,
  publication: Publication,
  actor = 'system',
): Promise<void> {
  await platform.host.engines.bus.publish([
    messageOf(publication, randomUUID(), {
      commandId: randomUUID(),
      inputHash: '',
      correlationId: randomUUID(),
      causationId: randomUUID(),
      actor,
      tenant: 'chignon',
      effectiveAt: SAID_AT,
      recordedAt: SAID_AT,
      hash: '',
    }),
  ]);
}
