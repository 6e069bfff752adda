import type { Part } from '@chignon/eventing';
import { CalendarHttp } from './calendar.http.js';
import { RosterHttp } from './roster.http.js';

/** The staff and their shifts, with what a change leaves stranded. */
export const rosterFeature: Part = {
  controllers: [RosterHttp, CalendarHttp],
};
