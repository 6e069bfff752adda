import {
  dateAfter,
  daysOfDate,
  joined,
  minuteOf,
  type Span,
  weekdayOf,
  within,
} from '@chignon/calendar';
import { invalid } from '@chignon/eventing';
import { businessDayOf, minutesOf, spanOf, type Store } from '../../salon/stores/store.js';

/** When somebody would come: business dates from one to another, both inclusive, and the local hours in which to begin. */
export interface WaitlistWindow {
  readonly from: string;
  readonly to: string;
  /** Begins at this local time or later, and before the other; absent: from the first to the last minute of the business day. */
  readonly timeFrom?: string;
  readonly timeTo?: string;
  /** ISO weekdays, 1 Monday to 7 Sunday; absent: all. */
  readonly weekdays?: readonly number[];
}

/** How long somebody may wait. */
const MAX_DAYS = 366;
/** Every weekday occurs in a week. */
const WEEK = 7;
const DAY_MINUTES = 1440;

type Clock = Pick<Store, 'zone' | 'dayStartsAt'>;

/** The stretch of a business date in which a window lets an appointment begin; hours before the store's day starts are those after midnight. */
function beginningOn(
  { from, to, timeFrom, timeTo, weekdays }: WaitlistWindow,
  store: Clock,
  date: string,
): Span[] {
  if (date < from || date > to || (weekdays && !weekdays.includes(weekdayOf(date)))) return [];
  const day = businessDayOf(store, date);
  return timeFrom === undefined && timeTo === undefined
    ? [day]
    : within(
        [
          spanOf(
            { from: timeFrom ?? store.dayStartsAt, to: timeTo ?? store.dayStartsAt },
            store,
            date,
          ),
        ],
        day,
      );
}

/** The stretches of a business date in which an appointment may begin. */
export const beginningsOn = (
  windows: readonly WaitlistWindow[],
  store: Clock,
  date: string,
): Span[] => joined(windows.flatMap((window) => beginningOn(window, store, date)));

/** The instant from which on nothing can begin any more, at any of the stores. */
export function overAt(windows: readonly WaitlistWindow[], stores: readonly Clock[]): number {
  const ends = stores
    .flatMap((store) =>
      windows.flatMap((window) =>
        lastDates(window).flatMap((date) => beginningOn(window, store, date)),
      ),
    )
    .map((span) => span.toMs);
  return Math.max(-Infinity, ...ends);
}

/** The last days of a window, at most a week: its last weekday is among them. */
const lastDates = ({ from, to }: WaitlistWindow): string[] =>
  Array.from({ length: WEEK }, (_, i) => dateAfter(to, -i)).filter((date) => date >= from);

/** @throws Refusal `date-invalid`, `dates-reversed`, `range-too-long`, `hours-invalid`, `window-empty` naming the field */
export function checkWindows(windows: readonly WaitlistWindow[], stores: readonly Clock[]): void {
  for (const [i, window] of windows.entries()) {
    const { from, to, timeFrom, timeTo } = window;
    for (const name of ['from', 'to'] as const)
      if (daysOfDate(window[name]) === undefined)
        throw invalid('date-invalid', 'There is no such date.', {
          field: `windows.${i}.${name}`,
          expected: 'YYYY-MM-DD',
        });
    if (to < from)
      throw invalid('dates-reversed', 'The end is before the start.', {
        field: `windows.${i}.to`,
        expected: `${from} or later`,
      });
    if (to > dateAfter(from, MAX_DAYS))
      throw invalid('range-too-long', 'The dates of this entry are too far apart.', {
        field: `windows.${i}.to`,
        expected: `at most ${MAX_DAYS} days`,
        limit: MAX_DAYS,
      });
    for (const { dayStartsAt } of stores) {
      const { from: first, to: last } = minutesOf(
        { from: timeFrom ?? dayStartsAt, to: timeTo ?? dayStartsAt },
        dayStartsAt,
      );
      const wrong = Number.isNaN(first)
        ? 'timeFrom'
        : !(last <= minuteOf(dayStartsAt) + DAY_MINUTES) ||
            (timeFrom !== undefined && timeFrom === timeTo)
          ? 'timeTo'
          : undefined;
      if (wrong)
        throw invalid(
          'hours-invalid',
          'These hours are invalid, or their end is before their start.',
          {
            field: `windows.${i}.${wrong}`,
            expected: `HH:MM, within the business day that begins at ${dayStartsAt}`,
          },
        );
    }
    if (overAt([window], stores) === -Infinity)
      throw invalid('window-empty', 'None of these dates has such a weekday, or such hours.', {
        field: `windows.${i}.weekdays`,
      });
  }
}
