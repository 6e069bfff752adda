import { deliveryEvents } from '@chignon/contracts';
import { folding, optional, type View, view } from '@chignon/eventing';

/** What became of a reminder that was sent, as customers said. Id: the reminder. */
export interface ReminderDelivery {
  readonly id: string;
  readonly status: 'delivered' | 'not-delivered';
  /** The way that it went: `email`, `sms`, `push`; `outbox` where none is configured. */
  readonly channel?: string;
  /** Why it did not go out: `no-address`, `no-consent`, … */
  readonly reason?: string;
  readonly providerCode?: string;
  /** ISO UTC. */
  readonly at: string;
}

/** Messages of reminders are named after them; others are not looked at. */
const MESSAGE = 'reminder.';
const reminderOf = ({ data: { messageId } }: { data: { messageId: string } }): string[] =>
  messageId.startsWith(MESSAGE) ? [messageId.slice(MESSAGE.length)] : [];

/** `booking.reminder-deliveries`: so that a desk sees on the appointment whether its customer was reached (BK-06). */
export const reminderDeliveries: View<ReminderDelivery> = view([deliveryEvents], {
  name: 'booking.reminder-deliveries',
  indexes: {},
  on: {
    MessageDelivered: folding(reminderOf, (_, { data: { channel, deliveredAt } }, id) => ({
      id,
      status: 'delivered',
      channel,
      at: deliveredAt,
    })),
    MessageRefused: folding(reminderOf, (_, { data: { reason, refusedAt, providerCode } }, id) => ({
      id,
      status: 'not-delivered',
      reason,
      at: refusedAt,
      ...optional({ providerCode }),
    })),
  },
});
