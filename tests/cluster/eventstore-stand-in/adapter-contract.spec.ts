import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { streamStoreContract } from '@chignon/eventing/testing';
import { startStandIn } from './index.js';

/** `EVENTSTORE_URL` set: against that server. Else against the stand-in, over the wire all the same. */
const server = process.env['EVENTSTORE_URL'];

streamStoreContract(
  server
    ? `EventStoreDB at ${server.replace(/\/\/[^@/]*@/, '//')}`
    : 'EventStoreDB client against the stand-in',
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'stand-in-'));
    const standIn = server ? undefined : await startStandIn({ port: 0, dir });
    const connectionString = server ?? `esdb://127.0.0.1:${standIn!.port}?tls=false`;
    let store = openEventStoreDb({ connectionString });
    return {
      store,
      reopen: async () => {
        await store.close();
        return (store = openEventStoreDb({ connectionString }));
      },
      close: async () => {
        await store.close();
        await standIn?.close();
        rmSync(dir, { recursive: true });
      },
    };
  },
  { timeoutMs: 120_000 },
);
