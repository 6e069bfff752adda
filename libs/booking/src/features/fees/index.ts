import type { Part } from '@chignon/eventing';
import { FeesHttp } from './fees.http.js';
import { noShowsJob } from './no-shows.jobs.js';

/** Fees for late cancellations and missed appointments. */
export const feesFeature: Part = {
  jobs: [noShowsJob],
  controllers: [FeesHttp],
};
