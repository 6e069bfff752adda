import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamStoreContract } from '@chignon/eventing/testing';
import { EmbeddedStreams } from './streams.js';
streamStoreContract('embedded', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'chignon-'));
    const file = join(dir, 'streams.sqlite');
    let store = new EmbeddedStreams(file);
    return {
        store,
        reopen: async () => {
            await store.close();
            return (store = new EmbeddedStreams(file));
        },
        close: async () => {
            await store.close();
            rmSync(dir, { recursive: true });
        },
    };
});
