import type { MessageRequested } from '@chignon/contracts';
import { MESSAGE_TOPIC } from '@chignon/contracts';
import type { Reaction } from '@chignon/eventing';
import { delivery } from './delivery-ledger.js';

/** A requested message gets its delivery stream: a second request for the same message id is the same message. */
export const takeMessages: Reaction = {
  name: 'customers.take-messages',
  source: { topics: [MESSAGE_TOPIC] },
  on: {
    MessageRequested: ({ data }) => {
      const { messageId, customerId, campaign, occurrence, purpose, template, facts, storeId, validUntil } = data as MessageRequested;
      return [{ ledger: delivery, key: messageId, command: { type: 'RequestDelivery', messageId, customerId, campaign, occurrence, purpose, template, facts, storeId, validUntil } as const }];
    },
  },
};
