import type { Part } from '@chignon/eventing';
import { AttentionHttp } from './attention.http.js';
import { oddShelves } from './oddities.view.js';

/** What somebody should look at: low stock over all stores, and shelves on which something does not add up. */
export const attentionPart: Part = {
  views: [oddShelves],
  controllers: [AttentionHttp],
};
