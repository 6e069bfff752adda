import { type Collection, notFound } from '@chignon/eventing';
import {
  LINK_KEY_INDEXES,
  type LinkKey,
  type LinkSalt,
  type LinkStore,
} from '../../salon/links/link-key.js';

/** Opens the ratings of one visit, once. */
export type RatingKey = LinkKey<'visit'>;
export const ratingKeys: Collection<RatingKey> = {
  name: 'booking.rating-keys',
  indexes: LINK_KEY_INDEXES,
};
export const ratingSalt: Collection<LinkSalt> = { name: 'booking.rating-salt', indexes: {} };
export const ratingLinks: LinkStore<'visit'> = {
  keys: ratingKeys,
  salt: ratingSalt,
  name: 'rating-key',
  unknown: () =>
    notFound('rating-link-not-found', 'There is no such link to rate a visit.', { field: 'keyId' }),
};

/** A visit that is not there, a wrong key, one that has run out and one that was revoked are answered alike. */
export const noLink = () =>
  notFound('rating-link-invalid', 'The link is invalid, or it has run out.', { field: 'key' });
