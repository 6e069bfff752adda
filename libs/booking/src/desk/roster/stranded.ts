import type { Span } from '@chignon/calendar';
import {
  type AgendaState,
  type Appointment,
  occupancyAt,
  occupies,
} from '../../agenda/appointment/appointment.js';
import { outsideDay } from '../../agenda/day/day-frame.js';
import { peopleIn, type PlannedLine, unbindPools } from '../../agenda/day/line.js';
import { vacate } from '../../agenda/day/occupancy.js';
import { placeChain } from '../../agenda/day/search.js';
import type { DayFrame } from '../../salon/book/day.js';
import { freeTime, placesFor } from '../../salon/roster/floating.js';
import type { PersonDay } from '../../salon/roster/person-day.js';

/** Why a booking no longer fits its person: no longer able or at the store, not at work, serving other things then, or no place for a break. */
export type StrandedReason = 'not-qualified' | 'off-shift' | 'not-served' | 'break-impossible';

/** A booking that its person can no longer keep. */
export interface Stranded {
  /** Appointment, hold or move id. */
  readonly id: string;
  readonly status: 'booked' | 'pending' | 'held' | 'moving';
  readonly appointment: Appointment;
  readonly reason: StrandedReason;
  /** The person's lines that do not fit. */
  readonly lines: readonly PlannedLine[];
}

interface Live {
  readonly id: string;
  readonly status: Stranded['status'];
  readonly appointment: Appointment;
}

/** What is booked, waits for the store's approval, is held or on its way here, and has not begun. */
export function* comingIn(state: AgendaState, nowMs: number): Generator<Live> {
  for (const { appointment, status, expiresAtMs } of state.entries.values()) {
    if (
      appointment.startMs <= nowMs ||
      !occupies(status) ||
      status === 'checked-in' ||
      (status === 'held' && expiresAtMs! <= nowMs)
    )
      continue;
    yield { id: appointment.appointmentId, status: status as Stranded['status'], appointment };
  }
  for (const { moveId, appointment } of state.reserved.values())
    if (appointment.startMs > nowMs) yield { id: moveId, status: 'moving', appointment };
}

/**
 * The bookings of one day that do not fit a person whose day looks like this, in order of begin. Only the person's own part counts: that
 * the store is closed or somebody else is away is no fault of theirs. `able`: may perform the line at all.
 */
export function strandedIn(
  state: AgendaState,
  nowMs: number,
  frame: DayFrame,
  staffId: string,
  day: PersonDay,
  able: (line: PlannedLine) => boolean,
): Stranded[] {
  const found: Stranded[] = [];
  const squeezed = windowsWithoutPlace(state, nowMs, staffId, day);
  for (const { id, status, appointment } of comingIn(state, nowMs)) {
    const theirs = appointment.lines.filter(
      (l) => l.staffId === staffId || l.staff.some((s) => s.staffId === staffId),
    );
    const judged = theirs
      .map((line) => ({
        line,
        reason: able(line) ? outsideOf(line, staffId, day, frame) : ('not-qualified' as const),
      }))
      .filter((j) => j.reason !== undefined);
    const inWindow =
      judged.length > 0
        ? []
        : theirs.filter((l) =>
            l.staff.some(
              (s) =>
                s.staffId === staffId &&
                squeezed.some(
                  (w) => s.fromMs - s.beforeMs < w.toMs && w.fromMs < s.toMs + s.afterMs,
                ),
            ),
          );
    if (judged.length > 0)
      found.push({
        id,
        status,
        appointment,
        reason: judged[0]!.reason!,
        lines: judged.map((j) => j.line),
      });
    else if (inWindow.length > 0)
      found.push({ id, status, appointment, reason: 'break-impossible', lines: inWindow });
  }
  return found.sort(
    (a, b) => a.appointment.startMs - b.appointment.startMs || (a.id < b.id ? -1 : 1),
  );
}

const always: readonly Span[] = [{ fromMs: -Infinity, toMs: Infinity }];

/** The agenda's own judgement of the line, with everybody else at hand and the store open. */
function outsideOf(
  line: PlannedLine,
  staffId: string,
  day: PersonDay,
  frame: DayFrame,
): 'off-shift' | 'not-served' | undefined {
  const others = Object.fromEntries(
    [line.staffId, ...line.staff.map((s) => s.staffId)].map((id) => [id, always]),
  );
  const alone = {
    ...frame,
    open: always,
    working: { ...others, [staffId]: day.working },
    present: { ...others, [staffId]: day.present },
    serving: day.serving ? { [staffId]: day.serving } : {},
  };
  const outside = outsideDay(line, 0, alone);
  return outside === 'closed' ? undefined : outside;
}

/** Windows of the floating breaks that what is booked leaves no place for. */
function windowsWithoutPlace(
  state: AgendaState,
  nowMs: number,
  staffId: string,
  day: PersonDay,
): Span[] {
  if (!day.floating) return [];
  const busy = (occupancyAt(state, nowMs).staff.get(staffId) ?? []).map((b) => ({
    fromMs: b.fromMs - b.beforeMs,
    toMs: b.toMs + b.afterMs,
  }));
  const free = freeTime(day.working, busy);
  return day.floating.filter((group) => !placesFor(group, free)).flat();
}

/** A stranded booking as far as somebody else is looked for. */
type HandedOver = Pick<Stranded, 'id' | 'appointment' | 'lines'>;

/** Who of these could take a stranded booking at the same time, by the agenda's own search. `frame`: the day with the new roster. */
export const couldTake = (
  state: AgendaState,
  nowMs: number,
  frame: DayFrame,
  staffId: string,
  one: HandedOver,
  candidates: readonly string[],
): string[] =>
  candidates.filter(
    (to) =>
      firstThatFits(state, nowMs, frame, staffId, one, [one.lines.map(() => to)]) !== undefined,
  );

/**
 * The first of these ways to hand the lines of a stranded booking over, one person a line, that the agenda would take at the same time.
 * @returns it, or undefined where none fits
 */
export function firstThatFits(
  state: AgendaState,
  nowMs: number,
  frame: DayFrame,
  staffId: string,
  { id, appointment, lines }: HandedOver,
  ways: Iterable<readonly string[]>,
): readonly string[] | undefined {
  const now = vacate(occupancyAt(state, nowMs), id, appointment.customerId, appointment.lines);
  for (const way of ways) {
    // Nobody is two people of one line.
    if (lines.some((line, i) => peopleIn(line).includes(way[i]!))) continue;
    const to = new Map(lines.map((line, i) => [line.lineId, way[i]!]));
    const handed = appointment.lines.map((line) => {
      const taker = to.get(line.lineId);
      return unbindPools(taker === undefined ? line : handedTo(line, staffId, taker));
    });
    if (placeChain(now, frame, handed, 0, appointment.customerId)) return way;
  }
  return undefined;
}

const handedTo = (line: PlannedLine, from: string, to: string): PlannedLine => ({
  ...line,
  staffId: line.staffId === from ? to : line.staffId,
  staff: line.staff.map((s) => (s.staffId === from ? { ...s, staffId: to } : s)),
  ...(line.assistants === undefined
    ? {}
    : {
        assistants: line.assistants.map((one) =>
          one.staffId === from ? { ...one, staffId: to } : one,
        ),
      }),
});
