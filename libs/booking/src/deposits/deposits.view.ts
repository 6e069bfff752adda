import { DAY_MS } from '@chignon/calendar';
import { folding, keyOf, type RecordedEvent, type View } from '@chignon/eventing';
import type { DepositEvent } from './deposit.js';

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
  /** Something is still asked for, or kept for the visit. */
  readonly open: boolean;
  readonly status: 'due' | 'met' | 'returning' | 'closed';
  /** Of an open one: when the clock has something to say. A business day is over a day after an appointment's start at the latest. */
  readonly lookAtMs: number;
}

type Data<T extends DepositEvent['type']> = Extract<DepositEvent, { type: T }>['data'];
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
    open,
  } = sums;
  const met = heldCents - returningCents >= cents;
  return {
    id,
    storeId,
    ...(customerId === undefined ? {} : { customerId }),
    currency,
    cents,
    payUntilMs,
    startMs,
    ofHold,
    heldCents,
    returningCents,
    open,
    status: returningCents > 0 ? 'returning' : !open ? 'closed' : met ? 'met' : 'due',
    lookAtMs: met && !ofHold ? startMs + DAY_MS : payUntilMs,
  };
}

const key = (event: unknown): string[] => [keyOf((event as RecordedEvent).stream)];
const on = <T extends DepositEvent['type']>(
  _: T,
  change: (deposit: ListedDeposit, data: Data<T>) => Partial<Sums>,
) =>
  folding<ListedDeposit, Data<T>>(
    key,
    (deposit, { data }) => deposit && listed({ ...deposit, ...change(deposit, data) }),
  );
const same = (): Partial<Sums> => ({});
const end = (): Partial<Sums> => ({ open: false });

/** `booking.deposits`: what is due, held and on its way back, by store; and what the clock has to look at. */
export const listedDeposits: View<ListedDeposit> = {
  name: 'booking.deposits',
  indexes: {
    byStore: { fields: ['storeId', 'status', 'startMs'] },
    byLook: { fields: ['open', 'lookAtMs'] },
  },
  source: { streams: ['deposit'] },
  guard: 'stream',
  on: {
    DepositDue: folding<ListedDeposit, Data<'DepositDue'>>(
      key,
      (deposit, { data: { appointmentId, ruleId: _rule, version: _version, ...due } }) =>
        listed({
          heldCents: 0,
          returningCents: 0,
          ...deposit,
          ...due,
          id: appointmentId,
          open: true,
        }),
    ),
    PaymentStarted: on('PaymentStarted', same),
    PaymentOpened: on('PaymentOpened', same),
    DepositPaymentFailed: on('DepositPaymentFailed', same),
    DepositPaid: on('DepositPaid', ({ heldCents }, { cents }) => ({
      heldCents: heldCents + cents,
    })),
    DepositWaived: on('DepositWaived', end),
    DepositLapsed: on('DepositLapsed', end),
    DepositClosed: on('DepositClosed', end),
    DepositReserved: on('DepositReserved', same),
    DepositApplied: on('DepositApplied', ({ heldCents }, { cents }) => ({
      heldCents: heldCents - cents,
    })),
    DepositForfeited: on('DepositForfeited', ({ heldCents }, { cents }) => ({
      heldCents: heldCents - cents,
    })),
    DepositRestored: on('DepositRestored', ({ heldCents }, { cents }) => ({
      heldCents: heldCents + cents,
    })),
    DepositReturnAsked: on('DepositReturnAsked', ({ returningCents }, { cents }) => ({
      returningCents: returningCents + cents,
    })),
    // What was returned in the provider's own desk was never asked for here.
    DepositReturned: on(
      'DepositReturned',
      ({ heldCents, returningCents }, { cents, returnId }) => ({
        heldCents: heldCents - cents,
        returningCents: ASKED.test(returnId) ? returningCents - cents : returningCents,
      }),
    ),
    DepositReturnFailed: on('DepositReturnFailed', same),
  },
};

/** Ids of returns that were asked for here. */
const ASKED = /^r\d+$/;

/** Where a provider's own id belongs. Id: the reference. */
export interface PaymentReference {
  readonly id: string;
  readonly appointmentId: string;
  readonly paymentId: string;
}

/** `booking.payment-references`: for news of a provider that knows its own id only. */
export const paymentReferences: View<PaymentReference> = {
  name: 'booking.payment-references',
  indexes: {},
  source: { streams: ['deposit'] },
  on: {
    PaymentOpened: folding<PaymentReference, Data<'PaymentOpened'>>(
      ({ data }) => [data.reference],
      (_, { data: { appointmentId, paymentId } }, id) => ({ id, appointmentId, paymentId }),
    ),
  },
};
