import {
  dateAfter,
  DAY_MS,
  firstInstant,
  HOUR_MS,
  lastInstant,
  localOf,
  MINUTE_MS,
  minuteOf,
  type Span,
} from '@chignon/calendar';
import type { ReminderTerms } from './reminder-rules.js';

type Quiet = Pick<ReminderTerms, 'quietFrom' | 'quietTo'>;

/** A reminder that is late already must leave the customer so much time, or it is of no use. */
export const LEAST_NOTICE_MS = 2 * HOUR_MS;
/** A reminder that would fall into quiet hours goes out so long before they begin: room for a clock and a mail server that are a little late. */
const BEFORE_QUIET_MS = 15 * MINUTE_MS;

/** The quiet hours that begin on the local date. */
const quietOf = (zone: string, { quietFrom, quietTo }: Quiet, date: string): Span => {
  const [from, to] = [minuteOf(quietFrom), minuteOf(quietTo)];
  return {
    fromMs: firstInstant(zone, date, from),
    toMs: lastInstant(zone, date, to > from ? to : to + 1440),
  };
};

/** The quiet hours that an instant lies in, by the wall clock of the zone (R-CM-07). */
export function quietAt(zone: string, quiet: Quiet, ms: number): Span | undefined {
  if (quiet.quietFrom === quiet.quietTo) return undefined;
  const { date } = localOf(zone, ms);
  return [dateAfter(date, -1), date]
    .map((day) => quietOf(zone, quiet, day))
    .find((span) => span.fromMs <= ms && ms < span.toMs);
}

/** When it is next quiet after an instant that is not. */
export function nextQuietMs(zone: string, quiet: Quiet, ms: number): number {
  if (quiet.quietFrom === quiet.quietTo) return Infinity;
  const { date } = localOf(zone, ms);
  return (
    [date, dateAfter(date, 1)]
      .map((day) => quietOf(zone, quiet, day).fromMs)
      .find((fromMs) => fromMs > ms) ?? ms + DAY_MS
  );
}

/** So many hours before the start: whole days at the same time of the wall clock, whatever the clocks did in between. */
function momentBefore(zone: string, startMs: number, hoursBefore: number): number {
  if (hoursBefore % 24 !== 0) return startMs - hoursBefore * HOUR_MS;
  const { date, minute } = localOf(zone, startMs);
  return firstInstant(zone, dateAfter(date, -hoursBefore / 24), minute);
}

/**
 * When a reminder goes out. In quiet hours: just before they begin, so that it is early rather than late. When that is over
 * already (a late booking): now, or when the quiet hours end, if that still leaves two hours.
 * @returns undefined when it would come too late
 */
export function dueMsOf(
  startMs: number,
  hoursBefore: number,
  zone: string,
  quiet: Quiet,
  nowMs: number,
): number | undefined {
  const ownMs = momentBefore(zone, startMs, hoursBefore);
  const asleep = quietAt(zone, quiet, ownMs);
  const dueMs = asleep ? asleep.fromMs - BEFORE_QUIET_MS : ownMs;
  if (dueMs >= nowMs) return dueMs;
  const lateMs = quietAt(zone, quiet, nowMs)?.toMs ?? nowMs;
  return startMs - lateMs >= LEAST_NOTICE_MS ? lateMs : undefined;
}
