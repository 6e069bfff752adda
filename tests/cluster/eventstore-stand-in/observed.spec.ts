import { openEventStoreDb } from '@chignon/adapters/eventstoredb';
import type { StreamStore } from '@chignon/eventing';
import { newEvent, unusedName } from '@chignon/eventing/testing';
import { openPeer, type Peer } from './peer.js';

describe('the EventStoreDB adapter, watched', () => {
  let peer: Peer;
  let store: StreamStore;
  const told: unknown[] = [];

  beforeAll(async () => {
    peer = await openPeer();
    store = openEventStoreDb({
      connectionString: peer.connectionString,
      observer: {
        committed: (kind, entries, rows, seconds) =>
          void told.push([kind, entries, rows, seconds > 0]),
      },
    });
  });
  afterAll(async () => {
    await store.close();
    await peer.close();
  });

  it('tells each append that the server has answered, and none that it refused', async () => {
    const stream = `${unusedName('cat')}-1`;
    await store.append(stream, [newEvent(), newEvent(), newEvent()], { expected: 0 });
    await store.append(stream, [newEvent()], { expected: 3 });
    await expect(store.append(stream, [newEvent()], { expected: 1 })).rejects.toThrow('revision');
    expect(told).toEqual([
      ['streams', 1, 3, true],
      ['streams', 1, 1, true],
    ]);
  });
});
