import { invalid } from '@chignon/eventing';
import {
  dateAfter,
  dateOfDays,
  DAY_MS,
  dayNumber,
  daysFromCivil,
  daysOfDate,
  HOUR_MS,
  isoOf,
  MINUTE_MS,
  type Span,
} from './instants.js';

/**
 * Wall clock of a zone <-> epoch milliseconds (R-BK-08). A zone's offsets are asked of the platform's time zone data
 * once per year and then remembered, because one availability question needs thousands of conversions.
 */

interface Offset {
  /** The offset holds from this instant on. */
  readonly fromMs: number;
  readonly offsetMs: number;
}

/** Zones x years; far above what one chain uses, so that clearing it is rare and harmless. */
const REMEMBERED = 2048;
const remembered = new Map<string, readonly Offset[]>();
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock)
    clocks.set(
      zone,
      (clock = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      })),
    );
  return clock;
}

function askedOffset(zone: string, ms: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(ms)) part[type] = Number(value);
  const localMs =
    daysFromCivil(part['year']!, part['month']!, part['day']!) * DAY_MS +
    part['hour']! * HOUR_MS +
    part['minute']! * MINUTE_MS +
    part['second']! * 1000;
  return localMs - Math.floor(ms / 1000) * 1000;
}

function offsetsOfYear(zone: string, year: number): readonly Offset[] {
  const key = `${zone} ${year}`;
  const known = remembered.get(key);
  if (known) return known;
  const fromMs = daysFromCivil(year, 1, 1) * DAY_MS - 2 * DAY_MS;
  const untilMs = daysFromCivil(year + 1, 1, 1) * DAY_MS + 2 * DAY_MS;
  const offsets: Offset[] = [{ fromMs, offsetMs: askedOffset(zone, fromMs) }];
  for (let ms = fromMs + DAY_MS; ms <= untilMs; ms += DAY_MS) {
    const before = offsets.at(-1)!.offsetMs;
    const offsetMs = askedOffset(zone, ms);
    if (offsetMs !== before)
      offsets.push({ fromMs: transitionBetween(zone, ms - DAY_MS, ms, before), offsetMs });
  }
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, offsets);
  return offsets;
}

/** First minute in (lowMs, highMs] at which the offset is no longer `before`. Zones change on whole minutes. */
function transitionBetween(zone: string, lowMs: number, highMs: number, before: number): number {
  while (highMs - lowMs > MINUTE_MS) {
    const middleMs = lowMs + Math.floor((highMs - lowMs) / 2 / MINUTE_MS) * MINUTE_MS;
    if (askedOffset(zone, middleMs) === before) lowMs = middleMs;
    else highMs = middleMs;
  }
  return highMs;
}

const yearOf = (ms: number): number => Number(dateOfDays(Math.floor(ms / DAY_MS)).slice(0, 4));

