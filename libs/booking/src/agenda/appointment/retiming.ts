import { msOfIso, sameWallClock } from '@chignon/calendar';
import { type Decide, type DomainEvent, type Evolve, refused } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { shiftLine } from '../day/line.js';
import { type Clash, clashOf, type Occupancy, occupy, vacate } from '../day/occupancy.js';
import {
  type AgendaState,
  type Appointment,
  type Entry,
  occupancyAt,
  occupies,
  timesOf,
  withEntry,
} from './appointment.js';

/**
 * Bookings keep their wall clock when the rules of their zone change (B9). Part of the agenda: all of a day that lies
 * ahead changes its instants in one append, so that no one is booked twice in between.
 * The rule people get wrong: nothing is refused here. A customer who booked ten o'clock comes at ten o'clock; where the new
 * rules push appointments into each other, at the edge of a gap, both stand and the log says so as of any overbooking.
 */
export type RetimeEvent =
  | OverbookEvent
  | DomainEvent<
      'AppointmentRetimed',
      { appointment: Appointment; previousStartMs: number; status: 'held' | 'pending' | 'booked' }
    >;

/** Something stands where it should not, and who wanted it so. */
export type OverbookEvent = DomainEvent<
  'OverbookAuthorised',
  { appointmentId: string; reason: string; clashes: readonly Clash[] }
>;

export type RetimeCommand = { type: 'KeepWallClocks'; frame: DayFrame };

export const evolveRetiming: Pick<Evolve<AgendaState, RetimeEvent>, 'AppointmentRetimed'> = {
  AppointmentRetimed: (state, { data: { appointment } }) =>
    withEntry(state, {
      ...state.entries.get(appointment.appointmentId)!,
      appointment,
      overbooked: state.overbooking,
    }),
};

export const decideRetiming: Decide<AgendaState, RetimeCommand, RetimeEvent> = {
  KeepWallClocks: (state, { frame }, facts) => {
    const nowMs = msOfIso(facts.now());
    const changes = findRetimings(state, nowMs);
    if (changes.length === 0) return [];
    if (state.reserved.size > 0)
      throw refused('move-under-way', 'An appointment is being moved to this day. Try again.');
    const before = occupancyAt(state, nowMs);
    const after = changes.reduce(
      (now, { appointment }) => put(now, appointment),
      changes.reduce((now, { entry }) => taken(now, entry.appointment), before),
    );
    return changes.flatMap(({ entry, appointment }): RetimeEvent[] => {
      const clashes =
        clashesOf(taken(before, entry.appointment), entry.appointment, frame).length > 0
          ? []
          : clashesOf(taken(after, appointment), appointment, frame);
      const overbooked: RetimeEvent[] =
        clashes.length === 0
          ? []
          : [
              {
                type: 'OverbookAuthorised',
                data: { appointmentId: appointment.appointmentId, reason: 'zone-rules', clashes },
              },
            ];
      return [
        ...overbooked,
        {
          type: 'AppointmentRetimed',
          data: {
            appointment,
            previousStartMs: entry.appointment.startMs,
            status: entry.status as 'held' | 'pending' | 'booked',
          },
        },
      ];
    });
  },
};

interface Change {
  readonly entry: Entry;
  readonly appointment: Appointment;
}

/** What stands and has not begun by either clock, and would begin at another instant by the rules of today; in the order of the day. */
export const findRetimings = (state: AgendaState, nowMs: number): readonly Change[] =>
  [...state.entries.values()]
    .filter(
      ({ status, expiresAtMs }) =>
        occupies(status) &&
        status !== 'checked-in' &&
        !(status === 'held' && expiresAtMs! <= nowMs),
    )
    .flatMap((entry) => {
      const appointment = retime(entry.appointment);
      return appointment && Math.max(appointment.startMs, entry.appointment.startMs) > nowMs
        ? [{ entry, appointment }]
        : [];
    })
    .sort(
      (a, b) =>
        a.appointment.startMs - b.appointment.startMs ||
        (a.appointment.appointmentId < b.appointment.appointmentId ? -1 : 1),
    );

/** The appointment at the wall clock that was agreed, by the rules of today; undefined when it stands there already. Its business day keeps its date. */
export function retime(appointment: Appointment): Appointment | undefined {
  const { zone, startMs, offsetMinutes, lines } = appointment;
  const deltaMs =
    offsetMinutes === undefined ? 0 : sameWallClock(zone, startMs, offsetMinutes) - startMs;
  return deltaMs === 0
    ? undefined
    : {
        ...appointment,
        ...timesOf(
          zone,
          lines.map((line) => shiftLine(line, deltaMs)),
        ),
      };
}

const put = (now: Occupancy, { appointmentId, customerId, lines }: Appointment): Occupancy =>
  occupy(now, appointmentId, customerId, lines);
const taken = (now: Occupancy, { appointmentId, customerId, lines }: Appointment): Occupancy =>
  vacate(now, appointmentId, customerId, lines);

const clashesOf = (
  others: Occupancy,
  { customerId, lines }: Appointment,
  frame: DayFrame,
): Clash[] =>
  lines.flatMap((line) => {
    const bound = {
      ...line,
      pools: line.pools.map((span) =>
        span.pool === undefined ? span : { ...span, anyOf: [span.pool] },
      ),
    };
    return clashOf(others, [], bound, 0, frame, customerId) ?? [];
  });
