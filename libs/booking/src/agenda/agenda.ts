import { isoOf, msOfIso } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, type Facts, type Ledger, Refusal, refused } from '@chignon/eventing';
import type { DayFrame } from '../salon/book/day.js';
import { depositFor, type DepositOffer, payableFrom } from '../salon/deposit-rules/deposit-rule.js';
import type { AcceptedPolicy, Policy } from '../salon/policies/policy.js';
import type { VisitOpening } from '../visits/visit.js';
import { type AgendaState, type Appointment, emptyAgenda, type Entry, expiredHolds, heldForOpening, newAppointmentId, timesOf, type WaitlistMark, withEntry } from './appointment/appointment.js';
import { type ClashCommand, type ClashEvent, decideClashes, evolveClashes } from './appointment/clashes.js';
import { arising, type Fee, moveCounted, withFee } from './appointment/fee.js';
import { asSeen, type Ended, ended, found, movable } from './appointment/found.js';
import { decideRetiming, evolveRetiming, type OverbookEvent, type RetimeCommand, type RetimeEvent } from './appointment/retiming.js';
import { type BoundUnit, unitsFor } from './appointment/seat-binding.js';
import type { PlannedLine } from './day/line.js';
import { nobodyBusy, occupied, vacated } from './day/occupancy.js';
import { agreed, type ApprovalCommand, type ApprovalEvent, type BookedEvent, decideApproval, evolveApproval } from './decide/approval.js';
import { choose, chooseAnyway, type Plan } from './decide/choose.js';
import { type BindingCommand, type BindingEvent, decideBinding, evolveBinding, reassignedFor } from './decide/late-binding.js';
import { decideMoves, evolveMoves, type MoveCommand, type MoveEvent } from './decide/moves.js';
import { decideNoShows, evolveNoShows, type NoShowCommand, type NoShowEvent } from './decide/no-shows.js';

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
  | BookedEvent
  | OverbookEvent
  | DomainEvent<'CustomerNamed', { appointment: Appointment }>
  | DomainEvent<'AppointmentMoved', { appointment: Appointment; previousStartMs: number; late?: true; fee?: Fee }>
  | DomainEvent<'AppointmentCancelled', Ended & { by: 'customer' | 'store'; reason: string; serviceGroups: string[]; fee?: Fee }>
  | DomainEvent<'AppointmentCheckedIn', { appointmentId: string; visit: VisitOpening; units?: readonly BoundUnit[] }>
  | DomainEvent<'AppointmentRecorded', { appointment: Appointment; /** Of older releases. */ externalId?: string; timeKnown: boolean; overlaps: boolean }>
  | ApprovalEvent
  | MoveEvent
  | ClashEvent
  | BindingEvent
  | NoShowEvent
  | RetimeEvent;

/** An appointment that somebody would like, resolved to a plan. */
interface Wished {
  plan: Plan;
  /** Absent: anonymous. */
  customerId?: string;
  channel: string;
  policy?: OfferedPolicy;
  /** The rules for deposits that may apply, and who books; absent: none does. */
  deposit?: DepositOffer;
}

export type AgendaCommand =
  | (Wished & { type: 'HoldSlot'; ttlMs: number; seriesId?: string; waitlist?: WaitlistMark })
  | (Wished & { type: 'BookAppointment'; overbook?: { reason: string } })
  | (Omit<Wished, 'plan' | 'customerId' | 'deposit'> & { type: 'BookGroup'; guests: readonly { plan: Plan; customerId?: string; deposit?: DepositOffer }[]; bookerId?: string })
  | { type: 'NameCustomer'; appointmentId: string; customerId: string; revision?: number }
  /** `deposit`: for whom the hold is named only now. */
  | { type: 'ConfirmHold'; holdId: string; customerId?: string; deposit?: DepositOffer }
  | { type: 'ReleaseHold'; holdId: string }
  | (Wished & { type: 'ClaimHold'; holdId: string; waitlist: WaitlistMark })
  | { type: 'MoveAppointment'; appointmentId: string; plan: Plan; by?: 'customer' | 'store'; terms?: Policy; revision?: number }
  // `no`: why the channel does not let it be cancelled; thrown only when the command is really decided, so that a repeat is answered.
  | { type: 'CancelAppointment'; appointmentId: string; by: 'customer' | 'store'; reason: string; terms?: Policy; exemption?: string; revision?: number; no?: Refusal }
  | { type: 'CheckIn'; appointmentId: string; visit: VisitOpening; units?: DayFrame['units']; revision?: number }
  | { type: 'RecordAppointment'; appointment: Appointment; timeKnown: boolean; became: 'booked' | 'no-show' | { cancelledBy: 'customer' | 'store'; reason: string; at: string } }
  | ApprovalCommand
  | MoveCommand
  | ClashCommand
  | BindingCommand
  | NoShowCommand
  | RetimeCommand;

