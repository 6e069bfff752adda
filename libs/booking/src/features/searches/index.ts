import type { Part } from '@chignon/eventing';
import { SearchesHttp } from './searches.http.js';

/** What was looked for and what came of it. */
export const searchesFeature: Part = {
  controllers: [SearchesHttp],
};
