import { openKafka } from '@chignon/adapters/kafka';
import type { MessageBus } from '@chignon/eventing';
import { messageBusContract } from '@chignon/eventing/testing';
import { inFolder, onEngine } from './engine.js';
import { startKafka } from './index.mjs';

onEngine('kafka', () => {
  messageBusContract('kafka', async () => {
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
  }, { timeoutMs: 60_000 });
});