/** The policy that a booking accepts by being made. */
export type OfferedPolicy = Omit<AcceptedPolicy, 'acceptedAtMs'>;

const evolve: Evolve<AgendaState, AgendaEvent> = {
  SlotHeld: (state, { data: { appointment, expiresAtMs } }) => withEntry(state, { appointment, status: 'held', expiresAtMs, moves: 0 }),
  HoldReleased: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'released' }),
  HoldExpired: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'expired' }),
  AppointmentBooked: (state, { data: { appointment } }) => withEntry(state, { appointment, status: 'booked', moves: 0 }),
  OverbookAuthorised: (state) => ({ ...state, revision: state.revision + 1 }),
  CustomerNamed: (state, { data: { appointment } }) => withEntry(state, { ...state.entries.get(appointment.appointmentId)!, appointment }),
  AppointmentMoved: (state, { data: { appointment, late, fee } }) => {
    const entry = state.entries.get(appointment.appointmentId)!;
    return withEntry(state, { ...entry, appointment, lateMoves: (entry.lateMoves ?? 0) + (late ? 1 : 0), fee: withFee(entry.fee, fee), reinstated: undefined });
  },
  AppointmentCancelled: (state, { data }) => {
    const entry = state.entries.get(data.appointmentId)!;
    return withEntry(state, { ...entry, status: 'cancelled', fee: withFee(entry.fee, data.fee) });
  },
  AppointmentCheckedIn: (state, { data }) => withEntry(state, { ...state.entries.get(data.appointmentId)!, status: 'checked-in', visitId: data.visit.visitId, units: data.units }),
  AppointmentRecorded: (state, { data: { appointment } }) => withEntry(state, { appointment, status: 'booked', moves: 0 }),
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
    if (waitlist && heldForOpening(state, waitlist.openingId, msOfIso(facts.now()))) throw refused('opening-offered', 'this slot is being offered to somebody', { field: 'openingId' });
    const { appointment: slot, before } = made(state, command, facts);
    const appointment = { ...slot, ...(seriesId === undefined ? {} : { seriesId }), ...(waitlist === undefined ? {} : { waitlist }) };
    return [...swept(state, facts), ...before, { type: 'SlotHeld', data: { appointment, expiresAtMs: msOfIso(facts.now()) + command.ttlMs } }];
  },
  BookAppointment: (state, command, facts) => [...swept(state, facts), ...(command.overbook ? overbooked(state, command, command.overbook.reason, facts) : booked(made(state, command, facts)))],
  BookGroup: (state, { guests, bookerId, ...wish }, facts) => {
    let now = state;
    const exchanged: AgendaEvent[] = [];
    const appointments: Appointment[] = [];
    // Who begins earlier is decided first, whatever the order of the guests: what is reserved is released to them first, and what they
    // take of it is missing for the others (R-BK-46).
    for (const i of guests.map((_, at) => at).sort((a, b) => beginsMs(guests[a]!.plan) - beginsMs(guests[b]!.plan))) {
      const { appointment, before } = made(now, { ...wish, ...guests[i]! }, facts);
      exchanged.push(...before);
      now = withEntry(before.reduce((s, event) => evolveBinding.StaffReassigned(s, event as never), now), { appointment, status: 'booked', moves: 0 });
      appointments[i] = { ...appointment, guestNo: i + 1, ...(bookerId === undefined ? {} : { bookerId }) };
    }
    return [...swept(state, facts), ...exchanged, ...appointments.map((appointment) => agreed({ ...appointment, groupId: appointments[0]!.appointmentId }, false))];
  },
  NameCustomer: (state, { appointmentId, customerId, revision }) => {
    const { appointment } = movable(state, appointmentId, revision);
    if (appointment.customerId === customerId) return [];
    if (appointment.customerId !== undefined) throw refused('customer-named-already', 'the appointment has a customer', { field: 'customerId' });
    const named = { ...appointment, customerId };
    refuseBusyCustomer(state, named);
    return [{ type: 'CustomerNamed', data: { appointment: named } }];
  },
  ConfirmHold: (state, { holdId, customerId, deposit }, facts) => {
    const entry = found(state, holdId, 'hold-unknown');
    const { appointment, status } = entry;
    if (customerId !== undefined && appointment.customerId !== undefined && customerId !== appointment.customerId) throw refused('hold-of-another-customer', 'the hold belongs to another customer', { field: 'customerId' });
    if (status === 'booked' || status === 'pending') return [];
    mustStand(entry, facts);
    const named = customerId === undefined ? appointment : { ...appointment, customerId };
    if (named.customerId !== appointment.customerId) refuseBusyCustomer(state, named);
    const nowMs = msOfIso(facts.now());
    return [agreed(named.customerId === appointment.customerId || !deposit ? payableFrom(named, nowMs) : asking(named, deposit, nowMs), true)];
  },
  ReleaseHold: (state, { holdId }) => {
    const { status } = found(state, holdId, 'hold-unknown');
    if (status === 'released' || status === 'expired') return [];
    if (status !== 'held') throw refused('hold-confirmed', 'the hold has become an appointment; cancel that', { field: 'holdId' });
    return [{ type: 'HoldReleased', data: { appointmentId: holdId } }];
  },
  // The first to claim it books in its place, all in one append; whoever comes later finds no hold (B8).
  ClaimHold: (state, { holdId, waitlist, ...wish }, facts) => {
    const entry = found(state, holdId, 'hold-unknown');
    mustStand(entry, facts);
    const free = withEntry(state, { ...entry, status: 'released' });
    return [{ type: 'HoldReleased', data: { appointmentId: holdId } }, ...swept(free, facts), ...booked(made(free, wish, facts), { waitlist }, true)];
  },
  MoveAppointment: (state, { appointmentId, plan, by = 'customer', terms, revision }, facts) => {
    const entry = movable(state, appointmentId, revision);
    const { appointment } = entry;
    const { lines, reassigned } = choose(state, plan, appointment.customerId, facts, (now) => vacated(now, appointmentId, appointment.customerId, appointment.lines));
    // Also to where it stands already: an answered wish stands in the log, or its repeat would be answered by what came after it.
    const times = timesOf(appointment.zone, lines);
    const counted = times.startMs === appointment.startMs ? {} : moveCounted(entry, terms, by, msOfIso(facts.now()));
    return [...swept(state, facts), ...reassignedFor(reassigned, lines, appointmentId), { type: 'AppointmentMoved', data: { appointment: { ...appointment, ...times }, previousStartMs: appointment.startMs, ...counted } }];
  },
  CancelAppointment: (state, { appointmentId, by, reason, terms, exemption, revision, no }, facts) => {
    const entry = found(state, appointmentId, 'appointment-unknown');
    if (entry.status === 'cancelled' || entry.status === 'declined') return [];
    const { status } = asSeen(state, appointmentId, revision);
    if (no && (status === 'pending' || status === 'booked')) throw no;
    if (status === 'pending') return [{ type: 'ApprovalDeclined', data: { appointmentId, by, reason } }];
    movable(state, appointmentId, revision);
    // What the store cancels is free whenever it does.
    const fee = by === 'store' ? undefined : arising('cancel', entry, terms, msOfIso(facts.now()), exemption);
    return [{ type: 'AppointmentCancelled', data: { ...ended(entry), by, reason, serviceGroups: [...new Set(entry.appointment.lines.map((l) => l.serviceGroup))], ...(fee === undefined ? {} : { fee }) } }];
  },
  CheckIn: (state, { appointmentId, visit, units, revision }) => {
    if (found(state, appointmentId, 'appointment-unknown').status === 'checked-in') return [];
    const bound = unitsFor(movable(state, appointmentId, revision), state, units);
    return [{ type: 'AppointmentCheckedIn', data: { appointmentId, visit, ...(bound.length === 0 ? {} : { units: bound }) } }];
  },
  RecordAppointment: (state, { appointment, timeKnown, became }, facts) => {
    const overlaps = timeKnown && appointment.lines.some((line) => line.staff.some((span) => (state.occupancy.staff.get(span.staffId) ?? []).some((b) => b.fromMs < span.toMs && span.fromMs < b.toMs)));
    const entry = { appointment };
    // Of the past: when it was; what is ahead became true by being recorded.
    const effectiveAt = isoOf(Math.min(appointment.startMs, msOfIso(facts.now())));
    const recorded: AgendaEvent = { type: 'AppointmentRecorded', data: { appointment, timeKnown, overlaps }, effectiveAt };
    if (became === 'booked') return [recorded];
    if (became === 'no-show') return [recorded, { type: 'AppointmentMissed', data: ended(entry), effectiveAt: isoOf(appointment.startMs) }];
    return [recorded, { type: 'AppointmentCancelled', data: { ...ended(entry), by: became.cancelledBy, reason: became.reason, serviceGroups: [...new Set(appointment.lines.map((l) => l.serviceGroup))] }, effectiveAt: became.at }];
  },
  ...decideApproval,
  ...decideMoves,
  ...decideClashes,
  ...decideBinding,
  ...decideNoShows,
  ...decideRetiming,
};

