import { offsetMinutesAt, type Span } from '@chignon/calendar';
import { lookUp } from '@chignon/eventing';
import type { AgendaState } from '../../agenda/appointment/appointment.js';
import { toReseat } from '../../agenda/appointment/seat-binding.js';
import { outsideDay } from '../../agenda/day/day-frame.js';
import { peopleIn, type PlannedLine } from '../../agenda/day/line.js';
import type { DayFrame } from '../../salon/book/day.js';
import type { PersonDay } from '../../salon/roster/person-day.js';
import { comingIn, type Stranded, strandedIn, type StrandedReason } from './stranded.js';

/**
 * Why a booking no longer fits its store: the store's clock shows another time than was agreed, the store is closed then, no place or
 * equipment is left for it; or why one of its people cannot keep it.
 */
export type StrandedHereReason = 'other-clock' | 'closed' | 'no-place' | StrandedReason;

/** A booking that a store can no longer keep as it stands. */
export interface StrandedHere extends Omit<Stranded, 'reason'> {
  readonly reason: StrandedHereReason;
  /** Whose part does not fit; absent: it is not for a person. */
  readonly staffId?: string;
}

/**
 * The bookings to come of one day that do not fit a day that looks like this, in order of begin: each once, with what no other person could
 * mend first. `able`: may do that person's part of the line at all.
 */
export function strandedHere(
  state: AgendaState,
  nowMs: number,
  frame: DayFrame,
  able: (line: PlannedLine, staffId: string) => boolean,
): StrandedHere[] {
  const coming = [...comingIn(state, nowMs)];
  const placeless = new Set(
    coming.length === 0
      ? []
      : toReseat(state, frame).map(({ appointment }) => appointment.appointmentId),
  );
  const ofPeople = byPerson(state, nowMs, frame, able);
  const found = coming.flatMap(({ id, status, appointment }): StrandedHere[] => {
    const one = { id, status, appointment };
    const { zone, startMs, offsetMinutes, lines } = appointment;
    if (
      zone !== frame.zone &&
      (offsetMinutes ?? offsetMinutesAt(zone, startMs)) !== offsetMinutesAt(frame.zone, startMs)
    )
      return [{ ...one, reason: 'other-clock', lines }];
    const shut = lines.filter((line) => closedFor(line, frame));
    if (shut.length > 0) return [{ ...one, reason: 'closed', lines: shut }];
    if (placeless.has(id))
      return [{ ...one, reason: 'no-place', lines: lines.filter((l) => l.pools.length > 0) }];
    const theirs = ofPeople.get(id);
    return theirs ? [theirs] : [];
  });
  return found.sort(
    (a, b) => a.appointment.startMs - b.appointment.startMs || (a.id < b.id ? -1 : 1),
  );
}

/** By booking the first of its people, by id, who cannot keep their part. */
function byPerson(
  state: AgendaState,
  nowMs: number,
  frame: DayFrame,
  able: (line: PlannedLine, staffId: string) => boolean,
): Map<string, StrandedHere> {
  const people = new Set(
    [...comingIn(state, nowMs)].flatMap(({ appointment }) => appointment.lines.flatMap(peopleIn)),
  );
  const found = new Map<string, StrandedHere>();
  for (const staffId of [...people].sort())
    for (const one of strandedIn(state, nowMs, frame, staffId, dayOf(frame, staffId), (line) =>
      able(line, staffId),
    ))
      if (!found.has(one.id)) found.set(one.id, { ...one, staffId });
  return found;
}

/** What the day says of a person. */
function dayOf(frame: DayFrame, staffId: string): PersonDay {
  const [serving, floating] = [lookUp(frame.serving, staffId), lookUp(frame.floating, staffId)];
  return {
    working: lookUp(frame.working, staffId) ?? [],
    present: lookUp(frame.present, staffId) ?? [],
    ...(serving ? { serving } : {}),
    ...(floating ? { floating } : {}),
  };
}

const always: readonly Span[] = [{ fromMs: -Infinity, toMs: Infinity }];

/** The agenda's own judgement of the line, with everybody at hand. */
function closedFor(line: PlannedLine, frame: DayFrame): boolean {
  const all = Object.fromEntries(
    [line.staffId, ...line.staff.map((s) => s.staffId)].map((id) => [id, always]),
  );
  return outsideDay(line, 0, { ...frame, working: all, present: all, serving: {} }) === 'closed';
}
