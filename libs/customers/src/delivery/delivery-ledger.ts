import type { Command, DomainEvent, Ledger } from '@chignon/eventing';
import type { Purpose } from '../records/consents.js';

/*
 * The last mile of one message: asked for once, ended once. Stream `delivery-<messageId>`.
 * Ids, codes and facts only: the address and the wording never stand here.
 * Easy to get wrong: the outcome is recorded after the sending, so a crash between the two sends again;
 * the provider is therefore given a Message-ID that depends on the message alone.
 */

/** What was asked for. */
export interface Delivery {
  readonly messageId: string;
  readonly customerId: string;
  readonly campaign: string;
  readonly occurrence: string;
  readonly purpose: Purpose;
  readonly template: string;
  readonly facts: { readonly [name: string]: string | number };
  readonly storeId: string;
  /** ISO UTC; not to be sent after it. */
  readonly validUntil: string;
}

/** Why a message was not sent. */
export type RefusalReason = 'no-consent' | 'no-address' | 'unknown-customer' | 'stale' | 'provider-rejected';

export type DeliveryEvent =
  | DomainEvent<'DeliveryRequested', Delivery>
  | DomainEvent<'DeliverySucceeded', { readonly customerId: string; readonly channel: 'email' | 'outbox'; readonly templateVersion: number; readonly language: string }>
  | DomainEvent<'DeliveryRefused', { readonly customerId: string; readonly reason: RefusalReason; readonly providerCode?: string }>;

export type DeliveryCommand =
  | (Command<'RequestDelivery'> & Delivery)
  | (Command<'RecordSuccess'> & { readonly channel: 'email' | 'outbox'; readonly templateVersion: number; readonly language: string })
  | (Command<'RecordRefusal'> & { readonly reason: RefusalReason; readonly providerCode?: string });

export interface DeliveryState {
  readonly status: 'absent' | 'requested' | 'delivered' | 'refused';
  readonly requested?: Delivery;
}

/** Guards that a message has one outcome. */
export const delivery: Ledger<DeliveryState, DeliveryCommand, DeliveryEvent> = {
  category: 'delivery',
  initial: () => ({ status: 'absent' }),
  evolve: {
    DeliveryRequested: (_state, { data }) => ({ status: 'requested', requested: data }),
    DeliverySucceeded: (state) => ({ ...state, status: 'delivered' }),
    DeliveryRefused: (state) => ({ ...state, status: 'refused' }),
  },
  decide: {
    RequestDelivery: (state, { type: _type, ...requested }) => (state.status === 'absent' ? [{ type: 'DeliveryRequested', data: requested }] : []),
    RecordSuccess: ({ status, requested }, { type: _type, ...how }) =>
      status === 'requested' && requested ? [{ type: 'DeliverySucceeded', data: { customerId: requested.customerId, ...how } }] : [],
    RecordRefusal: ({ status, requested }, { type: _type, ...why }) =>
      status === 'requested' && requested ? [{ type: 'DeliveryRefused', data: { customerId: requested.customerId, ...why } }] : [],
  },
};
