import { type Evolve, optional } from '@chignon/eventing';
import type {
  DepositDetails,
  DepositEnd,
  DepositEvent,
  DueDeposit,
  PaymentMethod,
} from './deposit-events.js';

export interface KnownPayment {
  readonly status: 'started' | 'failed' | 'paid';
  /** The amount that was asked for; once paid, the amount that was received. */
  readonly cents: number;
  readonly method: PaymentMethod;
  readonly reference?: string | undefined;
  /** Given back, or to be given back. */
  readonly backCents: number;
}

export interface KnownReturn {
  readonly status: 'asked' | 'failed' | 'done';
  readonly paymentId: string;
  readonly cents: number;
  readonly method: PaymentMethod;
  readonly reason: string;
  /** Why the provider did not: a code. */
  readonly code?: string | undefined;
}

/** Kept for the bill of a visit. */
export interface ReservedDeposit {
  readonly visitId: string;
  readonly cents: number;
  readonly reservationId?: string | undefined;
  readonly expiresAt?: string | undefined;
}

/** Always: paid = held + applied + forfeited + returned, and nothing of it negative. */
export interface DepositState {
  readonly appointmentId: string;
  readonly due: DueDeposit | undefined;
  /** Why nothing more is asked for; undefined: it is still open. */
  readonly end: 'lapsed' | 'waived' | DepositEnd | undefined;
  readonly paidCents: number;
  /** A liability: not yet applied, forfeited or returned. */
  readonly heldCents: number;
  readonly appliedCents: number;
  readonly forfeitedCents: number;
  readonly returnedCents: number;
  /** Owed by the customer: a bill took it when it was no longer held. */
  readonly debtCents: number;
  /** The visit whose bill that is; undefined: there was none. */
  readonly debtOf: string | undefined;
  readonly reserved: ReservedDeposit | undefined;
  readonly payments: ReadonlyMap<string, KnownPayment>;
  readonly returns: ReadonlyMap<string, KnownReturn>;
}

/** Held, but on its way back. */
export const returningCents = ({ returns }: Pick<DepositState, 'returns'>): number =>
  [...returns.values()].reduce((sum, one) => sum + (one.status === 'done' ? 0 : one.cents), 0);

/** What is held and not on its way back. */
export const keptCents = (state: DepositState): number => state.heldCents - returningCents(state);

/** The status in one word, as a front desk reads it. `met`: paid and held until the visit. */
export function depositStatus(
  state: DepositState,
):
  | 'none'
  | 'due'
  | 'met'
  | 'returning'
  | 'lapsed'
  | 'waived'
  | 'applied'
  | 'forfeited'
  | 'returned'
  | 'closed' {
  if (!state.due) return 'none';
  if (returningCents(state) > 0) return 'returning';
  if (state.end === undefined) return keptCents(state) >= state.due.cents ? 'met' : 'due';
  if (state.appliedCents > 0) return 'applied';
  if (state.forfeitedCents > 0) return 'forfeited';
  if (state.returnedCents > 0) return 'returned';
  return state.end === 'lapsed' || state.end === 'waived' ? state.end : 'closed';
}

export const noDeposit = (appointmentId: string): DepositState => ({
  appointmentId,
  due: undefined,
  end: undefined,
  paidCents: 0,
  heldCents: 0,
  appliedCents: 0,
  forfeitedCents: 0,
  returnedCents: 0,
  debtCents: 0,
  debtOf: undefined,
  reserved: undefined,
  payments: new Map(),
  returns: new Map(),
});

const withPayment = (
  state: DepositState,
  id: string,
  change: Partial<KnownPayment> & Pick<KnownPayment, 'status'>,
): DepositState['payments'] =>
  new Map(state.payments).set(id, {
    cents: 0,
    method: 'online',
    reference: undefined,
    backCents: 0,
    ...state.payments.get(id),
    ...change,
  });
const withReturn = (
  state: DepositState,
  id: string,
  change: Partial<KnownReturn>,
): DepositState['returns'] =>
  new Map(state.returns).set(id, { ...state.returns.get(id)!, ...change });

