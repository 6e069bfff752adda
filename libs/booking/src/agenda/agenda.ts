import { conflict, notFound, refused, type Decide, type DomainEvent, type Evolve, type Facts, type Ledger } from '@chignon/eventing';
import { isoOf, msOfIso } from '../calendar/instants.js';
import type { VisitOpening } from '../visits/visit.js';
import { emptyAgenda, expiredHolds, newAppointmentId, withEntry, type AgendaState, type Appointment, type Entry } from './appointment.js';
import { choose, chooseAnyway, type Plan } from './choose.js';
import type { DayFrame } from './day-frame.js';
import type { PlannedLine } from './line.js';
import { decideMoves, evolveMoves, type MoveCommand, type MoveEvent } from './moves.js';
import { nobodyBusy, occupied, vacated, type Clash } from './occupancy.js';

/**
 * The agenda of one store and one business day: who and what is taken when. It is the consistency boundary of booking
 * (R-BK-20): staff, pools and customers of the day are decided together in one append, so nothing is booked twice (B1).
 * Stream: `agenda-<store>-<date>`. The rule people get wrong: a hold runs out by the clock of the decision, not by an
 * event; the `HoldExpired` that a later decision writes only says so (R-BK-21, B3).
 */
export type AgendaEvent =
  | DomainEvent<'SlotHeld', { appointment: Appointment; expiresAtMs: number }>
  | DomainEvent<'HoldReleased', { appointmentId: string }>
  | DomainEvent<'HoldExpired', { appointmentId: string }>
  | DomainEvent<'AppointmentBooked', { appointment: Appointment; fromHold: boolean }>
  | DomainEvent<'AppointmentMoved', { appointment: Appointment; previousStartMs: number }>
  | DomainEvent<'AppointmentCancelled', Ended & { by: 'customer' | 'store'; reason: string; serviceGroups: string[] }>
  | DomainEvent<'AppointmentMissed', Ended>
  | DomainEvent<'ApprovalAsked', { appointment: Appointment }>
  | DomainEvent<'ApprovalDeclined', { appointmentId: string; by: 'customer' | 'store'; reason: string }>
  | DomainEvent<'OverbookAuthorised', { appointmentId: string; reason: string; clashes: readonly Clash[] }>
  | DomainEvent<'CustomerNamed', { appointment: Appointment }>
  | DomainEvent<'AppointmentCheckedIn', { appointmentId: string; visit: VisitOpening }>
  | DomainEvent<'AppointmentRecorded', { appointment: Appointment; externalId: string; timeKnown: boolean; overlaps: boolean }>
  | MoveEvent;

interface Ended {
  appointmentId: string;
  storeId: string;
  customerId?: string;
  startMs: number;
}

export type AgendaCommand =
  | { type: 'HoldSlot'; plan: Plan; customerId?: string; channel: string; ttlMs: number; seriesId?: string }
  | { type: 'BookAppointment'; plan: Plan; customerId?: string; channel: string; overbook?: { reason: string } }
  | { type: 'BookGroup'; guests: readonly { plan: Plan; customerId?: string }[]; bookerId?: string; channel: string }
  | { type: 'Approve'; appointmentId: string; revision?: number }
  | { type: 'Decline'; appointmentId: string; reason: string; revision?: number }
  | { type: 'NameCustomer'; appointmentId: string; customerId: string; revision?: number }
  | { type: 'ConfirmHold'; holdId: string; customerId?: string }
  | { type: 'ReleaseHold'; holdId: string }
  | { type: 'MoveAppointment'; appointmentId: string; plan: Plan; revision?: number }
  | { type: 'CancelAppointment'; appointmentId: string; by: 'customer' | 'store'; reason: string; revision?: number }
  | { type: 'CheckIn'; appointmentId: string; visit: VisitOpening; revision?: number }
  | { type: 'RecordAppointment'; appointment: Appointment; externalId: string; timeKnown: boolean; became: 'booked' | 'no-show' | { cancelledBy: 'customer' | 'store'; reason: string; at: string } }
  | MoveCommand;

