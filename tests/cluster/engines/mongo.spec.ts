import { openMongo } from '@chignon/adapters/mongo';
import type { DocumentStore } from '@chignon/eventing';
import { documentSearchContract, documentStoreContract } from '@chignon/eventing/testing';
import { inFolder, onEngine } from './engine.js';
import { startMongo } from './index.mjs';

onEngine('mongo', () => {
  const opened = async () => {
    const { engine, end } = await inFolder(startMongo);
    let store: DocumentStore = await openMongo({ url: engine.url });
    return {
      store,
      reopen: async () => {
        await store.close();
        return (store = await openMongo({ url: engine.url }));
      },
      close: async () => {
        await store.close();
        await end();
      },
    };
  };
  documentStoreContract('mongo', opened, { documents: 1200, runs: 4, timeoutMs: 120_000 });
  documentSearchContract('mongo', opened, { runs: 4, timeoutMs: 120_000 });
});
