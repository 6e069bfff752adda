import type { Part } from '@chignon/eventing';
import { PublicHttp } from './public.http.js';
import { publishableKeys } from './publishable-key.js';
import { PublishableKeysHttp } from './publishable-keys.http.js';

/** The public pages in which customers book. */
export const widgetFeature: Part = {
  collections: [publishableKeys],
  controllers: [PublishableKeysHttp, PublicHttp],
};
