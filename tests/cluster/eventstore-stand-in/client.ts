import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { ResolvedEvent } from '@eventstore/db-client';
import { unusedName } from '@chignon/eventing/testing';
import { startStandIn } from './index.js';
import type { StandIn } from './index.js';

/** A stand-in, the server's own client on it, and the name of a stream that nobody used before. */
export interface Served {
  readonly dir: string;
  standIn: StandIn;
  client: EventStoreDBClient;
  stream: string;
}

export const clientOf = (port: number) =>
  EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);

export const happened = (n: number) =>
  jsonEvent({ type: 'Happened', data: { n }, metadata: { of: 'test' } });

/** Without credentials the client appends over the batch stream, with them one call at a time. */
export const ways = { batched: {}, plain: { credentials: { username: 'a', password: 'b' } } };

export const revisions = async (read: AsyncIterable<ResolvedEvent>) => {
  const seen: number[] = [];
  for await (const { event } of read) seen.push(Number(event!.revision));
  return seen;
};

/** For the tests of the describe that it is called in. */
export function served(): Served {
  const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
  const it = { dir } as Served;
  beforeAll(async () => {
    it.standIn = await startStandIn({ port: 0, dir });
    it.client = clientOf(it.standIn.port);
  });
  afterAll(async () => {
    await it.client.dispose();
    await it.standIn.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => void (it.stream = `${unusedName('cat')}-1`));
  return it;
}
