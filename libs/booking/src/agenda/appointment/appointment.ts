import { offsetMinutesAt } from '@chignon/calendar';
import type { Deposit } from '../../salon/deposit-rules/deposit-rule.js';
import type { AcceptedPolicy } from '../../salon/policies/policy.js';
import { linesUntil } from '../day/cut.js';
import type { PlannedLine } from '../day/line.js';
import { nobodyBusy, type Occupancy, occupy, vacate } from '../day/occupancy.js';
import { SharedMap } from '../day/shared-map.js';
import type { CustomerClash } from './clashes.js';
import type { Fee, StandingFee } from './fee.js';
import type { MovePricing } from './move-price.js';
import type { BoundUnit } from './seat-binding.js';

/** What is kept of a hold or an appointment: frozen when it was made or moved. */
export interface Appointment {
  readonly appointmentId: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly zone: string;
  /** Of its prices, those of the store where it was booked. Absent: booked by an older release. */
  readonly currency?: string;
  /** Absent: anonymous. */
  readonly customerId?: string;
  /** `front-desk`, `phone`, `app`, `web`, `mini-program`, `import`. */
  readonly channel: string;
  /** Absent: nothing was agreed, so nothing costs a fee. */
  readonly policy?: AcceptedPolicy;
  readonly startMs: number;
  readonly endMs: number;
  /** How far the zone's clocks were from UTC at the start when it was made or moved: with it the wall clock that was agreed (B9). Absent: made by an older release. */
  readonly offsetMinutes?: number;
  readonly lines: readonly PlannedLine[];
  /** Of a group booking (R-BK-14): the appointment of its first guest, which guest this is from 1 on, and who booked. */
  readonly groupId?: string;
  readonly guestNo?: number;
  readonly bookerId?: string;
  /** Of a series: repeated appointments booked together. */
  readonly seriesId?: string;
  /** What was asked for beforehand, frozen; absent: nothing. */
  readonly deposit?: Deposit;
  /** Of an offer to the waitlist: what it is made of, and to whom; a broadcast has one hold without a customer. */
  readonly waitlist?: WaitlistMark;
}

/** When lines begin and end, and by which clock. */
export const timesOf = (
  zone: string,
  lines: readonly PlannedLine[],
): Required<Pick<Appointment, 'startMs' | 'endMs' | 'offsetMinutes' | 'lines'>> => ({
  startMs: lines[0]!.startMs,
  endMs: Math.max(...lines.map((l) => l.endMs)),
  offsetMinutes: offsetMinutesAt(zone, lines[0]!.startMs),
  lines,
});

export interface WaitlistMark {
  readonly openingId: string;
  readonly entryId?: string;
}

/** What became of it. Terminal: `released`, `expired`, `declined`, `cancelled`; `missed` once the business day is over; `moved-out` until it comes back. */
export type AppointmentStatus =
  | 'held'
  | 'released'
  | 'expired'
  | 'pending'
  | 'declined'
  | 'booked'
  | 'checked-in'
  | 'cancelled'
  | 'missed'
  | 'moved-out';

/** How the visit of an appointment ended, and since when nobody of it is here: from then on the rest of its slot is free. */
export interface VisitEnd {
  readonly became: 'completed' | 'abandoned' | 'voided';
  readonly atMs: number;
}

/** An appointment as people see it: once its visit has ended, what became of that. */
export type ShownStatus = AppointmentStatus | VisitEnd['became'];
export const shownStatus = ({ status, ended }: Pick<Entry, 'status' | 'ended'>): ShownStatus =>
  ended?.became ?? status;

/** The customer came, whatever became of the visit. */
export const CAME: ReadonlySet<ShownStatus> = new Set([
  'checked-in',
  'completed',
  'abandoned',
  'voided',
] as const);

