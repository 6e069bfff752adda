/** Where each store's clock stands: by it a lot has expired, at the store's own midnight (R-IN-02). */
import { storeEvents } from '@chignon/contracts';
import { folding, type View, view } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';

/** `id` is the store. */
export interface StoreZone {
  readonly id: string;
  /** IANA zone. */
  readonly zone: string;
}

export const storeZones: View<StoreZone> = view([storeEvents], {
  name: 'inventory.store-zones',
  edition: 2,
  indexes: { byId: { fields: ['id'] } },
  on: {
    StoreDescribed: folding(
      ({ data }) => [data.storeId],
      (_, { data }) => ({ id: data.storeId, zone: data.zone }),
    ),
  },
});

/** The date in a zone at an instant, `YYYY-MM-DD`. @param at ISO instant @param zone IANA zone; absent: UTC */
export const localDateOf = (at: string, zone = 'UTC'): string =>
  Temporal.Instant.from(at).toZonedDateTimeISO(zone).toPlainDate().toString();
