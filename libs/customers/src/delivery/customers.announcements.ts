import { MessageDelivered, MessageRefused, publication } from '@chignon/contracts';
import { announcements, keyOf, optional } from '@chignon/eventing';
import { delivery } from './delivery-ledger.js';

/** How a message ended, for whoever asked for it. */
export const deliveryAnnouncements = announcements(delivery, {
  DeliverySucceeded: ({ stream, data, meta }) =>
    publication(MessageDelivered, data.customerId, {
      messageId: keyOf(stream),
      customerId: data.customerId,
      channel: data.channel,
      deliveredAt: meta.effectiveAt,
    }),
  DeliveryRefused: ({ stream, data, meta }) =>
    publication(MessageRefused, data.customerId, {
      messageId: keyOf(stream),
      customerId: data.customerId,
      reason: data.reason === 'undeliverable' ? 'provider-rejected' : data.reason,
      refusedAt: meta.effectiveAt,
      ...optional({ providerCode: data.providerCode }),
    }),
});
