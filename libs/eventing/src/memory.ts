import type { Tools } from './context.js';
import type { Collection, DocumentStore } from './ports/document-store.js';

/** Reads of documents by whoever keeps in memory what they came to. */
export type Reads = Pick<DocumentStore, 'get' | 'getMany' | 'find'>;

/**
 * Tools whose documents tell of every write, and that keep one of each memory of the context. Whoever writes, a route, an effect, an
 * import or a job, writes through these tools: no writer has to know who remembers what.
 */
export function withMemory(tools: Omit<Tools, 'own' | 'remember'>): Tools {
  const listeners = new Map<string, (() => void)[]>();
  const told: Tools = {
    ...tools,
    documents: telling(tools.documents, (name) => {
      for (const changed of listeners.get(name) ?? []) changed();
    }),
    own: ownOf(() => told),
    remember: (collections, changed) => {
      for (const { name } of collections)
        listeners.set(name, [...(listeners.get(name) ?? []), changed]);
      return readsOf(tools.documents, collections);
    },
  };
  return told;
}

/** The store, and word of each collection that was written, or may have been: also a write that failed may stand. */
function telling(documents: DocumentStore, wrote: (collection: string) => void): DocumentStore {
  const telling = async <T>({ name }: Collection, writing: Promise<T>): Promise<T> => {
    try {
      return await writing;
    } finally {
      wrote(name);
    }
  };
  return {
    open: (collection) => documents.open(collection),
    get: (collection, id) => documents.get(collection, id),
    getMany: (collection, ids) => documents.getMany(collection, ids),
    put: (collection, document, options) =>
      telling(collection, documents.put(collection, document, options)),
    remove: (collection, id, options) =>
      telling(collection, documents.remove(collection, id, options)),
    find: (collection, query) => documents.find(collection, query),
    search: (collection, search) => documents.search(collection, search),
    bulk: (collection, writes) => telling(collection, documents.bulk(collection, writes)),
    count: (collection) => documents.count(collection),
    scan: (collection) => documents.scan(collection),
    drop: (collection) => telling(collection, documents.drop(collection)),
    pendingAnnouncements: (collections, limit) =>
      documents.pendingAnnouncements(collections, limit),
    clearAnnouncements: (pending) => documents.clearAnnouncements(pending),
    onAnnounced: (listener) => documents.onAnnounced(listener),
    integrity: () => documents.integrity(),
    ping: () => documents.ping(),
    close: () => documents.close(),
  };
}

/** Reads of these collections only: one that is not listened to would be remembered for ever. */
function readsOf(documents: DocumentStore, collections: readonly Collection[]): Reads {
  const names = new Set(collections.map(({ name }) => name));
  const known = <D extends Collection<any>>(collection: D): D => {
    if (names.has(collection.name)) return collection;
    throw new Error(`${collection.name} is read to be remembered, but not listened to`);
  };
  return {
    get: async (collection, id) => documents.get(known(collection), id),
    getMany: async (collection, ids) => documents.getMany(known(collection), ids),
    find: async (collection, query) => documents.find(known(collection), query),
  };
}

function ownOf(tools: () => Tools): Tools['own'] {
  const made = new Map<unknown, unknown>();
  return <T>(memory: new (tools: Tools) => T): T => {
    if (!made.has(memory)) made.set(memory, new memory(tools()));
    return made.get(memory) as T;
  };
}
