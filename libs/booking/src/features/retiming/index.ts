import type { Part } from '@chignon/eventing';
import { wallClocksJob } from './retiming.jobs.js';

/** Moves appointments when a zone changes its rules. */
export const retimingFeature: Part = {
  jobs: [wallClocksJob],
};
