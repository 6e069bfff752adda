import { storeEvents } from '@chignon/contracts';
import { folding, type View, view } from '@chignon/eventing';

/** A store and the region it lies in. */
export interface StoreEntry {
  readonly id: string;
  readonly regionId: string;
}

/** Which stores there are, and in which region each lies: kept by every process for its scope checks. */
export const storesView = (process: string): View<StoreEntry> =>
  view([storeEvents], {
    name: `${process}-directory.stores`,
    indexes: { byRegion: { fields: ['regionId'] } },
    on: {
      StoreDescribed: folding(
        (event) => [event.data.storeId],
        (_, event) => ({ id: event.data.storeId, regionId: event.data.regionId }),
      ),
    },
  });
