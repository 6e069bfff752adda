import { productEvents } from '@chignon/contracts';
import { folding, type View, view } from '@chignon/eventing';

/** A product of the chain as inventory has described it last. Id: the SKU. */
export interface ProductEntry {
  readonly id: string;
  /** Of one stock unit, in minor units of `currency`. */
  readonly priceCents: number;
  readonly currency: string;
  /** False: bought no more, and sold as long as the shelves hold some. */
  readonly active: boolean;
  /** The units that its quantities may be given in; empty: an older release described it. */
  readonly units: readonly string[];
}

/** Which products there are and what they cost: kept by every process, so that no command names what nobody knows, and no bill takes a price from anybody. */
export const productsView = (process: string): View<ProductEntry> =>
  view([productEvents], {
    name: `${process}-directory.products`,
    indexes: {},
    on: {
      ProductDescribed: folding(
        ({ data }) => [data.sku],
        (_, { data: { sku, priceCents, currency, active, useUnit, stockUnit } }) => ({
          id: sku,
          priceCents,
          currency,
          active,
          units: [...new Set([useUnit, stockUnit])].filter((unit) => unit !== undefined),
        }),
      ),
    },
  });
