import { isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, optional, refused } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { FREE_POLICY, type Policy } from '../../salon/policies/policy.js';
import {
  type AgendaState,
  type Appointment,
  occupancyAt,
  withEntry,
} from '../appointment/appointment.js';
import {
  assessFee,
  collectedCents,
  type Fee,
  waiveFee,
  withFee,
  withoutNoShow,
} from '../appointment/fee.js';
import {
  atRevision,
  type Ended,
  endOf,
  requireEntry,
  requireBooked,
  requireUnpledged,
} from '../appointment/found.js';
import { type PlannedLine, unbindPools } from '../day/line.js';
import { clashOf, withPools } from '../day/occupancy.js';

/**
 * The customer did not come, or so it seemed, and what became of the fee (R-BK-35). Part of the agenda: a no-show frees the slot from
 * then on, and taking it back needs the slot again.
 * The rule people get wrong: what people took back, the store's clock never marks again; only a move, which is a new
 * agreement, puts the appointment under the clock anew.
 */
export type NoShowEvent =
  | DomainEvent<'AppointmentMissed', Ended & { fee?: Fee }>
  /** `droppedFeeCents`: what was due for the no-show and no longer is. */
  | DomainEvent<'AppointmentReinstated', { appointment: Appointment; droppedFeeCents: number }>
  | DomainEvent<'FeeWaived', Ended & { cents: number; currency: string; reason: string }>;

export type NoShowCommand =
  /** `automatic`: asked for by the clock. */
  | {
      type: 'MissAppointment';
      appointmentId: string;
      terms?: Policy;
      exemption?: string;
      automatic?: boolean;
      revision?: number;
    }
  /** `untilMs`: end of the business day, exclusive. */
  | {
      type: 'ReinstateAppointment';
      appointmentId: string;
      frame: DayFrame;
      untilMs: number;
      revision?: number;
    }
  | { type: 'WaiveFee'; appointmentId: string; reason: string; revision?: number };

export const evolveNoShows: Evolve<AgendaState, NoShowEvent> = {
  AppointmentMissed: (state, { data }) => {
    const entry = state.entries.get(data.appointmentId)!;
    return withEntry(state, { ...entry, status: 'missed', fee: withFee(entry.fee, data.fee) });
  },
  AppointmentReinstated: (state, { data: { appointment } }) => {
    const entry = state.entries.get(appointment.appointmentId)!;
    return withEntry(state, {
      ...entry,
      appointment,
      status: 'booked',
      fee: withoutNoShow(entry.fee),
      reinstated: true,
    });
  },
  FeeWaived: (state, { data }) => {
    const entry = state.entries.get(data.appointmentId)!;
    return withEntry(state, { ...entry, fee: entry.fee && waiveFee(entry.fee, data.reason) });
  },
};

export const decideNoShows: Decide<AgendaState, NoShowCommand, NoShowEvent> = {
  MissAppointment: (state, { appointmentId, terms, exemption, automatic, revision }, facts) => {
    const entry = requireEntry(state, appointmentId, 'appointment-unknown');
    if (entry.status === 'missed' || (automatic && entry.reinstated)) return [];
    requireBooked(state, appointmentId, revision);
    const nowMs = msOfIso(facts.now());
    const overMs = graceOverMs(entry.appointment, terms);
    if (nowMs < overMs)
      throw refused(
        'grace-not-over',
        'The grace period is not over. The customer may still arrive.',
        { until: isoOf(overMs) },
      );
    const fee = assessFee('no-show', entry, terms, nowMs, exemption);
    return [
      {
        type: 'AppointmentMissed',
        data: { ...endOf(entry), ...optional({ fee }) },
      },
    ];
  },
  ReinstateAppointment: (state, { appointmentId, frame, untilMs, revision }, facts) => {
    const { appointment, status, fee, reinstated } = requireEntry(
      state,
      appointmentId,
      'appointment-unknown',
    );
    if (status === 'booked' && reinstated) return [];
    atRevision(state, appointmentId, revision);
    if (status !== 'missed')
      throw refused('appointment-not-missed', `The appointment is ${status}.`, { found: status });
    const nowMs = msOfIso(facts.now());
    if (nowMs >= untilMs)
      throw refused(
        'business-day-over',
        'A no-show can be taken back only on its own business day.',
        { until: isoOf(untilMs) },
      );
    if (fee?.status === 'due' && collectedCents(fee) > fee.cents - fee.noShowCents)
      throw refused('fee-collected', 'A part of the fee was collected. Give it back first.', {
        collectedCents: collectedCents(fee),
      });
    const lines = freeAgain(state, appointment, frame, nowMs);
    return [
      {
        type: 'AppointmentReinstated',
        data: {
          appointment: { ...appointment, lines },
          droppedFeeCents: fee?.status === 'due' ? fee.noShowCents : 0,
        },
      },
    ];
  },
  WaiveFee: (state, { appointmentId, reason, revision }) => {
    const entry = atRevision(state, appointmentId, undefined);
    if (entry.fee?.status === 'waived') return [];
    atRevision(state, appointmentId, revision);
    if (entry.status === 'moved-out')
      throw refused('appointment-moved-out', 'The appointment was moved to another day.', {
        found: entry.status,
      });
    requireUnpledged(entry);
    if (!entry.fee) throw refused('fee-none', 'This appointment has no fee.');
    if (collectedCents(entry.fee) > 0)
      throw refused('fee-collected', 'A part of the fee was collected. Give it back first.', {
        collectedCents: collectedCents(entry.fee),
      });
    return [
      {
        type: 'FeeWaived',
        data: { ...endOf(entry), cents: entry.fee.cents, currency: entry.fee.currency, reason },
      },
    ];
  },
};

/** When the grace is over: the first instant at which the appointment may be marked as missed. */
export const graceOverMs = (
  { startMs }: Pick<Appointment, 'startMs'>,
  terms: Policy = FREE_POLICY,
): number => startMs + terms.graceMinutes * MINUTE_MS;

/** The lines in the slot that they had, pools bound anew. Only conflicts count: that the day has begun long ago is no obstacle. @throws Refusal `slot-taken` */
function freeAgain(
  state: AgendaState,
  { lines, customerId }: Appointment,
  frame: DayFrame,
  nowMs: number,
): readonly PlannedLine[] {
  const now = occupancyAt(state, nowMs);
  const own: PlannedLine[] = [];
  for (const line of lines.map(unbindPools)) {
    const clash = clashOf(now, own, line, 0, frame, customerId);
    if (clash)
      throw refused(
        'slot-taken',
        `The ${clash.kind} \`${clash.id}\` is taken. The fee can still be waived.`,
        {
          resource: { kind: clash.kind, id: clash.id },
          busyFrom: isoOf(clash.fromMs),
          busyTo: isoOf(clash.toMs),
        },
      );
    own.push(withPools(now, own, line, frame));
  }
  return own;
}
