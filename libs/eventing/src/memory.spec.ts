import type { Tools } from './context.js';
import { withMemory } from './memory.js';
import type { Collection, DocumentStore } from './ports/document-store.js';

const bells: Collection<{ id: string }> = { name: 'house.bells', indexes: {} };
const lamps: Collection<{ id: string }> = { name: 'house.lamps', indexes: {} };
const house = (more: Partial<DocumentStore> = {}) =>
  withMemory({
    documents: {
      get: async () => undefined,
      put: async () => ({ revision: 1 }),
      remove: async () => undefined,
      bulk: async () => ({ conflicts: [] }),
      drop: async () => undefined,
      ...more,
    } as unknown as DocumentStore,
  } as Omit<Tools, 'own' | 'remember'>);

describe('what is remembered of documents', () => {
  it('hears of every kind of write to what it reads, and of no other', async () => {
    const tools = house();
    let changes = 0;
    tools.remember([bells], () => changes++);
    await tools.documents.put(lamps, { id: 'hall' });
    await tools.documents.get(bells, 'hall');
    expect(changes).toBe(0);
    await tools.documents.put(bells, { id: 'hall' });
    await tools.documents.remove(bells, 'hall');
    await tools.documents.bulk(bells, []);
    await tools.documents.drop(bells);
    expect(changes).toBe(4);
  });

  it('hears of a write that failed: it may stand all the same', async () => {
    const tools = house({ put: () => Promise.reject(new Error('no answer')) });
    let changes = 0;
    tools.remember([bells, lamps], () => changes++);
    await expect(tools.documents.put(bells, { id: 'hall' })).rejects.toThrow('no answer');
    expect(changes).toBe(1);
  });

  it('cannot read what it does not listen to', async () => {
    const reads = house().remember([bells], () => undefined);
    expect(await reads.get(bells, 'hall')).toBeUndefined();
    await expect(reads.get(lamps, 'hall')).rejects.toThrow(
      'house.lamps is read to be remembered, but not listened to',
    );
  });

  it('is one for each context, made with its tools', () => {
    class Ringing {
      constructor(readonly tools: Tools) {}
    }
    const tools = house();
    expect(tools.own(Ringing)).toBe(tools.own(Ringing));
    expect(tools.own(Ringing).tools).toBe(tools);
    expect(house().own(Ringing)).not.toBe(tools.own(Ringing));
  });
});
