import { storeEvents } from '@chignon/contracts';
import { languageOf, minuteOf } from '@chignon/calendar';
import { folding, type View, view } from '@chignon/eventing';

/** What customers need to know of a store: which day it is there, and which language its customers are written to in. */
export interface StoreClock {
  readonly id: string;
  /** IANA zone. */
  readonly zone: string;
  /** Minute of the day at which the store's day begins. */
  readonly dayStartMinute: number;
  /** Of customers who have not said another: what the store says, else by its zone. */
  readonly language: 'zh-CN' | 'en';
}

/** `customers.stores`: one document a store, as booking has described it last. */
export const storeClocks: View<StoreClock> = view([storeEvents], {
  name: 'customers.stores',
  edition: 2,
  indexes: {},
  on: {
    StoreDescribed: folding(
      ({ data }) => [data.storeId],
      (_, { data: { storeId, zone, dayStartsAt, language } }) => ({
        id: storeId,
        zone,
        dayStartMinute: minuteOf(dayStartsAt),
        language: languageOf({ language, zone }),
      }),
    ),
  },
});
