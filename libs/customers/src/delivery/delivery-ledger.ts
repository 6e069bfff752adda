import type { Command, DomainEvent, Ledger } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';
import type { Purpose } from '../identity/consent.js';

/*
 * The last mile of one message: asked for once, ended once. Stream `delivery-<messageId>`.
 * Ids, codes and facts only: the address and the wording never stand here.
 * Easy to get wrong: the outcome is recorded after the sending, so a crash between the two sends again;
 * the provider is therefore given a Message-ID that depends on the message alone. A temporary "no" is no outcome: many mail
 * servers say it first. It is tried again after longer and longer times, and given up after three days.
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

/** Why a message was not sent. `provider-rejected`: a final "no"; `undeliverable`: temporary ones for three days. */
export type RefusalReason =
  | 'no-consent'
  | 'no-address'
  | 'unknown-customer'
  | 'stale'
  | 'provider-rejected'
  | 'undeliverable';

/** The way that a message went; `outbox`: it is kept readable, because no provider of its way is configured. */
export type DeliveryChannel = 'email' | 'sms' | 'push' | 'outbox';

export type DeliveryEvent =
  | DomainEvent<'DeliveryRequested', Delivery>
  | DomainEvent<
      'DeliverySucceeded',
      {
        readonly customerId: string;
        readonly channel: DeliveryChannel;
        readonly templateVersion: number;
        readonly language: string;
      }
    >
  /** A temporary "no" to the attempt of this number; the next is due at `retryAt`. */
  | DomainEvent<
      'DeliveryDeferred',
      {
        readonly customerId: string;
        readonly attempt: number;
        readonly providerCode: string;
        readonly firstTriedAt: string;
        readonly retryAt: string;
      }
    >
  | DomainEvent<
      'DeliveryRefused',
      {
        readonly customerId: string;
        readonly reason: RefusalReason;
        readonly providerCode?: string;
      }
    >;

export type DeliveryCommand =
  | (Command<'RequestDelivery'> & Delivery)
  | (Command<'RecordSuccess'> & {
      readonly channel: DeliveryChannel;
      readonly templateVersion: number;
      readonly language: string;
    })
  | (Command<'RecordDeferral'> & { readonly providerCode: string })
  | (Command<'RecordRefusal'> & { readonly reason: RefusalReason; readonly providerCode?: string });

export interface DeliveryState {
  readonly status: 'absent' | 'requested' | 'delivered' | 'refused';
  readonly requested?: Delivery;
  /** Attempts that were answered with a temporary "no", and when the first was made; absent before. */
  readonly attempts?: number;
  readonly firstTriedAt?: string;
}

/** Minutes to the next attempt: one, four, sixteen, …; at most six hours. */
const FIRST_MINUTES = 1;
const GROWTH = 4;
const MOST_MINUTES = 6 * 60;
/** Mail servers give up after a few days too (RFC 5321, 4.5.4.1: at least four or five is theirs, for each of many hops). */
const GIVE_UP_HOURS = 72;

/** Guards that a message has one outcome. */
export const delivery: Ledger<DeliveryState, DeliveryCommand, DeliveryEvent> = {
  category: 'delivery',
  initial: () => ({ status: 'absent' }),
  evolve: {
    DeliveryRequested: (_state, { data }) => ({ status: 'requested', requested: data }),
    DeliveryDeferred: (state, { data }) => ({
      ...state,
      attempts: data.attempt,
      firstTriedAt: data.firstTriedAt,
    }),
    DeliverySucceeded: (state) => ({ ...state, status: 'delivered' }),
    DeliveryRefused: (state) => ({ ...state, status: 'refused' }),
  },
  decide: {
    RequestDelivery: (state, { type: _type, ...requested }) =>
      state.status === 'absent' ? [{ type: 'DeliveryRequested', data: requested }] : [],
    RecordSuccess: ({ status, requested }, { type: _type, ...how }) =>
      status === 'requested' && requested
        ? [{ type: 'DeliverySucceeded', data: { customerId: requested.customerId, ...how } }]
        : [],
    RecordDeferral: (
      { status, requested, attempts = 0, firstTriedAt },
      { providerCode },
      facts,
    ) => {
      if (status !== 'requested' || !requested) return [];
      const { customerId } = requested;
      const now = facts.now();
      const [first, attempt] = [firstTriedAt ?? now, attempts + 1];
      if (after(first, { hours: GIVE_UP_HOURS }) <= now)
        return [
          { type: 'DeliveryRefused', data: { customerId, reason: 'undeliverable', providerCode } },
        ];
      const minutes = Math.min(FIRST_MINUTES * GROWTH ** attempts, MOST_MINUTES);
      return [
        {
          type: 'DeliveryDeferred',
          data: {
            customerId,
            attempt,
            providerCode,
            firstTriedAt: first,
            retryAt: after(now, { minutes }),
          },
        },
      ];
    },
    RecordRefusal: ({ status, requested }, { type: _type, ...why }) =>
      status === 'requested' && requested
        ? [{ type: 'DeliveryRefused', data: { customerId: requested.customerId, ...why } }]
        : [],
  },
};

const after = (instant: string, time: { minutes?: number; hours?: number }): string =>
  Temporal.Instant.from(instant).add(time).toString({ fractionalSecondDigits: 3 });
