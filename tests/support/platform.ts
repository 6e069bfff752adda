import { ApiClient, inProcess, seedDemo } from '@chignon/client';
import { readConfig, type Platform } from '@chignon/service-kit';
import { Clock } from '@chignon/service-kit/testing';
import Database from 'libsql';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { platform } from '@chignon/app-platform';
import { inTime } from './lateness.js';
import { tempDir } from './temp.js';
import { openEarly } from './tour.js';

type Server = {
  inject(
    request: object,
  ): Promise<{ statusCode: number; stream(): Readable; headers: Record<string, any> }>;
};
type Grant = {
  role: string;
  stores?: readonly string[];
  regions?: readonly string[];
  subject?: string;
  hours?: number;
};

/** An answer as it came: also for what is not JSON. */
export interface RawAnswer {
  readonly status: number;
  readonly body: any;
  readonly text: string;
  readonly headers: Record<string, any>;
}

/** The whole platform in this process, asked without a network. */
export interface Running {
  readonly dir: string;
  readonly platform: Platform;
  /** The platform's clock: the real one until it is set. */
  readonly clock: Clock;
  /** Chain operations. */
  readonly api: ApiClient;
  as(grant: Grant): Promise<ApiClient>;
  /** A request exactly as given: bytes, headers, path. `token` left out: chain operations; empty: none. Of an answer without end only its head is looked at. */
  raw(
    method: string,
    url: string,
    options?: { payload?: string | Buffer; headers?: Record<string, string>; token?: string },
  ): Promise<RawAnswer>;
  /** Everything that a command could have changed, read from the files: events, messages published, documents that are not read models. */
  written(): string;
  /** Every event and every message there is, as one text. */
  log(): string;
  /** Waits until everything that follows from what was done has been done. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Documents the mechanism or a job keeps for itself, or that are folded from events: they follow later and say nothing about a command. */
const FOLLOWS =
  /_reconciliations$|_upkeep$|_tier_reviews$|_lanes$|_checkpoints$|_view_versions$|_claims$|_v\d+$/;

export async function runPlatform(
  options: { dir?: string; environment?: Record<string, string>; demo?: boolean } = {},
): Promise<Running> {
  const dir = options.dir ?? join(tempDir(), 'data');
  const clock = new Clock();
  const running = await platform(
    readConfig({ CHIGNON_RATE_LIMIT: '0', CHIGNON_LOG: 'silent', ...options.environment }, [
      '--data',
      dir,
      '--no-demo',
      '--port',
      '0',
    ]),
    { listen: false, facts: clock },
  );
  const server = running.app.getHttpAdapter().getInstance() as unknown as Server;
  const as = async (grant: Grant) =>
    new ApiClient(inProcess(server as never), await running.issuer!.token(grant));
  const own = await running.issuer!.token({ role: 'chain-ops' });
  const api = new ApiClient(inProcess(server as never), own);
  await inTime(async () => {
    if (options.demo ?? true) await seedDemo(api).then(() => openEarly(api));
    await running.settle();
  });
  return {
    dir,
    platform: running,
    clock,
    api,
    as,
    raw: async (method, url, { payload, headers = {}, token = own } = {}) => {
      const answer = await server.inject({
        method,
        url,
        headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...headers },
        payloadAsStream: true,
        ...(payload === undefined ? {} : { payload }),
      });
      const endless = String(answer.headers['content-type']).startsWith('text/event-stream');
      const payloadText = endless ? (answer.stream().destroy(), '') : await text(answer.stream());
      return {
        status: answer.statusCode,
        text: payloadText,
        headers: answer.headers,
        body:
          String(answer.headers['content-type']).includes('json') && payloadText !== ''
            ? JSON.parse(payloadText)
            : undefined,
      };
    },
    written: () => {
      const streams = new Database(join(dir, 'streams.sqlite'), { readonly: true });
      const documents = new Database(join(dir, 'documents.sqlite'), { readonly: true });
      try {
        const one = (db: InstanceType<typeof Database>, sql: string) =>
          db.prepare(sql).raw().get() as number[];
        const tables = (
          documents
            .prepare(
              "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'doc_%' ORDER BY name",
            )
            .raw()
            .all() as string[][]
        )
          .map(([name]) => name!)
          .filter((name) => !FOLLOWS.test(name));
        return JSON.stringify([
          // The access log is written by whoever reads, and changes nothing that anybody keeps.
          one(
            streams,
            "SELECT count(*), coalesce(max(position), 0) FROM events WHERE stream NOT LIKE 'access-%'",
          ),
          ...tables.map((name) => [
            name,
            ...one(documents, `SELECT count(*), coalesce(sum(revision), 0) FROM "${name}"`),
          ]),
        ]);
      } finally {
        streams.close();
        documents.close();
      }
    },
    log: () => {
      return JSON.stringify(
        [
          ['streams', 'events'],
          ['documents', 'bus_messages'],
        ].map(([file, table]) => {
          const database = new Database(join(dir, `${file}.sqlite`), { readonly: true });
          try {
            return database.prepare(`SELECT * FROM ${table}`).raw().all();
          } finally {
            database.close();
          }
        }),
      );
    },
    settle: () => running.settle(),
    close: () => running.close(),
  };
}

/** A weekday of the demo chain, some weeks ahead, so that tests do not grow old: `YYYY-MM-DD`. 1 is Monday. */
export function dayAhead(weekday: number, weeks = 4): string {
  const day = new Date(Date.now() + weeks * 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((weekday - day.getUTCDay() + 7) % 7));
  return day.toISOString().slice(0, 10);
}
