import { type Collection, sha256 } from '@chignon/eventing';

/** Whose feed a key opens. */
export type FeedSubject = 'staff' | 'appointment';

/** A key of a calendar feed's URL, since calendar programs send no token. Only its hash is kept; it opens one feed and can be revoked. */
export interface CalendarKey {
  readonly id: string;
  readonly subject: FeedSubject;
  readonly subjectId: string;
  /** SHA-256 of the secret. */
  readonly hash: string;
  /** ISO UTC. */
  readonly createdAt: string;
  readonly revokedAt?: string;
}
export const calendarKeys: Collection<CalendarKey> = {
  name: 'booking.calendar-keys',
  indexes: { bySubject: { fields: ['subject', 'subjectId', 'id'] } },
};

/** What secrets are made from, besides the command that asks for one: so the same command gets the same key, and nobody else can. One document. */
export interface CalendarSalt {
  readonly id: string;
  readonly salt: string;
}
export const calendarSalt: Collection<CalendarSalt> = {
  name: 'booking.calendar-salt',
  indexes: {},
};
export const SALT_ID = 'salt';

/** The key as it stands in URLs. */
export const keyText = (keyId: string, secret: string): string => `${keyId}.${secret}`;

/** Id and hash of what somebody sent as a key; undefined when it cannot be one. */
export function sentKey(text: string): { keyId: string; hash: string } | undefined {
  const match = /^([0-9a-f-]{36})\.([0-9a-f]{64})$/.exec(text);
  return match ? { keyId: match[1]!, hash: sha256(match[2]!) } : undefined;
}
