import type { Part } from '@chignon/eventing';
import { ratingKeys, ratingSalt } from './rating-link.js';
import { RatingLinksHttp } from './rating-links.http.js';

/** Links by which customers rate their visits. */
export const ratingLinksFeature: Part = {
  collections: [ratingKeys, ratingSalt],
  controllers: [RatingLinksHttp],
};
