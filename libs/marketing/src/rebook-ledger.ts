import type { Command, Facts, Ledger } from '@chignon/eventing';
import type {
  EvaluationOutcome,
  NotedVisit,
  Plan,
  RebookEvent,
  WithdrawalReason,
} from './rebook-events.js';
import type { RebookRules } from './rebook-rules.js';
import {
  withOne,
  withStatus,
  withVisit,
  withoutBooking,
  type RebookState,
} from './rebook-state.js';
import { rhythmOf } from './rhythm.js';

/*
 * One customer's rhythm per service group and the message that follows from it: CM-05, R-CM-03, R-CM-05.
 * Stream `rebook-<customerId>`. Guards that a message is planned and released once per occurrence
 * (`<serviceGroup>:<visitId>`), and that every evaluation stands in the log with its inputs.
 * Easy to get wrong: a withdrawn message may be planned again under its own id, a released one never is.
 */

export type RebookCommand =
  | (Command<'NoteVisit'> & NotedVisit & { readonly rules: RebookRules })
  | (Command<'TakeVisitOut'> & { readonly visitId: string; readonly rules: RebookRules })
  | (Command<'StopOnBooking'> & {
      readonly appointmentId: string;
      readonly startsAt: string;
      readonly serviceGroups: readonly string[];
      readonly rules: RebookRules;
    })
  | (Command<'DropBooking'> & {
      readonly appointmentId: string;
      readonly reason: 'cancelled' | 'missed' | 'corrected';
      readonly rules: RebookRules;
    })
  | (Command<'ReleaseMessage'> & { readonly messageId: string });

export const rebook: Ledger<RebookState, RebookCommand, RebookEvent> = {
  category: 'rebook',
  initial: (customerId) => ({
    customerId,
    visits: [],
    takenOut: new Set(),
    bookings: new Map(),
    evaluations: new Map(),
    messages: new Map(),
  }),
  evolve: {
    VisitNoted: (state, { data }) => withVisit(withoutBooking(state, data.appointmentId), data),
    VisitTakenOut: (state, { data }) => ({
      ...state,
      visits: state.visits.filter((visit) => visit.visitId !== data.visitId),
      takenOut: new Set(state.takenOut).add(data.visitId),
    }),
    BookingNoted: (state, { data: { appointmentId, startsAt, serviceGroups }, meta }) => ({
      ...state,
      // What has begun stops nothing any more: forgotten with the next booking.
      bookings: new Map(
        [...state.bookings].filter(([, booking]) => booking.startsAt > meta.recordedAt),
      ).set(appointmentId, { startsAt, serviceGroups }),
    }),
    BookingDropped: (state, { data }) => withoutBooking(state, data.appointmentId),
    RebookEvaluated: (state, { data }) => ({
      ...state,
      evaluations: withOne(state.evaluations, data.serviceGroup, data),
    }),
    MessagePlanned: (state, { data }) => ({
      ...state,
      messages: withOne(state.messages, data.messageId, { ...data, status: 'planned' }),
    }),
    MessageWithdrawn: (state, { data }) => withStatus(state, data.messageId, 'withdrawn'),
    MessageReleased: (state, { data }) => ({
      ...state,
      messages: withOne(state.messages, data.messageId, { ...data, status: 'released' }),
    }),
  },
  decide: {
    NoteVisit: (state, { type: _type, rules, ...visit }, facts) => {
      if (state.takenOut.has(visit.visitId)) return [];
      const known = state.visits.find((one) => one.visitId === visit.visitId)?.serviceGroups ?? [];
      const serviceGroups = [...new Set(visit.serviceGroups)].filter(
        (group) => !known.includes(group),
      );
      if (serviceGroups.length === 0) return [];
      const noted: NotedVisit = { ...visit, serviceGroups };
      return [
        { type: 'VisitNoted', data: noted },
        ...reckoned(
          withVisit(withoutBooking(state, visit.appointmentId), noted),
          serviceGroups,
          rules,
          facts,
          'visited-again',
        ),
      ];
    },
    TakeVisitOut: (state, { visitId, rules }, facts) => {
      if (state.takenOut.has(visitId)) return [];
      const visit = state.visits.find((one) => one.visitId === visitId);
      const after = { ...state, visits: state.visits.filter((one) => one !== visit) };
      // Heard before the visit itself it is written down all the same: the visit counts for nothing then.
      return [
        { type: 'VisitTakenOut', data: { visitId } },
        ...reckoned(after, visit?.serviceGroups ?? [], rules, facts, 'visit-voided'),
      ];
    },
    StopOnBooking: (state, { appointmentId, startsAt, serviceGroups, rules }, facts) => {
      const before = state.bookings.get(appointmentId);
      // The booking may be heard after the visit that kept it: topics have no order between them.
      if (state.visits.some((visit) => visit.appointmentId === appointmentId)) return [];
      if (
        startsAt <= facts.now() ||
        (before &&
          before.startsAt === startsAt &&
          before.serviceGroups.join() === serviceGroups.join())
      )
        return [];
      const after = {
        ...state,
        bookings: withOne(state.bookings, appointmentId, { startsAt, serviceGroups }),
      };
      const freed = before?.serviceGroups.filter((group) => !serviceGroups.includes(group)) ?? [];
      const stopped = [...state.messages.values()].filter(
        (message) => message.status === 'planned' && serviceGroups.includes(message.serviceGroup),
      );
      return [
        { type: 'BookingNoted', data: { appointmentId, startsAt, serviceGroups } },
        ...stopped.map((message) => withdrawal(message, 'booked')),
        ...reckoned(after, freed, rules, facts, 'recalculated'),
      ];
    },
    DropBooking: (state, { appointmentId, reason, rules }, facts) => {
      const booking = state.bookings.get(appointmentId);
      if (!booking) return [];
      return [
        { type: 'BookingDropped', data: { appointmentId, reason } },
        ...reckoned(
          withoutBooking(state, appointmentId),
          booking.serviceGroups,
          rules,
          facts,
          'recalculated',
        ),
      ];
    },
    ReleaseMessage: (state, { messageId }, facts) => {
      const message = state.messages.get(messageId);
      const now = facts.now();
      if (message?.status !== 'planned' || now < message.dueAt) return [];
      if (now > message.validUntil) return [withdrawal(message, 'stale')];
      const { status: _status, ...plan } = message;
      return [{ type: 'MessageReleased', data: plan }];
    },
  },
};

