import { isoOf, msOfIso } from '@chignon/calendar';
import { type Decide, type Evolve, type Facts, type Ledger, refused } from '@chignon/eventing';
import { payableFrom } from '../salon/deposit-rules/deposit-rule.js';
import type { AgendaCommand, AgendaEvent } from './agenda-events.js';
import {
  type AgendaState,
  type Appointment,
  emptyAgenda,
  expiredHolds,
  heldForOpening,
  timesOf,
  withEntry,
} from './appointment/appointment.js';
import { decideClashes, evolveClashes } from './appointment/clashes.js';
import { assessFee, countMove, withFee } from './appointment/fee.js';
import {
  atRevision,
  endOf,
  refuseBusyCustomer,
  requireBooked,
  requireEntry,
  requireHeld,
} from './appointment/found.js';
import { decideRetiming, evolveRetiming } from './appointment/retiming.js';
import { unitsFor } from './appointment/seat-binding.js';
import { vacate } from './day/occupancy.js';
import { bookedOrPending, decideApproval, evolveApproval } from './decide/approval.js';
import { choose } from './decide/choose.js';
import { decideBinding, evolveBinding, reassignedEvents } from './decide/late-binding.js';
import { decideMoves, evolveMoves } from './decide/moves.js';
import { decideNoShows, evolveNoShows } from './decide/no-shows.js';
import { askDeposit, startOfPlan, bookedEvents, placeLines, overbook } from './making.js';

const evolve: Evolve<AgendaState, AgendaEvent> = {
  SlotHeld: (state, { data: { appointment, expiresAtMs } }) =>
    withEntry(state, { appointment, status: 'held', expiresAtMs, moves: 0 }),
  HoldReleased: (state, { data }) =>
    withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'released' }),
  HoldExpired: (state, { data }) =>
    withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'expired' }),
  AppointmentBooked: (state, { data: { appointment } }) =>
    withEntry(state, { appointment, status: 'booked', moves: 0 }),
  OverbookAuthorised: (state) => ({ ...state, revision: state.revision + 1 }),
  CustomerNamed: (state, { data: { appointment } }) =>
    withEntry(state, { ...state.entries.get(appointment.appointmentId)!, appointment }),
  AppointmentMoved: (state, { data: { appointment, late, fee } }) => {
    const entry = state.entries.get(appointment.appointmentId)!;
    return withEntry(state, {
      ...entry,
      appointment,
      lateMoves: (entry.lateMoves ?? 0) + (late ? 1 : 0),
      fee: withFee(entry.fee, fee),
      reinstated: undefined,
    });
  },
  AppointmentCancelled: (state, { data }) => {
    const entry = state.entries.get(data.appointmentId)!;
    return withEntry(state, { ...entry, status: 'cancelled', fee: withFee(entry.fee, data.fee) });
  },
  AppointmentCheckedIn: (state, { data }) =>
    withEntry(state, {
      ...state.entries.get(data.appointmentId)!,
      status: 'checked-in',
      visitId: data.visit.visitId,
      units: data.units,
    }),
  AppointmentRecorded: (state, { data: { appointment } }) =>
    withEntry(state, { appointment, status: 'booked', moves: 0 }),
  ...evolveApproval,
  ...evolveMoves,
  ...evolveClashes,
  ...evolveBinding,
  ...evolveNoShows,
  ...evolveRetiming,
};