const evolve: Evolve<AgendaState, AgendaEvent> = {
  SlotHeld: (state, { data: { appointment, expiresAtMs } }) => withEntry(state, { appointment, status: 'held', expiresAtMs, moves: 0 }),
  HoldReleased: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'released' }),
  HoldExpired: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'expired' }),
  AppointmentBooked: (state, { data: { appointment } }) => withEntry(state, { appointment, status: 'booked', moves: 0 }),
  ApprovalAsked: (state, { data: { appointment } }) => withEntry(state, { appointment, status: 'pending', moves: 0 }),
  ApprovalDeclined: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'declined' }),
  OverbookAuthorised: (state) => ({ ...state, revision: state.revision + 1 }),
  CustomerNamed: (state, { data: { appointment } }) => withEntry(state, { ...state.entries.get(appointment.appointmentId)!, appointment }),
  AppointmentMoved: (state, { data: { appointment } }) => withEntry(state, { ...state.entries.get(appointment.appointmentId)!, appointment }),
  AppointmentCancelled: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'cancelled' }),
  AppointmentMissed: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'missed' }),
  AppointmentCheckedIn: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'checked-in', visitId: data.visit.visitId }),
  AppointmentRecorded: (state, { data: { appointment } }) => withEntry(state, { appointment, status: 'booked', moves: 0 }),
  ...evolveMoves,
};

