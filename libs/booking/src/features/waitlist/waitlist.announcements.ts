import { isoOf } from '@chignon/calendar';
import { publication, WaitlistEnded, WaitlistJoined, WaitlistOffered } from '@chignon/contracts';
import { announcements, optional } from '@chignon/eventing';
import type { EntryDetails } from './entry.js';
import { waitlist } from './waitlist-ledger.js';

const ended =
  (how: WaitlistEnded['how']) =>
  ({ data }: { data: EntryDetails & { appointmentId?: string } }) => {
    const { entryId, customerId, storeIds, appointmentId } = data;
    return publication(WaitlistEnded, customerId, {
      entryId,
      customerId,
      storeIds: [...storeIds],
      how,
      ...optional({ appointmentId }),
    });
  };

/** What others hear of the waitlist: who waits, what is offered, how it ended. The answers to offers stay private. */
export const waitlistAnnouncements = announcements(waitlist, {
  EntryJoined: ({ data }) => {
    const { entryId, customerId, storeIds, services, joinedAtMs, untilMs } = data;
    return publication(WaitlistJoined, customerId, {
      entryId,
      customerId,
      storeIds: [...storeIds],
      serviceIds: services.map((s) => s.serviceId),
      joinedAt: isoOf(joinedAtMs),
      until: isoOf(untilMs),
    });
  },
  OfferMade: ({ data }) => {
    const {
      entryId,
      customerId,
      offer: { offerId, storeId, startMs, endMs, parts, priceCents, replyByMs, lines },
    } = data;
    const what = {
      startsAt: isoOf(startMs),
      endsAt: isoOf(endMs),
      serviceIds: parts.map((p) => p.serviceId),
      staffIds: parts.map((p) => p.staffId),
      priceCents,
    };
    return publication(WaitlistOffered, customerId, {
      entryId,
      offerId,
      customerId,
      storeId,
      ...what,
      replyBy: isoOf(replyByMs),
      firstToAccept: lines !== undefined,
    });
  },
  EntryFulfilled: ended('fulfilled'),
  EntryWithdrawn: ended('withdrawn'),
  EntryExpired: ended('expired'),
});
