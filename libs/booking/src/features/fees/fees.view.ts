import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import type { Fee } from '../../agenda/appointment/fee.js';
import type { Ended } from '../../agenda/appointment/found.js';
import { deposits } from '../../deposits/deposit-ledger.js';

/** The fee of one appointment in a store's lists. Id: the appointment. */
export interface ListedFee {
  readonly id: string;
  readonly storeId: string;
  readonly customerId?: string;
  readonly currency: string;
  readonly startMs: number;
  /** All fees together. */
  readonly cents: number;
  readonly collectedCents: number;
  /** Paid by the deposit. */
  readonly forfeitedCents: number;
  readonly chargeUntilMs: number;
  /** `settled`: nothing of it is open. */
  readonly status: 'due' | 'settled' | 'waived';
}

type Sums = Omit<ListedFee, 'status'>;
const listed = (fee: Sums): ListedFee => ({
  ...fee,
  status: fee.cents > fee.collectedCents + fee.forfeitedCents ? 'due' : 'settled',
});

/** The list's document with one more fee; one that was waived is settled and does not come back. */
function withFee(
  before: ListedFee | undefined,
  { appointmentId, storeId, customerId, startMs }: Ended,
  fee: Fee | undefined,
): ListedFee | undefined {
  const place = { storeId, startMs, ...optional({ customerId }) };
  if (!fee || fee.cents === 0) return before && { ...before, ...place };
  const due = before?.status === 'waived' ? undefined : before;
  return listed({
    id: appointmentId,
    currency: fee.currency,
    collectedCents: due?.collectedCents ?? 0,
    forfeitedCents: due?.forfeitedCents ?? 0,
    chargeUntilMs: Math.max(due?.chargeUntilMs ?? 0, fee.chargeUntilMs),
    cents: (due?.cents ?? 0) + fee.cents,
    ...place,
  });
}

const placed = folding<
  ListedFee,
  RecordedEvent<string, { readonly appointment: Appointment; readonly fee?: Fee }>
>(
  ({ data }) => [data.appointment.appointmentId],
  (before, { data: { appointment, fee } }) => withFee(before, appointment, fee),
);
const ended = folding<ListedFee, RecordedEvent<string, Ended & { readonly fee?: Fee }>>(
  ({ data }) => [data.appointmentId],
  (before, { data: { fee, ...end } }) => withFee(before, end, fee),
);
const paid = <D extends { readonly appointmentId: string }>(change: (fee: Sums, data: D) => Sums) =>
  folding<ListedFee, RecordedEvent<string, D>>(
    ({ data }) => [data.appointmentId],
    (before, { data }) =>
      before && (before.status === 'waived' ? before : listed(change(before, data))),
  );
const byDeposit = <D>(change: (data: D) => number) =>
  folding<ListedFee, RecordedEvent<string, D>>(
    ({ stream }) => [keyOf(stream)],
    (before, { data }) => {
      const next = before && {
        ...before,
        forfeitedCents: before.forfeitedCents + change(data),
      };
      return next && (next.status === 'waived' ? next : listed(next));
    },
  );

/** `booking.fees`: what customers owe, or owed, for cancelling, moving late or not coming, one document an appointment with a fee. */
export const listedFees: View<ListedFee> = view([agenda, deposits], {
  name: 'booking.fees',
  indexes: {
    byStore: { fields: ['storeId', 'status', 'chargeUntilMs'] },
    byCustomer: { fields: ['customerId', 'startMs'] },
  },
  guard: 'log',
  on: {
    AppointmentMoved: placed,
    AppointmentMovedIn: placed,
    ServicesChanged: placed,
    AppointmentCancelled: ended,
    AppointmentMissed: ended,
    CustomerCorrected: folding(
      ({ data }) => [data.appointment.appointmentId],
      (before, { data: { appointment } }) =>
        before && { ...before, ...optional({ customerId: appointment.customerId }) },
    ),
    AppointmentReinstated: folding(
      ({ data }) => [data.appointment.appointmentId],
      (before, { data: { droppedFeeCents } }) => {
        if (!before || droppedFeeCents === 0) return before;
        const cents = before.cents - droppedFeeCents;
        return cents === 0 ? undefined : listed({ ...before, cents });
      },
    ),
    FeeWaived: folding(
      ({ data }) => [data.appointmentId],
      (before) => before && { ...before, status: 'waived' },
    ),
    FeeCollected: paid((fee, { cents }) => ({
      ...fee,
      collectedCents: fee.collectedCents + cents,
    })),
    FeeReturned: paid((fee, { cents }) => ({ ...fee, collectedCents: fee.collectedCents - cents })),
    DepositForfeited: byDeposit(({ cents }) => cents),
    DepositRestored: byDeposit(({ cents, from }) => (from === 'forfeited' ? 0 - cents : 0)),
  },
});
