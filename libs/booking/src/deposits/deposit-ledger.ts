import { isoOf, msOfIso } from '@chignon/calendar';
import { type Decide, invalid, type Ledger, notFound, optional, refused } from '@chignon/eventing';
import {
  after,
  type DepositState,
  evolveDeposit,
  detailsOf,
  keptCents,
  type KnownReturn,
  noDeposit,
} from './deposit.js';
import type { DepositEnd, DepositEvent, DueDeposit } from './deposit-events.js';
import { decideReservations, type ReservationCommand, restored, taken } from './bill.js';
import { heard, returning } from './money.js';
import type { PaymentNews } from './payments.js';

/**
 * The money that a booking asks for beforehand (R-BK-32): due, paid, and then applied to the bill, forfeited or returned.
 * Stream: `deposit-<appointment>`. Whether it was paid in time is decided here alone: a booking is released only after
 * `DepositLapsed`, and what comes after that goes back in full.
 * Easy to get wrong: news of a provider comes twice, late and in any order, so each payment and each return knows how far
 * it is; and what the appointment has become is never taken from a message but looked up (`FollowAppointment`).
 */
export type DepositCommand =
  | { type: 'AskDeposit'; due: DueDeposit }
  | { type: 'StartPayment' }
  | { type: 'NotePayment'; paymentId: string; reference: string }
  | { type: 'TakePayment'; method: 'cash' | 'terminal'; reference?: string }
  | { type: 'HearProvider'; news: PaymentNews }
  | { type: 'WaiveDeposit'; reason: string }
  | { type: 'LapseDeposit' }
  | ReservationCommand
  | { type: 'FollowAppointment'; standing: DepositStanding }
  | { type: 'ReturnDeposit'; reason: string; cents?: number }
  | { type: 'FinishReturn'; returnId: string; reference?: string }
  | { type: 'FailReturn'; returnId: string; code: string };

/** Where the booking stands now, as far as its deposit goes. */
export type DepositStanding =
  | { readonly is: 'standing'; readonly due: DueDeposit | undefined }
  /** `feeCents`: what stands against the booking, of which the deposit is kept. */
  | {
      readonly is: 'over';
      readonly because: Exclude<DepositEnd, 'not-due' | 'visit-settled' | 'visit-voided'>;
      readonly feeCents: number;
    }
  /** `cents`: tendered from the deposit, what was refunded to it taken off. */
  | {
      readonly is: 'settled';
      readonly visitId: string;
      readonly cents: number;
      readonly settledAt: string;
    }
  | { readonly is: 'voided' };

const decide: Decide<DepositState, DepositCommand, DepositEvent> = {
  AskDeposit: (state, { due }) => (state.due ? [] : [{ type: 'DepositDue', data: due }]),
  StartPayment: (state, _, facts) => {
    const due = mustBeDue(state, msOfIso(facts.now()));
    // One way to pay at a time: a second one would take the money twice.
    const cents = due.cents - keptCents(state);
    return openPayment(state, cents) === undefined
      ? [
          {
            type: 'PaymentStarted',
            data: { ...detailsOf(due), paymentId: newPaymentId(state), cents },
          },
        ]
      : [];
  },
  NotePayment: (state, { paymentId, reference }) =>
    state.payments.get(paymentId)?.reference === reference
      ? []
      : [{ type: 'PaymentOpened', data: { ...detailsOf(known(state)), paymentId, reference } }],
  TakePayment: (state, { method, reference }, facts) => {
    const due = mustBeDue(state, msOfIso(facts.now()));
    return [
      {
        type: 'DepositPaid',
        data: {
          ...detailsOf(due),
          paymentId: newPaymentId(state),
          cents: due.cents - keptCents(state),
          method,
          ...optional({ reference }),
        },
      },
    ];
  },
  HearProvider: (state, { news }) => (state.due ? heard(state, news) : []),
  WaiveDeposit: (state, { reason }) => {
    const due = known(state);
    if (state.end === 'waived') return [];
    if (state.end !== undefined)
      throw refused(`deposit-${state.end}`, 'The deposit is no longer due.', { found: state.end });
    return [
      { type: 'DepositWaived', data: { ...detailsOf(due), reason } },
      ...returning({ ...state, end: 'waived' }, keptCents(state), 'waived'),
    ];
  },
  LapseDeposit: (state, _, facts) => {
    const { due, end } = state;
    if (
      !due ||
      end !== undefined ||
      keptCents(state) >= due.cents ||
      due.payUntilMs > msOfIso(facts.now())
    )
      return [];
    return [
      { type: 'DepositLapsed', data: detailsOf(due) },
      ...returning(state, keptCents(state), 'unpaid'),
    ];
  },
  ...decideReservations,
  FollowAppointment: (state, { standing }) => followed(state, standing),
  ReturnDeposit: (state, { reason, cents }) => {
    known(state);
    const free = keptCents(state) - (state.reserved?.cents ?? 0);
    if (free <= 0)
      throw refused('deposit-none-held', 'No money of this deposit can be returned.', {
        heldCents: keptCents(state),
        reservedCents: state.reserved?.cents ?? 0,
      });
    if (cents !== undefined && cents > free)
      throw invalid('deposit-insufficient', 'The amount is more than the deposit held.', {
        field: 'cents',
        expected: `at most ${free}`,
      });
    return returning(state, cents ?? free, reason);
  },
  FinishReturn: (state, { returnId, reference }) => {
    const { status, paymentId, cents } = knownReturn(state, returnId);
    return status === 'done'
      ? []
      : [
          {
            type: 'DepositReturned',
            data: {
              ...detailsOf(known(state)),
              returnId,
              paymentId,
              cents,
              ...optional({ reference }),
            },
          },
        ];
  },
  FailReturn: (state, { returnId, code }) =>
    knownReturn(state, returnId).status === 'asked'
      ? [{ type: 'DepositReturnFailed', data: { ...detailsOf(known(state)), returnId, code } }]
      : [],
};

