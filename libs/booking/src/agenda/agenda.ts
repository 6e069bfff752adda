import { msOfIso } from '@chignon/calendar';
import { type Decide, type Evolve, type Ledger, optional } from '@chignon/eventing';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import { type AgendaState, emptyAgenda, timesOf, withEntry } from './appointment/appointment.js';
import { decideClashes, evolveClashes } from './appointment/clashes.js';
import {
  assessFee,
  type CountedMove,
  countMove,
  mostAvoided,
  refuseSaving,
  withFee,
} from './appointment/fee.js';
import {
  atRevision,
  endOf,
  requireBooked,
  requireEntry,
  requirePlanned,
} from './appointment/found.js';
import { priceMove } from './appointment/move-price.js';
import { decideRetiming, evolveRetiming } from './appointment/retiming.js';
import { vacate } from './day/occupancy.js';
import { decideApproval, evolveApproval } from './decide/approval.js';
import { decideArrivals, evolveArrivals } from './decide/arrivals.js';
import { choose } from './decide/choose.js';
import { decideHolds, evolveHolds, expireHolds } from './holds.js';
import { decideRecorded, evolveRecorded } from './recorded.js';
import { decideBinding, evolveBinding, reassignedEvents } from './decide/late-binding.js';
import { decideCustomers, evolveCustomers } from './decide/customers.js';
import { decideFeeMoney, evolveFeeMoney } from './decide/fee-money.js';
import { decideExchanges, evolveExchanges } from './decide/exchanges.js';
import { decideMoves, evolveMoves } from './decide/moves.js';
import { decideNoShows, evolveNoShows } from './decide/no-shows.js';
import { decideParties } from './parties.js';
import { decideServices, evolveServices } from './services.js';
import { bookedEvents, placeLines, overbook } from './making.js';

const evolve: Evolve<AgendaState, AgendaEvent> = {
  AppointmentBooked: (state, { data: { appointment } }) =>
    withEntry(state, {
      appointment,
      status: 'booked',
      moves: 0,
      overbooked: state.overbooking,
    }),
  OverbookAuthorised: (state, { data: { reason }, meta }) => ({
    ...state,
    revision: state.revision + 1,
    overbooking: { reason, by: meta.actor, at: meta.recordedAt },
  }),
  AppointmentMoved: (state, { data: { appointment, late, fee, avoidedCents, pricing } }) => {
    const entry = state.entries.get(appointment.appointmentId)!;
    return withEntry(state, {
      ...entry,
      appointment,
      lateMoves: (entry.lateMoves ?? 0) + (late ? 1 : 0),
      avoidedCents: mostAvoided(entry.avoidedCents, avoidedCents),
      fee: withFee(entry.fee, fee),
      reinstated: undefined,
      overbooked: undefined,
      movePricing: pricing,
    });
  },
  AppointmentCancelled: (state, { data }) => {
    const entry = state.entries.get(data.appointmentId)!;
    return withEntry(state, { ...entry, status: 'cancelled', fee: withFee(entry.fee, data.fee) });
  },
  ...evolveArrivals,
  ...evolveHolds,
  ...evolveRecorded,
  ...evolveApproval,
  ...evolveMoves,
  ...evolveClashes,
  ...evolveBinding,
  ...evolveNoShows,
  ...evolveRetiming,
  ...evolveServices,
  ...evolveCustomers,
  ...evolveFeeMoney,
  ...evolveExchanges,
};

const decide: Decide<AgendaState, AgendaCommand, AgendaEvent> = {
  BookAppointment: (state, command, facts) => [
    ...expireHolds(state, facts),
    ...(command.overbook
      ? overbook(state, command, command.overbook.reason, facts)
      : bookedEvents(placeLines(state, command, facts))),
  ],
  MoveAppointment: (
    state,
    { appointmentId, plan, planned, by = 'customer', terms, deposit, revision, noSaving: no },
    facts,
  ) => {
    const entry = requirePlanned(requireBooked(state, appointmentId, revision), planned);
    const { appointment } = entry;
    const { frame, lines, reassigned } = choose(state, plan, appointment.customerId, facts, (now) =>
      vacate(now, appointmentId, appointment.customerId, appointment.lines),
    );
    // Also to where it stands already: an answered request stands in the log, or its repeat would be answered by what came after it.
    const times = timesOf(frame.zone, lines);
    const nowMs = msOfIso(facts.now());
    if (times.startMs !== appointment.startMs)
      refuseSaving('move', { by, no }, entry, terms, nowMs);
    const counted: CountedMove =
      times.startMs === appointment.startMs ? {} : countMove(entry, terms, by, nowMs);
    // Agreed anew by the store's clock of now: its zone may be another one by this time.
    const there = { ...appointment, zone: frame.zone, ...times };
    const { late } = counted;
    return [
      ...expireHolds(state, facts),
      ...reassignedEvents(reassigned, lines, appointmentId),
      {
        type: 'AppointmentMoved',
        data: {
          ...priceMove(appointment, there, frame, { by, terms, late, deposit, nowMs }),
          previousStartMs: appointment.startMs,
          ...counted,
        },
      },
    ];
  },
  CancelAppointment: (
    state,
    { appointmentId, by, reason, terms, exemption, revision, no, noSaving },
    facts,
  ) => {
    const entry = requireEntry(state, appointmentId, 'appointment-unknown');
    if (entry.status === 'cancelled' || entry.status === 'declined') return [];
    const { status } = atRevision(state, appointmentId, revision);
    if (no && (status === 'pending' || status === 'booked')) throw no;
    if (status === 'pending')
      return [{ type: 'ApprovalDeclined', data: { appointmentId, by, reason } }];
    requireBooked(state, appointmentId, revision);
    const nowMs = msOfIso(facts.now());
    refuseSaving('cancel', { by, no: noSaving }, entry, terms, nowMs);
    // What the store cancels is free whenever it does.
    const fee = by === 'store' ? undefined : assessFee('cancel', entry, terms, nowMs, exemption);
    return [
      {
        type: 'AppointmentCancelled',
        data: {
          ...endOf(entry),
          by,
          reason,
          serviceGroups: [...new Set(entry.appointment.lines.map((l) => l.serviceGroup))],
          ...optional({ fee }),
        },
      },
    ];
  },
  ...decideArrivals,
  ...decideHolds,
  ...decideRecorded,
  ...decideApproval,
  ...decideMoves,
  ...decideClashes,
  ...decideBinding,
  ...decideNoShows,
  ...decideRetiming,
  ...decideServices,
  ...decideCustomers,
  ...decideFeeMoney,
  ...decideExchanges,
  ...decideParties,
};

/** The agenda: what is booked, held and free on one day of one store. */
export const agenda: Ledger<AgendaState, AgendaCommand, AgendaEvent> = {
  category: 'agenda',
  initial: emptyAgenda,
  evolve,
  decide,
};
