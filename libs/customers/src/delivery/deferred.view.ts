import { folding, keyOf, type Envelope, type RecordedEvent, type View } from '@chignon/eventing';
import { delivery } from './delivery-ledger.js';

/** A message that a mail server did not take yet. */
export interface DeferredDelivery {
  /** The message. */
  readonly id: string;
  readonly attempt: number;
  readonly retryAt: string;
  readonly providerCode: string;
}

const byMessage = (event: RecordedEvent | object): string[] =>
  'stream' in event ? [keyOf(event.stream)] : [];
const ended = folding<DeferredDelivery>(byMessage, () => undefined);

/** `customers.deferred-deliveries`: what is to be tried again, and when. Empty while mail servers take what they are given. */
export const deferredDeliveries: View<DeferredDelivery> = {
  name: 'customers.deferred-deliveries',
  indexes: { byRetry: { fields: ['retryAt', 'id'] } },
  source: { streams: [delivery.category] },
  guard: 'stream',
  on: {
    DeliveryDeferred: folding<DeferredDelivery>(
      byMessage,
      (
        _,
        {
          data: { attempt, retryAt, providerCode },
        }: Envelope<string, Omit<DeferredDelivery, 'id'>>,
        id,
      ) => ({ id, attempt, retryAt, providerCode }),
    ),
    DeliverySucceeded: ended,
    DeliveryRefused: ended,
  },
};