/** True for an IANA zone name that the platform knows. */
export function isZone(zone: string): boolean {
  try {
    clockOf(zone);
    return /^[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
}

/** Offset of a zone from UTC at an instant, in milliseconds, east positive. */
export function offsetAt(zone: string, ms: number): number {
  const offsets = offsetsOfYear(zone, yearOf(ms));
  let offsetMs = offsets[0]!.offsetMs;
  for (const offset of offsets) if (offset.fromMs <= ms) offsetMs = offset.offsetMs;
  return offsetMs;
}

/** The same in minutes, as bookings keep it. */
export const offsetMinutesAt = (zone: string, ms: number): number => offsetAt(zone, ms) / MINUTE_MS;

/** What a wall-clock time means: one instant, none (spring gap, with the first instant after it), or two (autumn fold). */
export type Wall =
  | { readonly kind: 'one'; readonly ms: number }
  | { readonly kind: 'gap'; readonly afterMs: number }
  | { readonly kind: 'fold'; readonly earlierMs: number; readonly laterMs: number };

/** Resolves local `minute` of `date`; minutes of 1440 and more belong to the days after. The date must exist. */
export function wallOf(zone: string, date: string, minute: number): Wall {
  const localMs = (dayNumber(date) ?? NaN) * DAY_MS + minute * MINUTE_MS;
  const offsets = offsetsOfYear(zone, yearOf(localMs));
  const found: number[] = [];
  for (const [i, offset] of offsets.entries()) {
    const ms = localMs - offset.offsetMs;
    const untilMs = offsets[i + 1]?.fromMs ?? Infinity;
    if (ms >= offset.fromMs && ms < untilMs) found.push(ms);
  }
  if (found.length > 1) return { kind: 'fold', earlierMs: found[0]!, laterMs: found.at(-1)! };
  if (found.length === 1) return { kind: 'one', ms: found[0]! };
  const gap = offsets.find(
    (offset, i) =>
      i > 0 &&
      localMs - offset.offsetMs < offset.fromMs &&
      localMs - offsets[i - 1]!.offsetMs >= offset.fromMs,
  );
  return { kind: 'gap', afterMs: gap?.fromMs ?? NaN };
}

/** First instant at which the wall clock shows this time or has passed it: how spans begin. */
export function firstInstant(zone: string, date: string, minute: number): number {
  const wall = wallOf(zone, date, minute);
  return wall.kind === 'one' ? wall.ms : wall.kind === 'gap' ? wall.afterMs : wall.earlierMs;
}

/** Last instant at which the wall clock shows this time: how spans end, so that a fold inside them is worked through. */
export function lastInstant(zone: string, date: string, minute: number): number {
  const wall = wallOf(zone, date, minute);
  return wall.kind === 'one' ? wall.ms : wall.kind === 'gap' ? wall.afterMs : wall.laterMs;
}

/**
 * The instant at which the clocks show what they showed at `ms` when they were `offsetMinutes` off UTC (B9). Where the rules of
 * today skip that time, it is read with the offset before the gap, as RFC 5545 does; where they show it twice, it is the
 * instant of the same offset, else the first.
 */
export function sameWallClock(zone: string, ms: number, offsetMinutes: number): number {
  const localMs = ms + offsetMinutes * MINUTE_MS;
  const days = Math.floor(localMs / DAY_MS);
  const wall = wallOf(zone, dateOfDays(days), (localMs - days * DAY_MS) / MINUTE_MS);
  if (wall.kind === 'one') return wall.ms;
  if (wall.kind === 'fold') return wall.laterMs === ms ? wall.laterMs : wall.earlierMs;
  return localMs - offsetAt(zone, wall.afterMs - 1);
}

/** Local date and minute of day at an instant. */
export function localOf(zone: string, ms: number): { date: string; minute: number } {
  const localMs = ms + offsetAt(zone, ms);
  const days = Math.floor(localMs / DAY_MS);
  return { date: dateOfDays(days), minute: Math.floor((localMs - days * DAY_MS) / MINUTE_MS) };
}

/** A business day as instants: from `dayStartsAt` of its date to `dayStartsAt` of the next. */
export const businessDay = (zone: string, dayStartMinute: number, date: string): Span => ({
  fromMs: firstInstant(zone, date, dayStartMinute),
  toMs: firstInstant(zone, dateAfter(date, 1), dayStartMinute),
});

/** The business day that an instant belongs to. */
export function businessDateOf(zone: string, dayStartMinute: number, ms: number): string {
  const { date } = localOf(zone, ms);
  const day = businessDay(zone, dayStartMinute, date);
  return ms < day.fromMs ? dateAfter(date, -1) : ms >= day.toMs ? dateAfter(date, 1) : date;
}

const WRITTEN = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?$/;

/** No zone was ever further from UTC. */
const MAX_OFFSET_MINUTES = 14 * 60;

/**
 * Reads an instant as people and programs write it: `…Z`, with an offset, or as the store's local time.
 * A local time in a spring gap is `time-does-not-exist`, also when written with the offset of either side; one in an
 * autumn fold without an offset is `time-ambiguous` and names both instants. Whole minutes only.
 */
export function instantOf(text: string, zone: string, field: string): number {
  const match = WRITTEN.exec(text);
  const days = match ? daysOfDate(match[1]!) : undefined;
  const [hour, minute] = [Number(match?.[2]), Number(match?.[3])];
  if (!match || days === undefined || hour > 23 || minute > 59)
    throw invalid('time-malformed', `\`${field}\` is not a time.`, {
      field,
      expected: 'ISO 8601, for example 2026-03-09T09:30:00-04:00',
    });
  if (!/^(?:0*)$/.test((match[4] ?? '') + (/\.(\d+)/.exec(text)?.[1] ?? '')))
    throw invalid('time-not-whole-minutes', `\`${field}\` must be a whole minute.`, {
      field,
      expected: 'whole minutes',
    });
  const localMs = days * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
  const offset = match[5];
  if (offset === 'Z') return localMs;
  const wall = wallOf(zone, match[1]!, hour * 60 + minute);
  if (offset === undefined) {
    if (wall.kind === 'one') return wall.ms;
    if (wall.kind === 'fold')
      throw invalid('time-ambiguous', `\`${field}\` occurs twice in ${zone}. Give an offset.`, {
        field,
        expected: `${isoOf(wall.earlierMs)} or ${isoOf(wall.laterMs)}`,
      });
    throw gapError(field, zone, wall.afterMs);
  }
  if (
    Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)) > MAX_OFFSET_MINUTES ||
    Number(offset.slice(4)) > 59
  )
    throw invalid('time-malformed', `\`${field}\` has an offset outside the possible range.`, {
      field,
      expected: 'an offset from -14:00 to +14:00',
    });
  const offsetMs =
    (offset[0] === '-' ? -1 : 1) *
    (Number(offset.slice(1, 3)) * HOUR_MS + Number(offset.slice(4)) * MINUTE_MS);
  const ms = localMs - offsetMs;
  if (
    wall.kind === 'gap' &&
    [offsetAt(zone, wall.afterMs - 1), offsetAt(zone, wall.afterMs)].includes(offsetMs)
  )
    throw gapError(field, zone, wall.afterMs);
  return ms;
}

const gapError = (field: string, zone: string, afterMs: number) =>
  invalid(
    'time-does-not-exist',
    `\`${field}\` does not exist in ${zone}, because the clocks go forward.`,
    { field, expected: `${isoOf(afterMs)} or later` },
  );