/** Deposits, one stream for each appointment that asks for one. */
export const deposits: Ledger<DepositState, DepositCommand, DepositEvent> = {
  category: 'deposit',
  initial: noDeposit,
  evolve: evolveDeposit,
  decide,
};

/** Never one that a provider has told of before it was begun here, as after a restored backup. */
function newPaymentId({ payments }: DepositState): string {
  let n = payments.size + 1;
  while (payments.has(`p${n}`)) n++;
  return `p${n}`;
}

/** The payment that the customer may make just now: of this amount, or of any. */
export const openPayment = ({ payments }: DepositState, cents?: number): string | undefined =>
  [...payments]
    .reverse()
    .find(
      ([, payment]) => payment.status === 'started' && (cents ?? payment.cents) === payment.cents,
    )?.[0];

/** Payments through the provider that nobody is to make any more: nothing is asked for, it is paid, or another one counts. */
export function strayPayments(
  state: DepositState,
): { readonly paymentId: string; readonly reference: string }[] {
  const owed = state.end === undefined && state.due ? state.due.cents - keptCents(state) : 0;
  const counts = owed > 0 ? (openPayment(state, owed) ?? openPayment(state)) : undefined;
  return [...state.payments].flatMap(([paymentId, { status, reference }]) =>
    status === 'started' && reference !== undefined && paymentId !== counts
      ? [{ paymentId, reference }]
      : [],
  );
}

function known({ due }: DepositState): DueDeposit {
  if (!due) throw notFound('deposit-not-found', 'This appointment asks for no deposit.');
  return due;
}

function knownReturn({ returns }: DepositState, returnId: string): KnownReturn {
  const found = returns.get(returnId);
  if (!found) throw notFound('return-not-found', 'There is no such return.', { field: 'returnId' });
  return found;
}

function mustBeDue(state: DepositState, nowMs: number): DueDeposit {
  const due = known(state);
  if (state.end !== undefined)
    throw refused(`deposit-${state.end}`, 'The deposit is no longer due.', { found: state.end });
  if (keptCents(state) >= due.cents) throw refused('deposit-paid', 'The deposit is already paid.');
  if (due.payUntilMs <= nowMs)
    throw refused('deposit-overdue', 'The deadline of the payment has passed.', {
      until: isoOf(due.payUntilMs),
    });
  return due;
}

const SAME = [
  'cents',
  'ruleId',
  'version',
  'payUntilMs',
  'startMs',
  'ofHold',
  'customerId',
] as const;

function followed(state: DepositState, standing: DepositStanding): DepositEvent[] {
  const { due, end } = state;
  if (standing.is === 'standing') {
    if (standing.due === undefined)
      return due && end === undefined ? closed(state, 'not-due', []) : [];
    if (due && (end !== undefined || SAME.every((field) => due[field] === standing.due![field])))
      return [];
    const asked: DepositEvent = {
      type: 'DepositDue',
      data: due ? { ...standing.due, storeId: due.storeId, currency: due.currency } : standing.due,
    };
    const now = { ...state, due: asked.data };
    return [
      asked,
      ...returning(
        now,
        Math.max(0, keptCents(state) - asked.data.cents - (state.reserved?.cents ?? 0)),
        'less-due',
      ),
    ];
  }
  if (!due) return [];
  if (standing.is === 'settled') return closed(state, 'visit-settled', taken(state, standing));
  if (standing.is === 'voided') return closed(state, 'visit-voided', restored(state));
  const { because, feeCents } = standing;
  const keeps = because === 'cancelled-by-customer' || because === 'missed' ? feeCents : 0;
  const tooMuch = state.forfeitedCents - keeps;
  // Once over, a fee may be waived, but none arises.
  const cents = end === undefined || end === 'lapsed' ? Math.min(-tooMuch, keptCents(state)) : 0;
  return closed(state, because, [
    ...(tooMuch > 0
      ? [
          {
            type: 'DepositRestored' as const,
            data: { ...detailsOf(due), cents: tooMuch, from: 'forfeited' as const },
          },
        ]
      : []),
    ...(cents > 0
      ? [
          {
            type: 'DepositForfeited' as const,
            data: {
              ...detailsOf(due),
              cents,
              feeCents,
              because: because === 'missed' ? ('no-show' as const) : ('late-cancel' as const),
            },
          },
        ]
      : []),
  ]);
}

/** These events, nothing more to ask for, and the rest on its way back. */
function closed(state: DepositState, because: DepositEnd, events: DepositEvent[]): DepositEvent[] {
  const closing: DepositEvent[] =
    state.end === undefined || (because.startsWith('visit-') && state.end !== because)
      ? [...events, { type: 'DepositClosed', data: { ...detailsOf(state.due!), because } }]
      : events;
  const now = after(state, closing);
  return [...closing, ...returning(now, keptCents(now), because)];
}
