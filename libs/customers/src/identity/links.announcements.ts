import { CustomersLinked, CustomersUnlinked, publication } from '@chignon/contracts';
import { announcements } from '@chignon/eventing';
import { links } from './links-ledger.js';

/** Which records are one person, for whoever keeps something by customer. Keyed by the record that is absorbed: its links are heard in order. */
export const linkAnnouncements = announcements(links, {
  CustomersLinked: ({ data: { survivorId, absorbedId }, meta }) =>
    publication(CustomersLinked, absorbedId, {
      survivorId,
      absorbedId,
      linkedAt: meta.effectiveAt,
    }),
  CustomersUnlinked: ({ data: { survivorId, absorbedId }, meta }) =>
    publication(CustomersUnlinked, absorbedId, {
      survivorId,
      absorbedId,
      unlinkedAt: meta.effectiveAt,
    }),
});
