/** Calendar arithmetic on epoch milliseconds without any clock or zone: proleptic Gregorian, UTC. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Half-open [fromMs, toMs) in epoch milliseconds; touching spans do not clash (R-BK-07). */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Days since 1970-01-01 of a civil date. Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** Days in use, years of them: answers say the same few thousand dates again and again. Clearing is rare and harmless. */
const REMEMBERED = 8192;
const dates = new Map<number, string>();
const dayNumbers = new Map<string, number>();

function remember<K, V>(known: Map<K, V>, key: K, value: V): V {
  if (known.size >= REMEMBERED) known.clear();
  known.set(key, value);
  return value;
}

/** `YYYY-MM-DD` of a day number. */
export function dateOfDays(days: number): string {
  const known = dates.get(days);
  if (known !== undefined) return known;
  const { year, month, day } = civilFromDays(days);
  return remember(dates, days, `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
}

/** Years in which people book and salons have a history. Beyond them clocks end (9999) or the days after are no dates any more. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2999;

/** Day number of a `YYYY-MM-DD` that somebody gave; undefined when there is no such day (2026-02-30), or not within the years 1900 to 2999. */
export function daysOfDate(date: string): number | undefined {
  const year = Number(date.slice(0, 4));
  return year >= FIRST_YEAR && year <= LAST_YEAR ? dayNumber(date) : undefined;
}

/** Day number of any `YYYY-MM-DD`, also the day before and after those that people may give; undefined when there is no such day. */
export function dayNumber(date: string): number | undefined {
  const known = dayNumbers.get(date);
  if (known !== undefined) return known;
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  if (!match) return undefined;
  const days = daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3]));
  return dateOfDays(days) === date ? remember(dayNumbers, date, days) : undefined;
}

/** The date `count` days later (earlier when negative). */
export const dateAfter = (date: string, count: number): string =>
  dateOfDays((dayNumber(date) ?? 0) + count);

/** ISO weekday of a date: 1 Monday to 7 Sunday. */
export const weekdayOf = (date: string): number =>
  (((((dayNumber(date) ?? 0) + 3) % 7) + 7) % 7) + 1;

/** `HH:MM` of each minute of a day. */
const TIMES = Array.from(
  { length: 1440 },
  (_, minute) => `${pad(Math.floor(minute / 60), 2)}:${pad(minute % 60, 2)}`,
);

/** ISO 8601 UTC with milliseconds, the form of every published instant. */
export function isoOf(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const minute = Math.floor(rest / MINUTE_MS);
  const spare = rest - minute * MINUTE_MS;
  const seconds =
    spare === 0 ? '00.000' : `${pad(Math.floor(spare / 1000), 2)}.${pad(spare % 1000, 3)}`;
  return `${dateOfDays(days)}T${TIMES[minute]}:${seconds}Z`;
}

/** Epoch milliseconds of an ISO UTC instant as `isoOf` writes it; NaN when it is not one. */
export function msOfIso(iso: string): number {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/.exec(iso);
  const days = match && daysOfDate(match[1]!);
  if (!match || days === undefined || days === null) return NaN;
  return (
    days * DAY_MS +
    Number(match[2]) * HOUR_MS +
    Number(match[3]) * MINUTE_MS +
    Number(match[4]) * 1000 +
    Number(match[5])
  );
}

/** Minutes since midnight of `HH:MM` (`24:00` is 1440); NaN when it is not a time. */
export function minuteOf(time: string): number {
  const match = /^(\d\d):(\d\d)$/.exec(time);
  const minute = match ? Number(match[1]) * 60 + Number(match[2]) : NaN;
  return match && Number(match[2]) < 60 && minute <= 1440 ? minute : NaN;
}

/** Sorts spans, joins those that touch or overlap, drops empty ones. */
export function joined(spans: readonly Span[]): Span[] {
  const out: { fromMs: number; toMs: number }[] = [];
  for (const span of [...spans]
    .filter((s) => s.toMs > s.fromMs)
    .sort((a, b) => a.fromMs - b.fromMs)) {
    const last = out.at(-1);
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else out.push({ fromMs: span.fromMs, toMs: span.toMs });
  }
  return out;
}

/** What is left of `spans` outside `cuts`. */
export function without(spans: readonly Span[], cuts: readonly Span[]): Span[] {
  let left = joined(spans);
  for (const cut of cuts) {
    left = left.flatMap((s) =>
      cut.toMs <= s.fromMs || cut.fromMs >= s.toMs
        ? [s]
        : [
            { fromMs: s.fromMs, toMs: cut.fromMs },
            { fromMs: cut.toMs, toMs: s.toMs },
          ].filter((p) => p.toMs > p.fromMs),
    );
  }
  return left;
}

/** The parts of `spans` inside `bounds`. */
export const within = (spans: readonly Span[], bounds: Span): Span[] =>
  joined(
    spans.map((s) => ({
      fromMs: Math.max(s.fromMs, bounds.fromMs),
      toMs: Math.min(s.toMs, bounds.toMs),
    })),
  );

/** True when one of the spans covers [fromMs, toMs) completely. */
export const covers = (spans: readonly Span[] | undefined, fromMs: number, toMs: number): boolean =>
  spans !== undefined && spans.some((s) => s.fromMs <= fromMs && toMs <= s.toMs);

/** Number of days from one date to another, both included; NaN when one is no date. */
export const daysBetween = (from: string, to: string): number =>
  (daysOfDate(to) ?? NaN) - (daysOfDate(from) ?? NaN) + 1;