/** One appointment (or hold) as the agenda of its day knows it. */
export interface Entry {
  readonly appointment: Appointment;
  readonly status: AppointmentStatus;
  /** Revision of the agenda at the entry's last event: the appointment's own revision. */
  readonly revision: number;
  /** Revision at which it was made or came here. */
  readonly bornAt: number;
  /** Of a hold. */
  readonly expiresAtMs?: number | undefined;
  /** Where it went: agenda key and move. */
  readonly movedTo?: { readonly agenda: string; readonly moveId: string } | undefined;
  /** The move that brought it here. */
  readonly moveId?: string | undefined;
  /** Moves between days so far. */
  readonly moves: number;
  readonly visitId?: string | undefined;
  /** Of one that was checked in: absent while its visit is under way. */
  readonly ended?: VisitEnd | undefined;
  /** The visit of a check-in that was undone, the last one. */
  readonly undoneVisitId?: string | undefined;
  /** Chairs, rooms and machines that it got at check-in. */
  readonly units?: readonly BoundUnit[] | undefined;
  /** Moves by the customer that were late by the policy. */
  readonly lateMoves?: number | undefined;
  /** Most that cancelling would have cost at a late move that was free. */
  readonly avoidedCents?: number | undefined;
  readonly fee?: StandingFee | undefined;
  /** Appointments of the same customer in other agendas at the same time. */
  readonly clashes?: readonly CustomerClash[] | undefined;
  /** It was missed, and that was taken back: the store's clock leaves it alone until it is moved. */
  readonly reinstated?: true | undefined;
  /** It is being exchanged with an appointment of another agenda, by that one's move: nothing else may change it. */
  readonly pledged?: string | undefined;
  /** It stands where something was taken; absent: it does not, or was moved since. */
  readonly overbooked?: Overbooking | undefined;
  /** Which price the last move left it with; absent: it was not moved, or by an older release. */
  readonly movePricing?: MovePricing | undefined;
}

/** Somebody put an appointment where it does not fit, or the rules of a zone did. */
export interface Overbooking {
  /** A code. */
  readonly reason: string;
  /** Who, by pseudonym. */
  readonly by: string;
  /** ISO UTC. */
  readonly at: string;
}

/** One of the guests who move to another day together. */
export interface PartyMove {
  readonly appointmentId: string;
  /** Revision of the appointment in its old agenda on which the move was decided. */
  readonly fromRevision: number;
  readonly moveId: string;
}

/** A slot taken for an appointment that still stands in another agenda. */
export interface Reservation {
  readonly moveId: string;
  readonly appointment: Appointment;
  readonly from: string;
  /** Revision of the appointment in its old agenda on which the move was decided. */
  readonly fromRevision: number;
  readonly previousStartMs: number;
  readonly moves: number;
  /** Guests who leave the old agenda together, this one included; absent: it moves alone. */
  readonly party?: readonly PartyMove[];
  /** Late moves and fees before this move, which travel with it. */
  readonly lateMoves?: number;
  /** The most that this move and those before it avoided by being free. */
  readonly avoidedCents?: number;
  readonly standing?: StandingFee;
  /** Of this move, once it is committed. */
  readonly late?: true;
  readonly fee?: Fee;
  readonly pricing?: MovePricing;
}

/** The agenda of one store and business day. */
export interface AgendaState {
  readonly key: string;
  readonly revision: number;
  readonly entries: SharedMap<Entry>;
  /** By move id. */
  readonly reserved: ReadonlyMap<string, Reservation>;
  /** Ids of unexpired or not yet swept holds: few, so that every decision can look at all of them. */
  readonly holds: readonly string[];
  readonly occupancy: Occupancy;
  /** Said of the appointment that the next event puts there. */
  readonly overbooking?: Overbooking;
}

export const emptyAgenda = (key: string): AgendaState => ({
  key,
  revision: 0,
  entries: SharedMap.empty(),
  reserved: new Map(),
  holds: [],
  occupancy: nobodyBusy,
});

/** Statuses that occupy resources. */
export const occupies = (status: AppointmentStatus): boolean =>
  status === 'held' || status === 'pending' || status === 'booked' || status === 'checked-in';

/** The lines as far as they take anything: of a visit that has ended only what was before its end. */
export const takenLines = ({
  appointment,
  ended,
}: Pick<Entry, 'appointment' | 'ended'>): readonly PlannedLine[] =>
  ended === undefined ? appointment.lines : linesUntil(appointment.lines, ended.atMs);

