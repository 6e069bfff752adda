import { folding, type Context, type DocumentStore, type Tools, type View } from '@chignon/eventing';
import { STORE_TOPIC, type StoreDescribed } from '@chignon/contracts';

interface DirectoryEntry {
  readonly id: string;
  readonly regionId: string;
}

/** How long a region's list of stores is trusted. */
const TRUST_MS = 1000;
const MAX_STORES = 1000;

/** Which store lies in which region, kept by every process for its scope checks. */
export function directoryContext(process: string): { context: Context; view: View<DirectoryEntry> } {
  const view: View<DirectoryEntry> = {
    name: `${process}-directory.stores`,
    indexes: { byRegion: { fields: ['regionId'] } },
    source: { topics: [STORE_TOPIC] },
    on: {
      StoreDescribed: folding<DirectoryEntry, StoreDescribed>(
        (event) => [event.data.storeId],
        (_, event) => ({ id: event.data.storeId, regionId: event.data.regionId }),
      ),
    },
  };
  const context: Context = { name: `${process}-directory`, ledgers: [], collections: [], views: [view], reactions: [], effects: [], announcements: {}, jobs: [], topics: [], controllers: [] };
  return { context, view };
}

/** Stores of regions, remembered for a second. */
export function storesOfRegions(documents: DocumentStore, tools: Tools, view: View<DirectoryEntry>) {
  const remembered = new Map<string, { at: number; stores: readonly string[] }>();
  return async (regions: readonly string[]): Promise<readonly string[]> => {
    const now = Date.now();
    const lists = await Promise.all(
      regions.map(async (region) => {
        const known = remembered.get(region);
        if (known && now - known.at < TRUST_MS) return known.stores;
        const stores: string[] = [];
        for (let after: string | undefined; ; ) {
          const page = await documents.find(tools.collection(view), { index: 'byRegion', where: { regionId: region }, limit: MAX_STORES, ...(after ? { after } : {}) });
          stores.push(...page.items.map(({ id }) => id));
          if (!(after = page.next)) break;
        }
        if (remembered.size > MAX_STORES) remembered.clear();
        remembered.set(region, { at: now, stores });
        return stores;
      }),
    );
    return lists.flat();
  };
}
