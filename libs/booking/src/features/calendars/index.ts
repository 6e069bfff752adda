import type { Part } from '@chignon/eventing';
import { calendarKeys, calendarSalt } from './calendar-key.js';
import { CalendarsHttp } from './calendars.http.js';

/** Appointments and shifts as calendars that other programs subscribe to. */
export const calendarsFeature: Part = {
  collections: [calendarKeys, calendarSalt],
  controllers: [CalendarsHttp],
};
