import { localOf, offsetAt, wallOf } from '@chignon/calendar';
import { Temporal } from 'temporal-polyfill';

/** How a series repeats: every so many days, weeks or months, so many times in all. */
export interface Rhythm {
  readonly every: number;
  readonly unit: 'day' | 'week' | 'month';
  readonly count: number;
}

/** One date of a series; without an instant when the clocks skip that time on that date. */
export interface Occurrence {
  /** Local date and time of the store, `YYYY-MM-DDTHH:MM`. */
  readonly local: string;
  readonly startMs: number | undefined;
}

/**
 * The occurrences of a series from its first start on: always the wall-clock time of the first (R-BK-08, B6). Months count
 * from the first date, so that the 31st is the last day of a short month and the 31st again after it. A time that
 * happens twice is the one with the offset of the first, else the earlier.
 */
export function occurrencesOf(
  zone: string,
  firstMs: number,
  { every, unit, count }: Rhythm,
): Occurrence[] {
  const { date, minute } = localOf(zone, firstMs);
  const first = Temporal.PlainDate.from(date);
  const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return Array.from({ length: count }, (_, i) => {
    const on = i === 0 ? date : first.add({ [`${unit}s`]: every * i }).toString();
    const wall = wallOf(zone, on, minute);
    const same =
      wall.kind === 'fold' && offsetAt(zone, wall.laterMs) === offsetAt(zone, firstMs)
        ? wall.laterMs
        : undefined;
    const startMs =
      i === 0
        ? firstMs
        : wall.kind === 'one'
          ? wall.ms
          : wall.kind === 'fold'
            ? (same ?? wall.earlierMs)
            : undefined;
    return { local: `${on}T${time}`, startMs };
  });
}
