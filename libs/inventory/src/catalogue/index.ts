import type { Part } from '@chignon/eventing';
import { ImportsHttp } from './imports.http.js';
import { ProductsHttp } from './products.http.js';

/** How products are described: the shelves of all stores are counted anew in their units. */
export const cataloguePart: Part = {
  controllers: [ProductsHttp, ImportsHttp],
};
