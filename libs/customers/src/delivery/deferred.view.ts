import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { delivery } from './delivery-ledger.js';

/** A message that a mail server did not take yet. */
export interface DeferredDelivery {
  /** The message. */
  readonly id: string;
  readonly attempt: number;
  readonly retryAt: string;
  readonly providerCode: string;
}

const byMessage = ({ stream }: RecordedEvent): string[] => [keyOf(stream)];
const ended = folding<DeferredDelivery, RecordedEvent>(byMessage, () => undefined);

/** `customers.deferred-deliveries`: what is to be tried again, and when. Empty while mail servers take what they are given. */
export const deferredDeliveries: View<DeferredDelivery> = view([delivery], {
  name: 'customers.deferred-deliveries',
  indexes: { byRetry: { fields: ['retryAt', 'id'] } },
  guard: 'stream',
  on: {
    DeliveryDeferred: folding(byMessage, (_, { data: { attempt, retryAt, providerCode } }, id) => ({
      id,
      attempt,
      retryAt,
      providerCode,
    })),
    DeliverySucceeded: ended,
    DeliveryRefused: ended,
  },
});
