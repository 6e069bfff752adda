import { telling } from '@chignon/eventing';
import { description, products } from './product.js';

/** Products that stand here from before others listened, told once: their units and prices, and by edition 2 their names. */
export const { job: tellProducts, told: toldProducts } = telling({
  context: 'inventory',
  things: 'products',
  collection: products,
  index: 'bySku',
  edition: 2,
  describe: description,
});