/** The agenda: what is booked, held and free on one day of one store. */
export const agenda: Ledger<AgendaState, AgendaCommand, AgendaEvent> = { category: 'agenda', initial: emptyAgenda, evolve, decide };

interface Made {
  readonly appointment: Appointment;
  /** What has to happen to others first. */
  readonly before: readonly BindingEvent[];
}

/** Lines that are free, or can be freed, as an appointment. */
function made(state: AgendaState, wish: Wished, facts: Facts): Made {
  const { frame, lines, reassigned } = choose(state, wish.plan, wish.customerId, facts);
  const appointment = of(state, wish, frame, lines, facts);
  return { appointment, before: reassignedFor(reassigned, lines, appointment.appointmentId) };
}

/** When the first choice of a plan begins; a plan that is a refusal first, so that it is told. */
const beginsMs = (plan: Plan): number => (plan instanceof Refusal ? 0 : (plan.options[0]?.[0]?.startMs ?? 0));

const booked = ({ appointment, before }: Made, more: Partial<Appointment> = {}, fromHold = false): AgendaEvent[] => [...before, agreed({ ...appointment, ...more }, fromHold)];

function of(state: AgendaState, { customerId, channel, policy, deposit }: Wished, frame: DayFrame, lines: readonly PlannedLine[], facts: Facts): Appointment {
  const accepted = policy && { policyId: policy.policyId, version: policy.version, currency: policy.currency, acceptedAtMs: msOfIso(facts.now()) };
  const appointment = appointmentOf(newAppointmentId(state, frame.storeId, frame.businessDate, () => facts.newId()), frame, lines, customerId, channel, accepted);
  return deposit ? asking(appointment, deposit, msOfIso(facts.now())) : appointment;
}

