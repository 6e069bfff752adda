import { HOUR_MS } from '@chignon/calendar';
import type { PlannedLine } from './line.js';

/**
 * A line that was booked for any staff member has one, so that it can always be kept, but not finally (R-BK-44): until so many hours before
 * it begins it may go to another of those who do it in the same time at the same price and level.
 */
export interface Provisional {
  readonly bindHours: number;
  /** Frozen with the booking, the present staff member included. */
  readonly able: readonly string[];
}

/** What is sold: staff who sell the same may take over. Lines at instant 0. */
const termsOf = ({ level, priceCents, phases }: PlannedLine): string =>
  JSON.stringify([level, priceCents, phases.map((p) => p.minutes)]);

/** The candidates of one service, each with whom it may be exchanged for, where no staff member was asked for. */
export function markProvisional(
  candidates: readonly PlannedLine[],
  bindHours: number | undefined,
): PlannedLine[] {
  if (!bindHours) return [...candidates];
  const alike = new Map<string, string[]>();
  for (const line of candidates)
    alike.set(termsOf(line), [...(alike.get(termsOf(line)) ?? []), line.staffId]);
  return candidates.map((line) =>
    line.requested || alike.get(termsOf(line))!.length < 2
      ? line
      : { ...line, provisional: { bindHours, able: alike.get(termsOf(line))! } },
  );
}

/** The line may still go to another staff member. */
export const isOpen = ({ provisional, startMs }: PlannedLine, nowMs: number): boolean =>
  provisional !== undefined && startMs - provisional.bindHours * HOUR_MS > nowMs;

/** The line with its person for good. */
export function bindStaff(line: PlannedLine): PlannedLine {
  if (line.provisional === undefined) return line;
  const { provisional: _, ...rest } = line;
  return rest;
}

/** Of answers and published events: said only while it is not. */
export const staffBoundOf = ({ provisional }: PlannedLine): { staffBound?: boolean } =>
  provisional === undefined ? {} : { staffBound: false };
