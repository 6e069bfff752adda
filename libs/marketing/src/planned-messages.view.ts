import { folding, keyOf, type View, view } from '@chignon/eventing';
import { rebook } from './rebook-ledger.js';
import type { Plan } from './rebook-events.js';

/** A message that marketing means to send, sent, or will not send. */
export type PlannedMessage = Plan & {
  /** The message id. */
  readonly id: string;
  readonly customerId: string;
  readonly status: 'planned' | 'withdrawn' | 'released';
  /** Why withdrawn. */
  readonly reason?: string;
  /** ISO UTC: when it was planned the last time, and when it left or was withdrawn. */
  readonly plannedAt: string;
  readonly endedAt?: string;
};

const byMessage = (event: { data: { messageId: string } }): string[] => [event.data.messageId];

/** `marketing.planned-messages`: one document a message, by its id. */
export const plannedMessages: View<PlannedMessage> = view([rebook], {
  name: 'marketing.planned-messages',
  indexes: {
    byStatus: { fields: ['status', 'dueAt'] },
    byStore: { fields: ['storeId', 'status', 'dueAt'] },
    byCustomer: { fields: ['customerId', 'dueAt'] },
    byCustomerStatus: { fields: ['customerId', 'status', 'dueAt'] },
  },
  guard: 'stream',
  on: {
    MessagePlanned: folding(byMessage, (message, event, id) => {
      const {
        reason: _reason,
        endedAt: _endedAt,
        ...before
      } = message ?? ({} as Partial<PlannedMessage>);
      return {
        ...before,
        ...event.data,
        id,
        customerId: keyOf(event.stream),
        status: 'planned',
        plannedAt: event.meta.recordedAt,
      };
    }),
    MessageWithdrawn: folding(
      byMessage,
      (message, { data, meta }) =>
        message && {
          ...message,
          status: 'withdrawn',
          reason: data.reason,
          endedAt: meta.recordedAt,
        },
    ),
    MessageReleased: folding(
      byMessage,
      (message, { meta }) =>
        message && { ...message, status: 'released', endedAt: meta.recordedAt },
    ),
  },
});
