import { type Collection, notFound } from '@chignon/eventing';
import {
  LINK_KEY_INDEXES,
  type LinkKey,
  type LinkSalt,
  type LinkStore,
} from '../../salon/links/link-key.js';

/** Whose feed a key opens. */
export type FeedSubject = 'staff' | 'appointment';

/** A key of a calendar feed's URL, since calendar programs send no token. */
export type CalendarKey = LinkKey<FeedSubject>;
export const calendarKeys: Collection<CalendarKey> = {
  name: 'booking.calendar-keys',
  indexes: LINK_KEY_INDEXES,
};
export const calendarSalt: Collection<LinkSalt> = { name: 'booking.calendar-salt', indexes: {} };
export const feedLinks: LinkStore<FeedSubject> = {
  keys: calendarKeys,
  salt: calendarSalt,
  name: 'calendar-key',
  unknown: () => notFound('calendar-key-not-found', 'There is no such key.', { field: 'keyId' }),
};

/** A feed that does not exist, a wrong key and a revoked one are answered alike. */
export const noFeed = () =>
  notFound(
    'calendar-not-found',
    'There is no such calendar feed, or the key is invalid or revoked.',
  );
