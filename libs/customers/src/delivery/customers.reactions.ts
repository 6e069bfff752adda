import type { MessageRequested, ReminderDue } from '@chignon/contracts';
import { MESSAGE_TOPIC, REMINDER_TOPIC } from '@chignon/contracts';
import type { Reaction } from '@chignon/eventing';
import { delivery } from './delivery-ledger.js';

/** A requested message gets its delivery stream: a second request for the same message id is the same message. */
export const takeMessages: Reaction = {
  name: 'customers.take-messages',
  source: { topics: [MESSAGE_TOPIC] },
  on: {
    MessageRequested: ({ data }) => {
      const {
        messageId,
        customerId,
        campaign,
        occurrence,
        purpose,
        template,
        facts,
        storeId,
        validUntil,
      } = data as MessageRequested;
      return [
        {
          ledger: delivery,
          key: messageId,
          command: {
            type: 'RequestDelivery',
            messageId,
            customerId,
            campaign,
            occurrence,
            purpose,
            template,
            facts,
            storeId,
            validUntil,
          } as const,
        },
      ];
    },
  },
};

/** A due reminder is a message like any other, for the customer's own sake: it needs no consent, and a "no" to it is respected. */
export const takeReminders: Reaction = {
  name: 'customers.take-reminders',
  source: { topics: [REMINDER_TOPIC] },
  on: {
    ReminderDue: ({ data }) => {
      const { reminderId, customerId, storeId, storeName, zone, startsAt, validUntil } =
        data as ReminderDue;
      const messageId = `reminder.${reminderId}`;
      const facts = { startsAt, zone, storeName };
      return [
        {
          ledger: delivery,
          key: messageId,
          command: {
            type: 'RequestDelivery',
            messageId,
            customerId,
            campaign: 'reminder',
            occurrence: reminderId,
            purpose: 'service',
            template: 'appointment-reminder',
            facts,
            storeId,
            validUntil,
          } as const,
        },
      ];
    },
  },
};
