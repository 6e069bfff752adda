import type { Part } from '@chignon/eventing';
import { DemandHttp } from './demand.http.js';

/** What was looked for and what came of it. */
export const demandFeature: Part = {
  controllers: [DemandHttp],
};