/** The state with an entry put or replaced, its occupancy following from its status; counts the event. */
export function withEntry(
  state: AgendaState,
  entry: Omit<Entry, 'revision' | 'bornAt'>,
): AgendaState {
  const { appointmentId: id, customerId } = entry.appointment;
  const before = state.entries.get(id);
  const revision = state.revision + 1;
  let { occupancy } = state;
  const same =
    before !== undefined &&
    occupies(before.status) &&
    occupies(entry.status) &&
    before.appointment === entry.appointment &&
    before.ended === entry.ended;
  if (!same && before && occupies(before.status))
    occupancy = vacate(occupancy, id, before.appointment.customerId, before.appointment.lines);
  if (!same && occupies(entry.status))
    occupancy = occupy(occupancy, id, customerId, takenLines(entry));
  const wasHeld = before?.status === 'held';
  const holds =
    entry.status === 'held'
      ? wasHeld
        ? state.holds
        : [...state.holds, id]
      : wasHeld
        ? state.holds.filter((h) => h !== id)
        : state.holds;
  return {
    key: state.key,
    revision,
    entries: state.entries.with(id, entryAt(entry, revision, before?.bornAt ?? revision)),
    reserved: state.reserved,
    holds,
    occupancy,
  };
}

/** Field by field, so that the many entries of many days share one shape: a spread gives each its own, which doubles their size. */
const entryAt = (
  {
    appointment,
    status,
    expiresAtMs,
    movedTo,
    moveId,
    moves,
    visitId,
    ended,
    undoneVisitId,
    units,
    lateMoves,
    avoidedCents,
    fee,
    clashes,
    reinstated,
    pledged,
    overbooked,
    movePricing,
  }: Omit<Entry, 'revision' | 'bornAt'>,
  revision: number,
  bornAt: number,
): { [K in keyof Required<Entry>]: Entry[K] } => ({
  appointment,
  status,
  revision,
  bornAt,
  expiresAtMs,
  movedTo,
  moveId,
  moves,
  visitId,
  ended,
  undoneVisitId,
  units,
  lateMoves,
  avoidedCents,
  fee,
  clashes,
  reinstated,
  pledged,
  overbooked,
  movePricing,
});

/** The occupancy as of `nowMs`: holds that have run out no longer count (R-BK-21). */
export function occupancyAt(state: AgendaState, nowMs: number): Occupancy {
  return expiredHolds(state, nowMs).reduce(
    (occupancy, { appointment: { appointmentId, customerId, lines } }) =>
      vacate(occupancy, appointmentId, customerId, lines),
    state.occupancy,
  );
}

/** Holds whose time is over: a hold is valid before `expiresAtMs`, not at it. */
export const expiredHolds = (state: AgendaState, nowMs: number): Entry[] =>
  state.holds
    .map((id) => state.entries.get(id)!)
    .filter((entry) => entry.expiresAtMs !== undefined && entry.expiresAtMs <= nowMs);

/** The hold that stands for an opening of the waitlist: there is one at a time. */
export const heldForOpening = (
  state: AgendaState,
  openingId: string,
  nowMs: number,
): Entry | undefined =>
  state.holds
    .map((id) => state.entries.get(id)!)
    .find(
      (entry) => entry.appointment.waitlist?.openingId === openingId && entry.expiresAtMs! > nowMs,
    );

/** Key of an agenda: its stream is `agenda-<key>`, its day sheet has this id. */
export const agendaKey = (storeId: string, businessDate: string): string =>
  `${storeId}-${businessDate}`;

/** Store and date of an agenda key. */
export const storeOfAgenda = (key: string): string => key.slice(0, -11);

/** Ids name their first agenda, so that finding an appointment needs no index: `<store>.<date>.<short>`. */
export function newAppointmentId(
  state: AgendaState,
  storeId: string,
  businessDate: string,
  newId: () => string,
): string {
  // Twelve characters of a UUID do not collide within one day; four draws bound the loop all the same.
  for (let i = 0; i < 4; i++) {
    const id = `${storeId}.${businessDate}.${newId()
      .replace(/[^0-9a-z]/gi, '')
      .slice(0, 12)
      .toLowerCase()}`;
    if (!state.entries.has(id)) return id;
  }
  throw new Error('ids repeat');
}

/** First agenda of an appointment or hold id, or undefined when it is none of ours. */
export function agendaOfId(appointmentId: string): string | undefined {
  const match = /^(.+)\.(\d{4}-\d\d-\d\d)\.[0-9a-z]{1,32}$/.exec(appointmentId);
  return match ? agendaKey(match[1]!, match[2]!) : undefined;
}
