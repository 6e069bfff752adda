import { MessageRequested, publication } from '@chignon/contracts';
import { announcements, keyOf } from '@chignon/eventing';
import { rebook } from './rebook-ledger.js';

/** A released message is asked for, by ids and facts; customers carries it the last mile. Everything else stays in marketing. */
export const rebookAnnouncements = announcements(rebook, {
  MessageReleased: ({ stream, data: plan }) =>
    publication(MessageRequested, keyOf(stream), {
      messageId: plan.messageId,
      customerId: keyOf(stream),
      campaign: plan.campaign,
      occurrence: plan.occurrence,
      purpose: 'marketing',
      template: 'rebook-reminder',
      facts: {
        serviceGroup: plan.serviceGroup,
        lastVisitOn: plan.lastVisitOn,
        intervalDays: plan.intervalDays,
      },
      storeId: plan.storeId,
      validUntil: plan.validUntil,
    }),
});
