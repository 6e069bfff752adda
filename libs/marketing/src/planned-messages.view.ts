import { folding, keyOf, type Envelope, type RecordedEvent, type View } from '@chignon/eventing';
import type { Plan, WithdrawalReason } from './rebook-ledger.js';

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
type Heard<D> = Envelope<string, D>;

/** `marketing.planned-messages`: one document a message, by its id. */
export const plannedMessages: View<PlannedMessage> = {
  name: 'marketing.planned-messages',
  indexes: {
    byStatus: { fields: ['status', 'dueAt'] },
    byStore: { fields: ['storeId', 'status', 'dueAt'] },
    byCustomer: { fields: ['customerId', 'dueAt'] },
    byCustomerStatus: { fields: ['customerId', 'status', 'dueAt'] },
  },
  source: { streams: ['rebook'] },
  guard: 'stream',
  on: {
    MessagePlanned: folding<PlannedMessage>(byMessage, (message, event: Heard<Plan>, id) => {
      const {
        reason: _reason,
        endedAt: _endedAt,
        ...before
      } = message ?? ({} as Partial<PlannedMessage>);
      return {
        ...before,
        ...event.data,
        id,
        customerId: keyOf((event as RecordedEvent).stream),
        status: 'planned',
        plannedAt: event.meta.recordedAt,
      };
    }),
    MessageWithdrawn: folding<PlannedMessage>(
      byMessage,
      (message, { data, meta }: Heard<{ reason: WithdrawalReason }>) =>
        message && {
          ...message,
          status: 'withdrawn',
          reason: data.reason,
          endedAt: meta.recordedAt,
        },
    ),
    MessageReleased: folding<PlannedMessage>(
      byMessage,
      (message, { meta }: Heard<Plan>) =>
        message && { ...message, status: 'released', endedAt: meta.recordedAt },
    ),
  },
};
