import type { Span } from '@chignon/calendar';
import type { AssistantNeed, PhaseKind } from '../../salon/catalogue/service.js';
import type { AnyStaffPolicy } from '../../salon/stores/store.js';
import type { Provisional } from './provisional.js';

/** Staff-busy stretch of a line, with the preparation before and the clean-up after it. */
export interface StaffSpan extends Span {
  readonly staffId: string;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** One unit of one of these pools; `pool` is the one bound when the line was booked. */
export interface PoolSpan extends Span {
  readonly anyOf: readonly string[];
  readonly pool?: string;
  /** Attributes that the unit must have: `private`, `accessible` (BK-14). */
  readonly needs?: readonly string[];
}

/** A second staff member whom a line needs for some of its phases (R-BK-13); their stretches stand in the line's `staff` under their id. */
export interface Assistant {
  /** A place-holder such as `+1`, which is no one's id, until the line is placed. */
  readonly staffId: string;
  readonly needs: readonly AssistantNeed[];
  /** The customer asked for this person. */
  readonly requested?: true;
  /** Who may be chosen when the line is placed; absent: no one else. Not kept in what is booked. */
  readonly able?: readonly string[];
}

/**
 * One service of an appointment as it was planned and frozen (R-BK-06): what it occupies per kind of resource, in
 * half-open epoch milliseconds (R-BK-01, R-BK-07). More staff, pools or customers' spans are just more entries.
 */
export interface PlannedLine {
  readonly lineId: string;
  readonly serviceId: string;
  readonly serviceGroup: string;
  /** Of the service; lines booked by older releases do not say it. */
  readonly category?: string;
  readonly catalogueVersion: number;
  /** Who leads the line. */
  readonly staffId: string;
  readonly level?: string;
  /** The customer asked for this person. */
  readonly requested: boolean;
  /** Why this staff member, where the customer named none. */
  readonly choice?: StaffChoice;
  /** Booked for anybody and not settled yet: whom it may still go to. */
  readonly provisional?: Provisional;
  /** What the customer sees: without buffers. */
  readonly startMs: number;
  readonly endMs: number;
  readonly priceCents: number;
  /** Before the price rule of the day and hour, and which it was; absent when none applied. */
  readonly listCents?: number;
  readonly priceRuleId?: string;
  readonly phases: readonly {
    readonly name: string;
    readonly kind: PhaseKind;
    readonly minutes: number;
  }[];
  readonly staff: readonly StaffSpan[];
  /** Absent: the lead does it alone. */
  readonly assistants?: readonly Assistant[];
  readonly customer: readonly Span[];
  readonly pools: readonly PoolSpan[];
  /** May run at the same time as another line of the same customer. */
  readonly parallel?: boolean;
  /** Of the customer, where something was reserved for it when the line was booked (R-BK-46). */
  readonly tier?: string;
  /** The store must say yes before it is booked (R-BK-22). */
  readonly needsApproval?: boolean;
}

/** The same line `deltaMs` later. */
export function shiftLine(line: PlannedLine, deltaMs: number): PlannedLine {
  if (deltaMs === 0) return line;
  // Field by field: a spread that changes a field gives every span a shape of its own.
  return {
    ...line,
    startMs: line.startMs + deltaMs,
    endMs: line.endMs + deltaMs,
    staff: line.staff.map(({ staffId, fromMs, toMs, beforeMs, afterMs }) => ({
      staffId,
      fromMs: fromMs + deltaMs,
      toMs: toMs + deltaMs,
      beforeMs,
      afterMs,
    })),
    customer: line.customer.map(({ fromMs, toMs }) => ({
      fromMs: fromMs + deltaMs,
      toMs: toMs + deltaMs,
    })),
    pools: line.pools.map((span) => poolSpan(span, deltaMs)),
  };
}

/** The span `deltaMs` later, bound to `pool`: by default as it was. */
export function poolSpan(
  { anyOf, fromMs, toMs, pool: bound, needs }: PoolSpan,
  deltaMs: number,
  pool = bound,
): PoolSpan {
  const span =
    pool === undefined
      ? { anyOf, fromMs: fromMs + deltaMs, toMs: toMs + deltaMs }
      : { anyOf, pool, fromMs: fromMs + deltaMs, toMs: toMs + deltaMs };
  return needs === undefined ? span : { ...span, needs };
}

/** Stands for the assistant of one part until the line is placed. */
export const placeHolder = (i: number): string => `+${i + 1}`;

/** The same line performed by another staff member; price and durations stay as they were frozen. */
export function assignLead(line: PlannedLine, staffId: string): PlannedLine {
  if (staffId === line.staffId) return line;
  // The lead does not assist: another staff member has to be found for that part.
  const before = line.assistants?.some((a) => a.staffId === staffId)
    ? assignAssistants(
        line,
        line.assistants.map((a, i) => (a.staffId === staffId ? placeHolder(i) : a.staffId)),
      )
    : line;
  return {
    ...before,
    staffId,
    staff: before.staff.map((s) => (s.staffId === line.staffId ? { ...s, staffId } : s)),
  };
}

/** The same line with these assistants, one a part. */
export function assignAssistants(line: PlannedLine, people: readonly string[]): PlannedLine {
  const to = new Map(line.assistants?.map((one, i) => [one.staffId, people[i]!]));
  return {
    ...line,
    assistants: line.assistants?.map((one, i) => ({ ...one, staffId: people[i]! })) ?? [],
    staff: line.staff.map((s) => ({ ...s, staffId: to.get(s.staffId) ?? s.staffId })),
  };
}

/** The line as it is kept: with who was chosen, without who could have been. */
export const dropChoices = (line: PlannedLine): PlannedLine =>
  line.assistants === undefined
    ? line
    : { ...line, assistants: line.assistants.map(({ able: _, ...kept }) => kept) };

/** Who assists, for answers and events; nothing without assistants. */
export const assistantIdsOf = ({ assistants }: PlannedLine): { assistantIds?: string[] } =>
  assistants === undefined ? {} : { assistantIds: assistants.map((one) => one.staffId) };

/** Everybody whom a line occupies, the lead first. */
export const peopleIn = ({ staffId, assistants }: PlannedLine): string[] =>
  assistants === undefined ? [staffId] : [staffId, ...assistants.map((one) => one.staffId)];

/** The line with the category that an older release did not keep. */
export const fillCategory = (line: PlannedLine, category: string | undefined): PlannedLine =>
  line.category !== undefined || category === undefined ? line : { ...line, category };

/** The same line without the pools it was bound to, so that another store or time may bind others. */
export const unbindPools = (line: PlannedLine): PlannedLine => ({
  ...line,
  pools: line.pools.map(({ pool: _, ...span }) => span),
});

/** Planned minutes of a line with its buffers. */
export const plannedMinutes = (line: PlannedLine): number =>
  line.phases.reduce((sum, p) => sum + p.minutes, 0);

/**
 * Who did how much of a line, in whole percent that sum to 100 (R-VS-04): by the time that it takes each of them, at least one percent. What
 * rounding leaves is the lead's, and so is all of a line without assistants. The till may put it right.
 */
export function sharesOf(line: PlannedLine): { staffId: string; sharePercent: number }[] {
  const msOf = (staffId: string): number =>
    line.staff.reduce(
      (sum, s) => sum + (s.staffId === staffId ? s.toMs - s.fromMs + s.beforeMs + s.afterMs : 0),
      0,
    );
  const [lead, ...assistants] = peopleIn(line);
  const allMs = [lead!, ...assistants].reduce((sum, id) => sum + msOf(id), 0);
  const shares = assistants.map((staffId) => ({
    staffId,
    sharePercent: Math.max(1, Math.floor((100 * msOf(staffId)) / Math.max(1, allMs))),
  }));
  return [
    { staffId: lead!, sharePercent: 100 - shares.reduce((sum, s) => sum + s.sharePercent, 0) },
    ...shares,
  ];
}

/** Why a staff member was chosen: kept with the booking. */
export interface StaffChoice {
  readonly policy: AnyStaffPolicy;
  /** How many could have been chosen. */
  readonly candidates: number;
  /** What the policy looked at: minutes busy that day, turns that day, revision of the day at the last turn (0: none yet), or the level of the skill. */
  readonly value: number;
}
