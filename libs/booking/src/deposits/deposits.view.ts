import { DAY_MS } from '@chignon/calendar';
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { deposits } from './deposit-ledger.js';

/** One deposit in a store's lists. Id: the appointment. */
export interface ListedDeposit {
  readonly id: string;
  readonly storeId: string;
  readonly customerId?: string;
  readonly currency: string;
  readonly cents: number;
  readonly payUntilMs: number;
  readonly startMs: number;
  readonly ofHold: boolean;
  readonly heldCents: number;
  /** Held, but on its way back. */
  readonly returningCents: number;
  /** Owed by the customer: a bill took it when it was not there any more. */
  readonly debtCents: number;
  /** Something is still asked for, or kept for the visit. */
  readonly open: boolean;
  readonly status: 'due' | 'met' | 'returning' | 'closed' | 'owing';
  /** Of an open one: when the clock has something to say. A business day is over a day after an appointment's start at the latest. */
  readonly lookAtMs: number;
}

type Sums = Omit<ListedDeposit, 'status' | 'lookAtMs'>;

function listed(sums: Sums): ListedDeposit {
  const {
    id,
    storeId,
    customerId,
    currency,
    cents,
    payUntilMs,
    startMs,
    ofHold,
    heldCents,
    returningCents,
    debtCents,
    open,
  } = sums;
  const met = heldCents - returningCents >= cents;
  return {
    id,
    storeId,
    ...optional({ customerId }),
    currency,
    cents,
    payUntilMs,
    startMs,
    ofHold,
    heldCents,
    returningCents,
    debtCents,
    open,
    status:
      debtCents > 0
        ? 'owing'
        : returningCents > 0
          ? 'returning'
          : !open
            ? 'closed'
            : met
              ? 'met'
              : 'due',
    lookAtMs: met && !ofHold ? startMs + DAY_MS : payUntilMs,
  };
}

const key = ({ stream }: RecordedEvent): string[] => [keyOf(stream)];
const on = <E>(change: (deposit: ListedDeposit, data: E) => Partial<Sums>) =>
  folding<ListedDeposit, RecordedEvent<string, E>>(
    key,
    (deposit, { data }) => deposit && listed({ ...deposit, ...change(deposit, data) }),
  );
const same = (): Partial<Sums> => ({});
const end = (): Partial<Sums> => ({ open: false });

/** `booking.deposits`: what is due, held, on its way back and owed, by store; and what the clock has to look at. */
export const listedDeposits: View<ListedDeposit> = view([deposits], {
  name: 'booking.deposits',
  indexes: {
    byStore: { fields: ['storeId', 'status', 'startMs'] },
    byLook: { fields: ['open', 'lookAtMs'] },
    byCustomer: { fields: ['customerId', 'startMs'] },
  },
  guard: 'stream',
  edition: 2,
  on: {
    DepositDue: folding(
      key,
      (deposit, { data: { appointmentId, ruleId: _rule, version: _version, ...due } }) =>
        listed({
          heldCents: 0,
          returningCents: 0,
          debtCents: 0,
          ...deposit,
          ...due,
          id: appointmentId,
          open: true,
        }),
    ),
    PaymentStarted: on(same),
    PaymentOpened: on(same),
    DepositPaymentFailed: on(same),
    DepositPaid: on(({ heldCents }, { cents }) => ({
      heldCents: heldCents + cents,
    })),
    DepositWaived: on(end),
    DepositLapsed: on(end),
    DepositClosed: on(end),
    DepositReserved: on(same),
    DepositReservationReleased: on(same),
    DepositDebtChanged: on((_, { cents }) => ({ debtCents: cents })),
    DepositApplied: on(({ heldCents }, { cents }) => ({
      heldCents: heldCents - cents,
    })),
    DepositForfeited: on(({ heldCents }, { cents }) => ({
      heldCents: heldCents - cents,
    })),
    DepositRestored: on(({ heldCents }, { cents }) => ({
      heldCents: heldCents + cents,
    })),
    DepositReturnAsked: on(({ returningCents }, { cents }) => ({
      returningCents: returningCents + cents,
    })),
    // What was returned in the provider's own desk was never asked for here.
    DepositReturned: on(({ heldCents, returningCents }, { cents, returnId }) => ({
      heldCents: heldCents - cents,
      returningCents: ASKED.test(returnId) ? returningCents - cents : returningCents,
    })),
    DepositReturnFailed: on(same),
  },
});

/** Ids of returns that were asked for here. */
const ASKED = /^r\d+$/;

/** Where a provider's own id belongs. Id: the reference. */
export interface PaymentReference {
  readonly id: string;
  readonly appointmentId: string;
  readonly paymentId: string;
}

/** `booking.payment-references`: for news of a provider that knows its own id only. */
export const paymentReferences: View<PaymentReference> = view([deposits], {
  name: 'booking.payment-references',
  indexes: {},
  on: {
    PaymentOpened: folding(
      ({ data }) => [data.reference],
      (_, { data: { appointmentId, paymentId } }, id) => ({ id, appointmentId, paymentId }),
    ),
  },
});