const decide: Decide<AgendaState, AgendaCommand, AgendaEvent> = {
  HoldSlot: (state, command, facts) => {
    const appointment = { ...made(state, command, facts), ...(command.seriesId === undefined ? {} : { seriesId: command.seriesId }) };
    return [...swept(state, facts), { type: 'SlotHeld', data: { appointment, expiresAtMs: msOfIso(facts.now()) + command.ttlMs } }];
  },
  BookAppointment: (state, command, facts) => [...swept(state, facts), ...(command.overbook ? overbooked(state, command, command.overbook.reason, facts) : [agreed(made(state, command, facts), false)])],
  BookGroup: (state, { guests, bookerId, channel }, facts) => {
    let now = state;
    const appointments = guests.map((guest, i) => {
      const appointment = made(now, { ...guest, channel }, facts);
      now = withEntry(now, { appointment, status: 'booked', moves: 0 });
      return { ...appointment, guestNo: i + 1, ...(bookerId === undefined ? {} : { bookerId }) };
    });
    return [...swept(state, facts), ...appointments.map((appointment) => agreed({ ...appointment, groupId: appointments[0]!.appointmentId }, false))];
  },
  Approve: (state, { appointmentId, revision }, facts) => {
    const { appointment, status } = seenAt(found(state, appointmentId, 'appointment-unknown'), revision);
    if (status === 'booked') return [];
    if (status !== 'pending') throw refused(`appointment-${status}`, `the appointment is ${status}`, { found: status });
    if (appointment.startMs < msOfIso(facts.now())) throw refused('start-in-past', 'the time asked for is over', { startsAt: isoOf(appointment.startMs) });
    return [{ type: 'AppointmentBooked', data: { appointment, fromHold: false } }];
  },
  Decline: (state, { appointmentId, reason, revision }) => {
    const { status } = seenAt(found(state, appointmentId, 'appointment-unknown'), revision);
    if (status === 'declined') return [];
    if (status !== 'pending') throw refused(`appointment-${status}`, `the appointment is ${status}`, { found: status });
    return [{ type: 'ApprovalDeclined', data: { appointmentId, by: 'store', reason } }];
  },
  NameCustomer: (state, { appointmentId, customerId, revision }) => {
    const { appointment } = movable(state, appointmentId, revision);
    if (appointment.customerId === customerId) return [];
    if (appointment.customerId !== undefined) throw refused('customer-named-already', 'the appointment has a customer', { field: 'customerId' });
    const named = { ...appointment, customerId };
    refuseBusyCustomer(state, named);
    return [{ type: 'CustomerNamed', data: { appointment: named } }];
  },
  ConfirmHold: (state, { holdId, customerId }, facts) => {
    const { appointment, status, expiresAtMs } = found(state, holdId, 'hold-unknown');
    if (customerId !== undefined && appointment.customerId !== undefined && customerId !== appointment.customerId) throw refused('hold-of-another-customer', 'the hold belongs to another customer', { field: 'customerId' });
    if (status === 'booked' || status === 'pending') return [];
    if (status === 'expired' || (status === 'held' && expiresAtMs! <= msOfIso(facts.now()))) throw refused('hold-expired', 'the hold has run out; hold the slot again', { field: 'holdId' });
    if (status !== 'held') throw refused('hold-over', 'the hold no longer stands', { field: 'holdId', found: status });
    const booked = customerId === undefined ? appointment : { ...appointment, customerId };
    if (booked.customerId !== appointment.customerId) refuseBusyCustomer(state, booked);
    return [agreed(booked, true)];
  },
  ReleaseHold: (state, { holdId }) => {
    const { status } = found(state, holdId, 'hold-unknown');
    if (status === 'released' || status === 'expired') return [];
    if (status !== 'held') throw refused('hold-confirmed', 'the hold has become an appointment; cancel that', { field: 'holdId' });
    return [{ type: 'HoldReleased', data: { appointmentId: holdId } }];
  },
  MoveAppointment: (state, { appointmentId, plan, revision }, facts) => {
    const entry = movable(state, appointmentId, revision);
    const { appointment } = entry;
    const { lines } = choose(state, plan, appointment.customerId, facts, (now) => vacated(now, appointmentId, appointment.customerId, appointment.lines));
    // Also to where it stands already: an answered wish stands in the log, or its repeat would be answered by what came after it.
    return [...swept(state, facts), { type: 'AppointmentMoved', data: { appointment: { ...appointment, lines, startMs: lines[0]!.startMs, endMs: Math.max(...lines.map((l) => l.endMs)) }, previousStartMs: appointment.startMs } }];
  },
  CancelAppointment: (state, { appointmentId, by, reason, revision }) => {
    const entry = found(state, appointmentId, 'appointment-unknown');
    if (entry.status === 'cancelled' || entry.status === 'declined') return [];
    if (seenAt(entry, revision).status === 'pending') return [{ type: 'ApprovalDeclined', data: { appointmentId, by, reason } }];
    movable(state, appointmentId, revision);
    return [{ type: 'AppointmentCancelled', data: { ...ended(entry), by, reason, serviceGroups: [...new Set(entry.appointment.lines.map((l) => l.serviceGroup))] } }];
  },
  CheckIn: (state, { appointmentId, visit, revision }) => {
    if (found(state, appointmentId, 'appointment-unknown').status === 'checked-in') return [];
    movable(state, appointmentId, revision);
    return [{ type: 'AppointmentCheckedIn', data: { appointmentId, visit } }];
  },
  RecordAppointment: (state, { appointment, externalId, timeKnown, became }) => {
    const overlaps = timeKnown && appointment.lines.some((line) => line.staff.some((span) => (state.occupancy.staff.get(span.staffId) ?? []).some((b) => b.fromMs < span.toMs && span.fromMs < b.toMs)));
    const entry = { appointment };
    const recorded: AgendaEvent = { type: 'AppointmentRecorded', data: { appointment, externalId, timeKnown, overlaps }, effectiveAt: isoOf(appointment.startMs) };
    if (became === 'booked') return [recorded];
    if (became === 'no-show') return [recorded, { type: 'AppointmentMissed', data: ended(entry), effectiveAt: isoOf(appointment.startMs) }];
    return [recorded, { type: 'AppointmentCancelled', data: { ...ended(entry), by: became.cancelledBy, reason: became.reason, serviceGroups: [...new Set(appointment.lines.map((l) => l.serviceGroup))] }, effectiveAt: became.at }];
  },
  ...decideMoves,
};

/** The agenda: what is booked, held and free on one day of one store. */
export const agenda: Ledger<AgendaState, AgendaCommand, AgendaEvent> = { category: 'agenda', initial: emptyAgenda, evolve, decide };

function made(state: AgendaState, { plan, customerId, channel }: { plan: Plan; customerId?: string; channel: string }, facts: Facts): Appointment {
  const { frame, lines } = choose(state, plan, customerId, facts);
  return appointmentOf(newAppointmentId(state, frame.storeId, frame.businessDate, () => facts.newId()), frame, lines, customerId, channel);
}

