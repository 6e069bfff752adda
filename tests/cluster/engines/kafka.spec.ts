import { openEmbedded } from '@chignon/adapters/embedded';
import { openKafka } from '@chignon/adapters/kafka';
import type { MessageBus } from '@chignon/eventing';
import {
  busReadingContract,
  messageBusContract,
  onceContract,
  poisonContract,
} from '@chignon/eventing/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inFolder, onEngine } from './engine.js';
import { startKafka } from './index.mjs';

onEngine('kafka', () => {
  const opened = async () => {
    const { engine, end } = await inFolder(startKafka);
    const open = () => openKafka({ brokers: engine.brokers, clientId: 'contract' });
    let bus: MessageBus = await open();
    return {
      bus,
      reopen: async () => {
        await bus.close();
        return (bus = await open());
      },
      close: async () => {
        await bus.close();
        await end();
      },
    };
  };
  messageBusContract('kafka', opened, { timeoutMs: 60_000 });
  busReadingContract('kafka', opened, { timeoutMs: 60_000 });
  const withKafka = async () => {
    const { engine, end } = await inFolder(startKafka);
    const dir = await mkdtemp(join(tmpdir(), 'chignon-once-'));
    const embedded = await openEmbedded({ dir });
    const bus = await openKafka({ brokers: engine.brokers, clientId: 'once' });
    return {
      streams: embedded.streams,
      documents: embedded.documents,
      bus,
      close: async () => {
        await bus.close();
        await embedded.close();
        await rm(dir, { recursive: true, force: true });
        await end();
      },
    };
  };
  onceContract('kafka', withKafka, { timeoutMs: 240_000 });
  poisonContract('kafka', withKafka, { timeoutMs: 240_000 });
});
