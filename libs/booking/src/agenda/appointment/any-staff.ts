import { MINUTE_MS } from '@chignon/calendar';
import type { StaffMember } from '../../salon/roster/staff.js';
import type { AnyStaffPolicy } from '../../salon/stores/store.js';
import type { PlannedLine } from '../day/line.js';
import { busyMs, type Occupancy } from '../day/occupancy.js';
import { type AgendaState, occupies } from './appointment.js';

/** What is known when a staff member is chosen. */
export interface Turns {
  readonly policy: AnyStaffPolicy;
  /** Staff in the order in which they stand in the rotation before anybody had a turn; others follow by id. */
  readonly rotation: readonly string[];
  readonly team: ReadonlyMap<string, Pick<StaffMember, 'skills'>>;
  readonly now: Occupancy;
  readonly state: Pick<AgendaState, 'entries'>;
}

/** The candidates of a service in the order in which they are asked, each with why. Those who were asked for by name stay as they are. */
export function orderByTurn(
  candidates: readonly PlannedLine[],
  skill: string | undefined,
  { policy, rotation, team, now, state }: Turns,
): PlannedLine[] {
  if (candidates[0]?.requested) return [...candidates];
  const turns =
    policy === 'round-robin' || policy === 'rotation'
      ? turnsOf(state)
      : new Map<string, { count: number; last: number }>();
  const valueOf = (staffId: string): number => {
    if (policy === 'least-busy') return Math.round(busyMs(now, staffId) / MINUTE_MS);
    if (policy === 'round-robin') return turns.get(staffId)?.count ?? 0;
    if (policy === 'rotation') return turns.get(staffId)?.last ?? 0;
    return Math.max(
      0,
      ...(team.get(staffId)?.skills ?? []).filter((s) => s.skill === skill).map((s) => s.level),
    );
  };
  const standing = (staffId: string): number =>
    (rotation.indexOf(staffId) + rotation.length + 1) % (rotation.length + 1);
  const first = policy === 'skill-first' ? -1 : 1;
  return candidates
    .map((line) => ({ line, value: valueOf(line.staffId) }))
    .sort(
      (a, b) =>
        first * (a.value - b.value) ||
        standing(a.line.staffId) - standing(b.line.staffId) ||
        busyMs(now, a.line.staffId) - busyMs(now, b.line.staffId) ||
        (a.line.staffId < b.line.staffId ? -1 : 1),
    )
    .map(({ line, value }) => ({
      ...line,
      choice: { policy, candidates: candidates.length, value },
    }));
}

/** How often each person got a customer of the day without a preferred staff member, and when last. */
function turnsOf({
  entries,
}: Pick<AgendaState, 'entries'>): Map<string, { count: number; last: number }> {
  const turns = new Map<string, { count: number; last: number }>();
  for (const { status, appointment, bornAt } of entries.values()) {
    if (!occupies(status)) continue;
    for (const { requested, provisional, staffId } of appointment.lines) {
      // What may still be exchanged does not count as a turn yet.
      if (requested || provisional) continue;
      const before = turns.get(staffId);
      turns.set(staffId, {
        count: (before?.count ?? 0) + 1,
        last: Math.max(before?.last ?? 0, bornAt),
      });
    }
  }
  return turns;
}