/** An appointment of these lines; it ends when its last line ends. */
export const appointmentOf = (appointmentId: string, frame: Pick<DayFrame, 'storeId' | 'businessDate' | 'zone'>, lines: readonly PlannedLine[], customerId: string | undefined, channel: string): Appointment => ({
  appointmentId, storeId: frame.storeId, businessDate: frame.businessDate, zone: frame.zone, ...(customerId === undefined ? {} : { customerId }), channel,
  startMs: lines[0]!.startMs, endMs: Math.max(...lines.map((l) => l.endMs)), lines,
});

/** Booked, or, when a service needs the store's yes, asked for: the slot is taken either way (R-BK-22). */
const agreed = (appointment: Appointment, fromHold: boolean): AgendaEvent =>
  appointment.lines.some((line) => line.needsApproval) ? { type: 'ApprovalAsked', data: { appointment } } : { type: 'AppointmentBooked', data: { appointment, fromHold } };

/** Booked whatever is in the way, and that somebody wanted it so; with nothing in the way it is a booking like any other. */
function overbooked(state: AgendaState, { plan, customerId, channel }: { plan: Plan; customerId?: string; channel: string }, reason: string, facts: Facts): AgendaEvent[] {
  const { frame, lines, clashes } = chooseAnyway(state, plan, customerId, facts);
  if (clashes.length === 0) return [agreed(made(state, { plan, channel, ...(customerId === undefined ? {} : { customerId }) }, facts), false)];
  const appointment = appointmentOf(newAppointmentId(state, frame.storeId, frame.businessDate, () => facts.newId()), frame, lines, customerId, channel);
  return [{ type: 'OverbookAuthorised', data: { appointmentId: appointment.appointmentId, reason, clashes } }, { type: 'AppointmentBooked', data: { appointment, fromHold: false } }];
}

/** Holds that have run out, said in the log once each. */
const swept = (state: AgendaState, facts: Facts): AgendaEvent[] =>
  expiredHolds(state, msOfIso(facts.now())).map((entry) => ({ type: 'HoldExpired', data: { appointmentId: entry.appointment.appointmentId } }));

function found(state: AgendaState, id: string, code: string): Entry {
  const entry = state.entries.get(id);
  if (!entry) throw notFound(code, 'there is no such appointment or hold');
  return entry;
}

/** @throws Refusal `appointment-stale` when the caller has seen another revision */
function seenAt(entry: Entry, revision: number | undefined): Entry {
  if (revision !== undefined && revision !== entry.revision) throw conflict('appointment-stale', 'the appointment was changed since you read it', { actual: entry.revision });
  return entry;
}

/** The entry when it is a booked appointment at the revision the caller has seen. */
function movable(state: AgendaState, id: string, revision: number | undefined): Entry {
  const entry = seenAt(found(state, id, 'appointment-unknown'), revision);
  if (entry.status === 'held' || entry.status === 'released' || entry.status === 'expired') throw notFound('appointment-unknown', 'this is a hold, not an appointment');
  if (entry.status !== 'booked') throw refused(`appointment-${entry.status}`, `the appointment is ${entry.status}`, { found: entry.status });
  return entry;
}

function refuseBusyCustomer(state: AgendaState, { customerId, lines }: Appointment): void {
  const mine = occupied(nobodyBusy, 'hold', customerId, lines).customers.get(customerId!) ?? [];
  const busy = (state.occupancy.customers.get(customerId!) ?? []).find((b) => mine.some((m) => b.fromMs < m.toMs && m.fromMs < b.toMs));
  if (busy) throw refused('slot-taken', 'the customer has another appointment then', { field: 'customerId', resource: { kind: 'customer', id: customerId }, busyFrom: isoOf(busy.fromMs), busyTo: isoOf(busy.toMs) });
}

const ended = ({ appointment: { appointmentId, storeId, customerId, startMs } }: { appointment: Appointment }): Ended => ({ appointmentId, storeId, ...(customerId === undefined ? {} : { customerId }), startMs });

