import { messageEvents, reminderEvents, type ReminderRequested } from '@chignon/contracts';
import { dispatch, reaction } from '@chignon/eventing';
import { delivery } from './delivery-ledger.js';

/** A requested message gets its delivery stream: a second request for the same message id is the same message. */
export const takeMessages = reaction([messageEvents], {
  name: 'customers.take-messages',
  on: {
    MessageRequested: ({ data }) => {
      const { messageId, customerId, campaign, occurrence, purpose } = data;
      const { template, facts, storeId, validUntil } = data;
      return [
        dispatch(delivery, messageId, {
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
        }),
      ];
    },
  },
});

/** A requested reminder is a message like any other, for the customer's own sake: it needs no consent, and a "no" to it is respected. */
const remind = ({ data }: { readonly data: ReminderRequested }) => {
  const { reminderId, customerId, storeId, storeName, zone, startsAt, validUntil } = data;
  const messageId = `reminder.${reminderId}`;
  return [
    dispatch(delivery, messageId, {
      type: 'RequestDelivery',
      messageId,
      customerId,
      campaign: 'reminder',
      occurrence: reminderId,
      purpose: 'service',
      template: 'appointment-reminder',
      facts: { startsAt, zone, storeName },
      storeId,
      validUntil,
    }),
  ];
};

/** `ReminderDue` is what older releases said; what still lies on the topic is sent. */
export const takeReminders = reaction([reminderEvents], {
  name: 'customers.take-reminders',
  on: { ReminderRequested: remind, ReminderDue: remind },
});
