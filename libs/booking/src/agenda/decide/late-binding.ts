import { msOfIso } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, optional } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { orderByTurn, type Turns } from '../appointment/any-staff.js';
import {
  type AgendaState,
  type Appointment,
  type AppointmentStatus,
  type Entry,
  occupancyAt,
  withEntry,
} from '../appointment/appointment.js';
import { atRevision } from '../appointment/found.js';
import { outsideDay } from '../day/day-frame.js';
import { peopleIn, assignLead, type PlannedLine, type StaffChoice } from '../day/line.js';
import { clashOf, type Occupancy, occupy, vacate } from '../day/occupancy.js';
import { bindStaff } from '../day/provisional.js';
import { type Exchange, lineKey, type Reassigned, staffOnly } from './make-room.js';

/**
 * Who performs a line that was booked for any staff member is settled late (R-BK-44). Until then the line has a staff member all the same, so there is
 * always a way to keep it. The rule people get wrong: an exchange stands in the same append as the booking that it is for, or for a
 * moment a staff member would be booked twice, or none.
 */
export type BindingEvent =
  | DomainEvent<
      'StaffReassigned',
      Reassigned & { why: 'asked-for' | 'packing'; inFavourOf?: string }
    >
  | DomainEvent<
      'StaffBound',
      { appointment: Appointment; status: AppointmentStatus; choices: readonly BoundChoice[] }
    >;

/** Who got a line for good, and why. */
export interface BoundChoice extends StaffChoice {
  readonly lineId: string;
  readonly before: string;
  readonly staffId: string;
}

export type BindingCommand = {
  type: 'BindStaff';
  appointmentId: string;
  frame: DayFrame;
  exchange: Exchange;
  turns: Pick<Turns, 'policy' | 'rotation' | 'team'>;
  revision?: number;
};

const put = (state: AgendaState, appointment: Appointment): AgendaState =>
  withEntry(state, { ...state.entries.get(appointment.appointmentId)!, appointment });

export const evolveBinding: Evolve<AgendaState, BindingEvent> = {
  StaffReassigned: (state, { data: { appointment } }) => put(state, appointment),
  StaffBound: (state, { data: { appointment } }) => put(state, appointment),
};

/** The agenda after events that are being decided: others lead the lines now. */
export const rebound = (state: AgendaState, events: readonly BindingEvent[]): AgendaState =>
  events.reduce((now, { data }) => put(now, data.appointment), state);

export const decideBinding: Decide<AgendaState, BindingCommand, BindingEvent> = {
  BindStaff: (state, { appointmentId, frame, exchange, turns, revision }, facts) => {
    const entry = atRevision(state, appointmentId, revision);
    if (
      (entry.status !== 'booked' && entry.status !== 'pending') ||
      entry.appointment.lines.every((line) => line.provisional === undefined)
    )
      return [];
    let now = occupancyAt(state, msOfIso(facts.now()));
    let { lines } = entry.appointment;
    const choices: BoundChoice[] = [];
    for (const line of lines.filter((l) => l.provisional !== undefined)) {
      const others = lines.filter((l) => l.lineId !== line.lineId);
      const clear = withLines(now, entry, lines, others);
      const chosen = orderByTurn(
        freeFor(line, clear, frame, exchange),
        exchange.get(lineKey(line))?.skill,
        { ...turns, now: clear, state: { entries: state.entries.without(appointmentId) } },
      )[0]!;
      lines = lines.map((l) => (l.lineId === line.lineId ? bindStaff(chosen) : l));
      now = withLines(clear, entry, others, lines);
      choices.push({
        lineId: line.lineId,
        before: line.staffId,
        staffId: chosen.staffId,
        ...chosen.choice!,
      });
    }
    return [
      {
        type: 'StaffBound',
        data: { appointment: { ...entry.appointment, lines }, status: entry.status, choices },
      },
    ];
  },
};

/** What follows for others from a booking that could only be made by an exchange. */
export const reassignedEvents = (
  reassigned: readonly Reassigned[],
  lines: readonly PlannedLine[],
  inFavourOf: string | undefined,
): BindingEvent[] =>
  reassigned.map((one) => ({
    type: 'StaffReassigned',
    data: {
      ...one,
      why: lines.some((line) => line.requested) ? 'asked-for' : 'packing',
      ...optional({ inFavourOf }),
    },
  }));

/** The line by each of those who sell the same and are free for it; the present one is. */
function freeFor(
  line: PlannedLine,
  now: Occupancy,
  frame: DayFrame,
  exchange: Exchange,
): PlannedLine[] {
  const may = exchange.get(lineKey(line))?.staffIds;
  const others = line
    .provisional!.able.filter((id) => !peopleIn(line).includes(id) && may?.has(id))
    .map((id) => assignLead(line, id));
  return [
    line,
    ...others.filter(
      (one) => !outsideDay(one, 0, frame) && !clashOf(now, [], staffOnly(one), 0, frame, undefined),
    ),
  ];
}

const withLines = (
  now: Occupancy,
  { appointment: { appointmentId } }: Entry,
  before: readonly PlannedLine[],
  after: readonly PlannedLine[],
): Occupancy =>
  occupy(
    vacate(now, appointmentId, undefined, before.map(staffOnly)),
    appointmentId,
    undefined,
    after.map(staffOnly),
  );