export const evolveDeposit: Evolve<DepositState, DepositEvent> = {
  DepositDue: (state, { data }) => ({ ...state, due: data, end: undefined }),
  PaymentStarted: (state, { data: { paymentId, cents } }) => ({
    ...state,
    payments: withPayment(state, paymentId, { status: 'started', cents }),
  }),
  PaymentOpened: (state, { data: { paymentId, reference } }) => ({
    ...state,
    payments: withPayment(state, paymentId, {
      status: state.payments.get(paymentId)?.status ?? 'started',
      reference,
    }),
  }),
  DepositPaymentFailed: (state, { data: { paymentId, final } }) => ({
    ...state,
    payments: withPayment(state, paymentId, { status: final ? 'failed' : 'started' }),
  }),
  DepositPaid: (state, { data: { paymentId, cents, method, reference } }) => ({
    ...state,
    paidCents: state.paidCents + cents,
    heldCents: state.heldCents + cents,
    payments: withPayment(state, paymentId, {
      status: 'paid',
      cents,
      method,
      ...optional({ reference }),
    }),
  }),
  DepositWaived: (state) => ({ ...state, end: 'waived' }),
  DepositLapsed: (state) => ({ ...state, end: 'lapsed' }),
  DepositClosed: (state, { data }) => ({ ...state, end: data.because, reserved: undefined }),
  DepositReserved: (state, { data: { visitId, cents, reservationId, expiresAt } }) => ({
    ...state,
    reserved: { visitId, cents, reservationId, expiresAt },
  }),
  DepositReservationReleased: (state, { data: { reservationId } }) =>
    state.reserved?.reservationId === reservationId ? { ...state, reserved: undefined } : state,
  DepositDebtChanged: (state, { data: { visitId, cents } }) => ({
    ...state,
    debtCents: cents,
    debtOf: visitId,
  }),
  DepositApplied: (state, { data: { cents } }) => ({
    ...state,
    heldCents: state.heldCents - cents,
    appliedCents: state.appliedCents + cents,
    reserved: undefined,
  }),
  DepositForfeited: (state, { data: { cents } }) => ({
    ...state,
    heldCents: state.heldCents - cents,
    forfeitedCents: state.forfeitedCents + cents,
  }),
  DepositRestored: (state, { data: { cents, from } }) => ({
    ...state,
    heldCents: state.heldCents + cents,
    ...(from === 'applied'
      ? { appliedCents: state.appliedCents - cents }
      : { forfeitedCents: state.forfeitedCents - cents }),
  }),
  DepositReturnAsked: (state, { data: { returnId, paymentId, cents, method, reason } }) => ({
    ...state,
    returns: withReturn(state, returnId, { status: 'asked', paymentId, cents, method, reason }),
    payments: withPayment(state, paymentId, {
      status: 'paid',
      backCents: state.payments.get(paymentId)!.backCents + cents,
    }),
  }),
  DepositReturned: (state, { data: { returnId, paymentId, cents } }) => {
    const asked = state.returns.has(returnId);
    const payment = state.payments.get(paymentId)!;
    return {
      ...state,
      heldCents: state.heldCents - cents,
      returnedCents: state.returnedCents + cents,
      returns: withReturn(state, returnId, {
        status: 'done',
        ...(asked ? {} : { paymentId, cents, method: payment.method, reason: 'by-provider' }),
      }),
      ...(asked
        ? {}
        : {
            payments: withPayment(state, paymentId, {
              status: 'paid',
              backCents: payment.backCents + cents,
            }),
          }),
    };
  },
  DepositReturnFailed: (state, { data: { returnId, code } }) => ({
    ...state,
    returns: withReturn(state, returnId, { status: 'failed', code }),
  }),
};

/** The state after further events. */
export const after = (state: DepositState, events: readonly DepositEvent[]): DepositState =>
  events.reduce<DepositState>(
    (now, event) =>
      (evolveDeposit[event.type] as (now: DepositState, event: unknown) => DepositState)(
        now,
        event,
      ),
    state,
  );

/** The details that every event repeats. */
export const detailsOf = ({
  appointmentId,
  storeId,
  customerId,
  currency,
}: DepositDetails): DepositDetails => ({
  appointmentId,
  storeId,
  ...optional({ customerId }),
  currency,
});