/** The appointment with what is asked for beforehand (R-BK-32): lines and prices are known only now. */
function asking({ deposit: _, ...appointment }: Appointment, offer: DepositOffer, nowMs: number): Appointment {
  const deposit = depositFor(offer, appointment, nowMs);
  return deposit ? { ...appointment, deposit } : appointment;
}

/** An appointment of these lines; it ends when its last line ends. */
export const appointmentOf = (appointmentId: string, frame: Pick<DayFrame, 'storeId' | 'businessDate' | 'zone' | 'currency'>, lines: readonly PlannedLine[], customerId: string | undefined, channel: string, policy?: AcceptedPolicy): Appointment => ({
  appointmentId, storeId: frame.storeId, businessDate: frame.businessDate, zone: frame.zone, ...(frame.currency === undefined ? {} : { currency: frame.currency }), ...(customerId === undefined ? {} : { customerId }), channel, ...(policy === undefined ? {} : { policy }),
  ...timesOf(frame.zone, lines),
});

/** Booked whatever is in the way, and that somebody wanted it so (R-BK-23); with nothing in the way it is a booking like any other. */
function overbooked(state: AgendaState, wish: Wished, reason: string, facts: Facts): AgendaEvent[] {
  const { frame, lines, clashes } = chooseAnyway(state, wish.plan, wish.customerId, facts);
  if (clashes.length === 0) return booked(made(state, wish, facts));
  const appointment = of(state, wish, frame, lines, facts);
  return [{ type: 'OverbookAuthorised', data: { appointmentId: appointment.appointmentId, reason, clashes } }, { type: 'AppointmentBooked', data: { appointment, fromHold: false } }];
}

/** Holds that have run out, said in the log once each. */
const swept = (state: AgendaState, facts: Facts): AgendaEvent[] =>
  expiredHolds(state, msOfIso(facts.now())).map((entry) => ({ type: 'HoldExpired', data: { appointmentId: entry.appointment.appointmentId } }));

function mustStand({ status, expiresAtMs }: Entry, facts: Facts): void {
  if (status === 'expired' || (status === 'held' && expiresAtMs! <= msOfIso(facts.now()))) throw refused('hold-expired', 'the hold has run out; hold the slot again', { field: 'holdId' });
  if (status !== 'held') throw refused('hold-over', 'the hold no longer stands', { field: 'holdId', found: status });
}

function refuseBusyCustomer(state: AgendaState, { customerId, lines }: Appointment): void {
  const mine = occupied(nobodyBusy, 'hold', customerId, lines).customers.get(customerId!) ?? [];
  const busy = (state.occupancy.customers.get(customerId!) ?? []).find((b) => mine.some((m) => b.fromMs < m.toMs && m.fromMs < b.toMs));
  if (busy) throw refused('slot-taken', 'the customer has another appointment then', { field: 'customerId', resource: { kind: 'customer', id: customerId }, busyFrom: isoOf(busy.fromMs), busyTo: isoOf(busy.toMs) });
}
