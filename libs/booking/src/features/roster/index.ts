import type { Part } from '@chignon/eventing';
import { WorkingTimesHttp } from './working-times.http.js';
import { RosterHttp } from './roster.http.js';

/** The staff and their shifts, with what a change leaves stranded. */
export const rosterFeature: Part = {
  controllers: [RosterHttp, WorkingTimesHttp],
};
