import { giftCardEvents, walletEvents } from '@chignon/contracts';
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { FeeCollection } from '../../agenda/appointment/fee.js';
import type { Ended } from '../../agenda/appointment/found.js';
import { deposits } from '../../deposits/deposit-ledger.js';
import type { DepositDetails, DepositEvent, PaymentMethod } from '../../deposits/deposit-events.js';
import { visits } from '../../visits/visit-ledger.js';
import type { Settlement, Tender } from '../../visits/visit.js';

/** Money that came or went at one instant, by tender. Id: `visit~<visit>~<revision>`, `deposit~<appointment>~<revision>`, `return~<return>`, `fee~<agenda>~<revision>`. */
export interface Taking {
  readonly id: string;
  readonly storeId: string;
  readonly currency: string;
  /** ISO UTC. Absent: it was asked for and has not happened. */
  readonly at?: string;
  readonly tenders: readonly Tender[];
}

/** Of deposits, as tills name it; what is taken online lies in no till. */
const TENDER_OF: { readonly [method in PaymentMethod]: string } = {
  cash: 'cash',
  terminal: 'card',
  online: 'online',
};

type Data<T extends DepositEvent['type']> = Extract<DepositEvent, { type: T }>['data'];
type Heard<D> = RecordedEvent<string, D>;

/** By store and instant, as a day is closed. */
const indexes = { byStore: { fields: ['storeId', 'at', 'id'] } };

const ofVisit = ({ stream, revision }: RecordedEvent): [string] => [
  `visit~${keyOf(stream)}~${revision}`,
];
const settled = folding<Taking, Heard<Settlement>>(
  ofVisit,
  // What another system took lies in no till of this one.
  (_, { data: { facts, settledAt, currency, tenders, imported } }, id) =>
    imported
      ? undefined
      : { id, storeId: facts.storeId, currency, at: settledAt, tenders: plain(tenders, 1) },
);

const plain = (tenders: readonly Tender[], sign: 1 | -1): Tender[] =>
  tenders.map(({ kind, cents }) => ({ kind, cents: sign * cents }));
const details = ({ storeId, currency }: DepositDetails) => ({ storeId, currency });

/** Money for a fee, or its way back; tills name it as they do a deposit's. */
const ofFee = (sign: 1 | -1) =>
  folding<Taking, Heard<Ended & Omit<FeeCollection, 'returned'> & { readonly currency: string }>>(
    ({ stream, revision }) => [`fee~${keyOf(stream)}~${revision}`],
    (_, { data: { storeId, currency, method, cents }, meta }, id) => ({
      id,
      storeId,
      currency,
      at: meta.effectiveAt,
      tenders: [{ kind: TENDER_OF[method], cents: sign * cents }],
    }),
  );

/** `booking.takings`: every movement of money of a store by its instant: bills, refunds, voids, and deposits and fees at the desk. */
export const takings: View<Taking> = view([visits, deposits, agenda], {
  name: 'booking.takings',
  indexes,
  guard: 'log',
  edition: 2,
  on: {
    FeeCollected: ofFee(1),
    FeeReturned: ofFee(-1),
    VisitSettled: settled,
    VisitCorrected: settled,
    VisitVoided: folding(ofVisit, (_, { data: { facts, voidedAt, currency, tenders } }, id) =>
      currency === undefined || tenders === undefined
        ? undefined
        : { id, storeId: facts.storeId, currency, at: voidedAt, tenders: plain(tenders, -1) },
    ),
    DepositPaid: folding<Taking, Heard<Data<'DepositPaid'>>>(
      ({ stream, revision }) => [`deposit~${keyOf(stream)}~${revision}`],
      (_, { data, meta }, id) => ({
        id,
        ...details(data),
        at: meta.effectiveAt,
        tenders: [{ kind: TENDER_OF[data.method], cents: data.cents }],
      }),
    ),
    // Only the wish says how it goes back, only its end that it did.
    DepositReturnAsked: folding<Taking, Heard<Data<'DepositReturnAsked'>>>(
      ({ data }) => [`return~${data.returnId}`],
      (_, { data }, id) => ({
        id,
        ...details(data),
        tenders: [{ kind: TENDER_OF[data.method], cents: 0 - data.cents }],
      }),
    ),
    DepositReturned: folding<Taking, Heard<Data<'DepositReturned'>>>(
      ({ data }) => [`return~${data.returnId}`],
      (asked, { meta }) => asked && { ...asked, at: meta.effectiveAt },
    ),
  },
});

/** `booking.stored-value-takings`: the same of stored value that was sold or paid out at a store, whose wallets are another context's. */
export const storedValueTakings: View<Taking> = view([walletEvents], {
  name: 'booking.stored-value-takings',
  indexes,
  on: {
    StoredValueToppedUp: folding(
      ({ data }) => [`top-up~${data.trancheId}`],
      (_, { data: { storeId, currency, toppedUpAt, tender, principalCents } }, id) => ({
        id,
        storeId,
        currency,
        at: toppedUpAt,
        tenders: [{ kind: tender, cents: principalCents }],
      }),
    ),
    // What a void gives back to a top-up that was paid out may be paid out too.
    StoredValueRefunded: folding(
      ({ data }) => [`payout~${data.trancheId}~${data.refundedAt}`],
      (_, { data: { storeId, currency, refundedAt, tender, refundCents } }, id) => ({
        id,
        storeId,
        currency,
        at: refundedAt,
        tenders: [{ kind: tender, cents: 0 - refundCents }],
      }),
    ),
  },
});

/** `booking.gift-card-takings`: the same of gift cards. */
export const giftCardTakings: View<Taking> = view([giftCardEvents], {
  name: 'booking.gift-card-takings',
  indexes,
  on: {
    GiftCardSold: folding(
      ({ data }) => [`sold~${data.number}`],
      (_, { data: { storeId, currency, soldAt, tender, cents } }, id) => ({
        id,
        storeId,
        currency,
        at: soldAt,
        tenders: [{ kind: tender, cents }],
      }),
    ),
    GiftCardRefunded: folding(
      ({ data }) => [`refunded~${data.number}`],
      (_, { data: { storeId, currency, refundedAt, tender, cents } }, id) => ({
        id,
        storeId,
        currency,
        at: refundedAt,
        tenders: [{ kind: tender, cents: 0 - cents }],
      }),
    ),
  },
});