const decide: Decide<AgendaState, AgendaCommand, AgendaEvent> = {
  HoldSlot: (state, command, facts) => {
    const { seriesId, waitlist } = command;
    if (waitlist && heldForOpening(state, waitlist.openingId, msOfIso(facts.now())))
      throw refused('opening-offered', 'This slot is already on offer.', { field: 'openingId' });
    const { appointment: slot, before } = placeLines(state, command, facts);
    const appointment = {
      ...slot,
      ...(seriesId === undefined ? {} : { seriesId }),
      ...(waitlist === undefined ? {} : { waitlist }),
    };
    return [
      ...expireHolds(state, facts),
      ...before,
      {
        type: 'SlotHeld',
        data: { appointment, expiresAtMs: msOfIso(facts.now()) + command.ttlMs },
      },
    ];
  },
  BookAppointment: (state, command, facts) => [
    ...expireHolds(state, facts),
    ...(command.overbook
      ? overbook(state, command, command.overbook.reason, facts)
      : bookedEvents(placeLines(state, command, facts))),
  ],
  BookGroup: (state, { guests, bookerId, ...wanted }, facts) => {
    let now = state;
    const exchanged: AgendaEvent[] = [];
    const appointments: Appointment[] = [];
    // Who begins earlier is decided first, whatever the order of the guests: what is reserved is released to them first, and what they
    // take of it is missing for the others (R-BK-46).
    for (const i of guests
      .map((_, at) => at)
      .sort((a, b) => startOfPlan(guests[a]!.plan) - startOfPlan(guests[b]!.plan))) {
      const { appointment, before } = placeLines(now, { ...wanted, ...guests[i]! }, facts);
      exchanged.push(...before);
      now = withEntry(
        before.reduce((s, event) => evolveBinding.StaffReassigned(s, event as never), now),
        { appointment, status: 'booked', moves: 0 },
      );
      appointments[i] = {
        ...appointment,
        guestNo: i + 1,
        ...(bookerId === undefined ? {} : { bookerId }),
      };
    }
    return [
      ...expireHolds(state, facts),
      ...exchanged,
      ...appointments.map((appointment) =>
        bookedOrPending({ ...appointment, groupId: appointments[0]!.appointmentId }, false),
      ),
    ];
  },
  NameCustomer: (state, { appointmentId, customerId, revision }) => {
    const { appointment } = requireBooked(state, appointmentId, revision);
    if (appointment.customerId === customerId) return [];
    if (appointment.customerId !== undefined)
      throw refused('customer-named-already', 'The appointment already has a customer.', {
        field: 'customerId',
      });
    const named = { ...appointment, customerId };
    refuseBusyCustomer(state, named);
    return [{ type: 'CustomerNamed', data: { appointment: named } }];
  },
  ConfirmHold: (state, { holdId, customerId, deposit }, facts) => {
    const entry = requireEntry(state, holdId, 'hold-unknown');
    const { appointment, status } = entry;
    if (
      customerId !== undefined &&
      appointment.customerId !== undefined &&
      customerId !== appointment.customerId
    )
      throw refused('hold-of-another-customer', 'The hold belongs to another customer.', {
        field: 'customerId',
      });
    if (status === 'booked' || status === 'pending') return [];
    requireHeld(entry, facts);
    const named = customerId === undefined ? appointment : { ...appointment, customerId };
    if (named.customerId !== appointment.customerId) refuseBusyCustomer(state, named);
    const nowMs = msOfIso(facts.now());
    return [
      bookedOrPending(
        named.customerId === appointment.customerId || !deposit
          ? payableFrom(named, nowMs)
          : askDeposit(named, deposit, nowMs),
        true,
      ),
    ];
  },
  ReleaseHold: (state, { holdId }) => {
    const { status } = requireEntry(state, holdId, 'hold-unknown');
    if (status === 'released' || status === 'expired') return [];
    if (status !== 'held')
      throw refused('hold-confirmed', 'The hold is now an appointment.', { field: 'holdId' });
    return [{ type: 'HoldReleased', data: { appointmentId: holdId } }];
  },
  // The first to claim it books in its place, all in one append; whoever comes later finds no hold (B8).
  ClaimHold: (state, { holdId, waitlist, ...wanted }, facts) => {
    const entry = requireEntry(state, holdId, 'hold-unknown');
    requireHeld(entry, facts);
    const free = withEntry(state, { ...entry, status: 'released' });
    return [
      { type: 'HoldReleased', data: { appointmentId: holdId } },
      ...expireHolds(free, facts),
      ...bookedEvents(placeLines(free, wanted, facts), { waitlist }, true),
    ];
  },
  MoveAppointment: (state, { appointmentId, plan, by = 'customer', terms, revision }, facts) => {
    const entry = requireBooked(state, appointmentId, revision);
    const { appointment } = entry;
    const { lines, reassigned } = choose(state, plan, appointment.customerId, facts, (now) =>
      vacate(now, appointmentId, appointment.customerId, appointment.lines),
    );
    // Also to where it stands already: an answered request stands in the log, or its repeat would be answered by what came after it.
    const times = timesOf(appointment.zone, lines);
    const counted =
      times.startMs === appointment.startMs
        ? {}
        : countMove(entry, terms, by, msOfIso(facts.now()));
    return [
      ...expireHolds(state, facts),
      ...reassignedEvents(reassigned, lines, appointmentId),
      {
        type: 'AppointmentMoved',
        data: {
          appointment: { ...appointment, ...times },
          previousStartMs: appointment.startMs,
          ...counted,
        },
      },
    ];
  },
  CancelAppointment: (
    state,
    { appointmentId, by, reason, terms, exemption, revision, no },
    facts,
  ) => {
    const entry = requireEntry(state, appointmentId, 'appointment-unknown');
    if (entry.status === 'cancelled' || entry.status === 'declined') return [];
    const { status } = atRevision(state, appointmentId, revision);
    if (no && (status === 'pending' || status === 'booked')) throw no;
    if (status === 'pending')
      return [{ type: 'ApprovalDeclined', data: { appointmentId, by, reason } }];
    requireBooked(state, appointmentId, revision);
    // What the store cancels is free whenever it does.
    const fee =
      by === 'store'
        ? undefined
        : assessFee('cancel', entry, terms, msOfIso(facts.now()), exemption);
    return [
      {
        type: 'AppointmentCancelled',
        data: {
          ...endOf(entry),
          by,
          reason,
          serviceGroups: [...new Set(entry.appointment.lines.map((l) => l.serviceGroup))],
          ...(fee === undefined ? {} : { fee }),
        },
      },
    ];
  },
  CheckIn: (state, { appointmentId, visit, units, revision }) => {
    if (requireEntry(state, appointmentId, 'appointment-unknown').status === 'checked-in')
      return [];
    const bound = unitsFor(requireBooked(state, appointmentId, revision), state, units);
    return [
      {
        type: 'AppointmentCheckedIn',
        data: { appointmentId, visit, ...(bound.length === 0 ? {} : { units: bound }) },
      },
    ];
  },
  RecordAppointment: (state, { appointment, timeKnown, became }, facts) => {
    const overlaps =
      timeKnown &&
      appointment.lines.some((line) =>
        line.staff.some((span) =>
          (state.occupancy.staff.get(span.staffId) ?? []).some(
            (b) => b.fromMs < span.toMs && span.fromMs < b.toMs,
          ),
        ),
      );
    const entry = { appointment };
    // Of the past: when it was; what is ahead became true by being recorded.
    const effectiveAt = isoOf(Math.min(appointment.startMs, msOfIso(facts.now())));
    const recorded: AgendaEvent = {
      type: 'AppointmentRecorded',
      data: { appointment, timeKnown, overlaps },
      effectiveAt,
    };
    if (became === 'booked') return [recorded];
    if (became === 'no-show')
      return [
        recorded,
        { type: 'AppointmentMissed', data: endOf(entry), effectiveAt: isoOf(appointment.startMs) },
      ];
    return [
      recorded,
      {
        type: 'AppointmentCancelled',
        data: {
          ...endOf(entry),
          by: became.cancelledBy,
          reason: became.reason,
          serviceGroups: [...new Set(appointment.lines.map((l) => l.serviceGroup))],
        },
        effectiveAt: became.at,
      },
    ];
  },
  ...decideApproval,
  ...decideMoves,
  ...decideClashes,
  ...decideBinding,
  ...decideNoShows,
  ...decideRetiming,
};

/** The agenda: what is booked, held and free on one day of one store. */
export const agenda: Ledger<AgendaState, AgendaCommand, AgendaEvent> = {
  category: 'agenda',
  initial: emptyAgenda,
  evolve,
  decide,
};
/** Holds that have run out, said in the log once each. */
const expireHolds = (state: AgendaState, facts: Facts): AgendaEvent[] =>
  expiredHolds(state, msOfIso(facts.now())).map((entry) => ({
    type: 'HoldExpired',
    data: { appointmentId: entry.appointment.appointmentId },
  }));
