import type { Part } from '@chignon/eventing';
import { PRODUCT_TOPIC } from '@chignon/contracts';
import { products } from './product.js';
import { tellProducts, toldProducts } from './products.jobs.js';

/** What the chain stocks, and in which units. */
export const productsPart: Part = {
  collections: [products, toldProducts],
  jobs: [tellProducts],
  topics: [PRODUCT_TOPIC],
};
