import { storeEvents } from '@chignon/contracts';
import { minuteOf } from '@chignon/calendar';
import { folding, type View, view } from '@chignon/eventing';

/** What customers need to know of a store: which day it is there. */
export interface StoreClock {
  readonly id: string;
  /** IANA zone. */
  readonly zone: string;
  /** Minute of the day at which the store's day begins. */
  readonly dayStartMinute: number;
}

/** `customers.stores`: one document a store, as booking has described it last. */
export const storeClocks: View<StoreClock> = view([storeEvents], {
  name: 'customers.stores',
  indexes: {},
  on: {
    StoreDescribed: folding(
      ({ data }) => [data.storeId],
      (_, { data: { storeId, zone, dayStartsAt } }) => ({
        id: storeId,
        zone,
        dayStartMinute: minuteOf(dayStartsAt),
      }),
    ),
  },
});
