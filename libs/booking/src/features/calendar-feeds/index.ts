import type { Part } from '@chignon/eventing';
import { calendarKeys, calendarSalt } from './calendar-key.js';
import { CalendarFeedsHttp } from './feeds.http.js';

/** Appointments and shifts as calendar feeds that other programs subscribe to. */
export const calendarFeedsFeature: Part = {
  collections: [calendarKeys, calendarSalt],
  controllers: [CalendarFeedsHttp],
};