/** Evaluates groups anew: every evaluation is an event; a plan that no longer fits is withdrawn, the one that fits is made. */
function reckoned(
  state: RebookState,
  serviceGroups: readonly string[],
  rules: RebookRules,
  facts: Facts,
  why: WithdrawalReason,
): RebookEvent[] {
  return serviceGroups.flatMap((serviceGroup): RebookEvent[] => {
    const visits = state.visits.filter((visit) => visit.serviceGroups.includes(serviceGroup));
    const current = [...state.messages.values()].find(
      (message) => message.status === 'planned' && message.serviceGroup === serviceGroup,
    );
    const last = visits.at(-1);
    if (!last) return current ? [withdrawal(current, why)] : [];
    const { visitId, storeId, zone } = last;
    const rhythm = rhythmOf(
      serviceGroup,
      visits.map((visit) => visit.businessDate),
      zone,
      rules,
    );
    const plan: Plan = {
      messageId: `rebook.${state.customerId}.${serviceGroup}.${visitId}`,
      campaign: 'rebook',
      occurrence: `${serviceGroup}:${visitId}`,
      serviceGroup,
      visitId,
      storeId,
      lastVisitOn: rhythm.lastVisitOn,
      intervalDays: rhythm.intervalDays,
      dueAt: rhythm.dueAt,
      validUntil: rhythm.validUntil,
    };
    const outcome = outcomeOf(state, plan, facts.now());
    const stands =
      outcome === 'planned' &&
      current?.messageId === plan.messageId &&
      current.dueAt === plan.dueAt;
    return [
      {
        type: 'RebookEvaluated',
        data: { ...rhythm, serviceGroup, visitId, storeId, occurrence: plan.occurrence, outcome },
      },
      ...(current && !stands ? [withdrawal(current, why)] : []),
      ...(outcome === 'planned' && !stands
        ? [{ type: 'MessagePlanned', data: plan } as const]
        : []),
    ];
  });
}

function outcomeOf(state: RebookState, plan: Plan, now: string): EvaluationOutcome {
  if (state.messages.get(plan.messageId)?.status === 'released') return 'already-released';
  // What fell due long ago (imported history) is evaluated for the record and never sent.
  if (plan.validUntil < now) return 'past-due';
  const booked = [...state.bookings.values()].some(
    (booking) => booking.startsAt > now && booking.serviceGroups.includes(plan.serviceGroup),
  );
  return booked ? 'booked' : 'planned';
}

const withdrawal = (
  { messageId, occurrence, serviceGroup }: Plan,
  reason: WithdrawalReason,
): RebookEvent => ({
  type: 'MessageWithdrawn',
  data: { messageId, occurrence, serviceGroup, reason },
});
