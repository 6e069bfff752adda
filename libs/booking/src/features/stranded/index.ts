import type { Part } from '@chignon/eventing';
import { StrandedHttp } from './stranded.http.js';

/** What changes of stores and rosters leave stranded, and the hand that gives it to somebody else. */
export const strandedFeature: Part = {
  controllers: [StrandedHttp],
};
