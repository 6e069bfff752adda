import { openEmbedded } from '@chignon/adapters/embedded';
import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import { poisonContract } from '@chignon/eventing/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandIn } from './index.js';

const server = process.env['EVENTSTORE_URL'];

poisonContract(server ? 'a log on EventStoreDB' : 'a log on the stand-in', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'poison-'));
  const standIn = server ? undefined : await startStandIn({ port: 0, dir: join(dir, 'log') });
  const streams = openEventStoreDb({
    connectionString: server ?? `esdb://127.0.0.1:${standIn!.port}?tls=false`,
  });
  const embedded = await openEmbedded({ dir: join(dir, 'data') });
  return {
    streams,
    documents: embedded.documents,
    bus: embedded.bus,
    close: async () => {
      await streams.close();
      await standIn?.close();
      await embedded.close();
      rmSync(dir, { recursive: true });
    },
  };
});
