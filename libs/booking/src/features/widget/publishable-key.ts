import { type Collection, invalid } from '@chignon/eventing';
import type { Channel } from '../../salon/channels/channel.js';

/**
 * What a web page shows to ask for free slots (BK-02). It stands in the page, so it is no secret: it opens only what
 * everybody may know, for pages of its origins, and little at a time.
 */
export interface PublishableKey {
  /** `pk_` and 32 hex digits: the key itself. */
  readonly id: string;
  readonly name: string;
  readonly storeIds: readonly string[];
  /** Whose rules hold. */
  readonly channel: Channel;
  /** Of the pages that may ask, as browsers send them: `https://example.com`. */
  readonly origins: readonly string[];
  readonly requestsPerMinute: number;
  /** Of one client address. */
  readonly requestsPerMinutePerAddress: number;
  /** ISO UTC. */
  readonly createdAt: string;
  readonly revokedAt?: string;
}
export const publishableKeys: Collection<PublishableKey> = {
  name: 'booking.publishable-keys',
  indexes: { byId: { fields: ['id'] } },
};

/** @throws Refusal `origin-invalid` naming the field */
export function checkOrigins(origins: readonly string[]): void {
  for (const [i, origin] of origins.entries()) {
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    if (url?.origin !== origin || !/^https?:$/.test(url.protocol))
      throw invalid('origin-invalid', 'This is not the origin of a web page.', {
        field: `origins.${i}`,
        expected: 'scheme, host and perhaps port, as in https://example.com',
      });
  }
}
