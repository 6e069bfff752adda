import { PRODUCT_TOPIC, type ProductDescribed } from '@chignon/contracts';
import { folding, type View } from '@chignon/eventing';

/** What a product costs as inventory has said it last. Id: the SKU; what was described by an older release only is not in it. */
export interface ProductPrice {
  readonly id: string;
  /** Of one stock unit. */
  readonly priceCents: number;
  readonly currency: string;
}

/** `booking.product-prices`: so that a bill needs no answer of inventory, and takes no price from anybody. */
export const productPrices: View<ProductPrice> = {
  name: 'booking.product-prices',
  indexes: {},
  source: { topics: [PRODUCT_TOPIC] },
  on: { ProductDescribed: folding<ProductPrice, ProductDescribed>(({ data }) => [data.sku], (_, { data: { priceCents, currency } }, id) => ({ id, priceCents, currency })) },
};
