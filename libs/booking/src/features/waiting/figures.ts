import { MINUTE_MS } from '@chignon/calendar';
import type { Wait } from './waits.view.js';

/** How long people waited. Minutes are whole, halves rounded up; percentiles are the nearest rank: a wait that somebody really had. */
export interface WaitFigures {
  /** Visits whose first service was begun. */
  readonly count: number;
  readonly averageMinutes: number;
  readonly p50Minutes: number;
  readonly p90Minutes: number;
  readonly maxMinutes: number;
  /** Waited longer than the store means to let anybody wait. */
  readonly overThreshold: number;
  /** Went before their first service. */
  readonly left: number;
}

/** The figures of some visits; all 0 when none was served. */
export function figuresOf(
  waits: readonly Pick<Wait, 'waitedMs' | 'state'>[],
  thresholdMinutes: number,
): WaitFigures {
  const sorted = waits
    .flatMap(({ waitedMs }) => (waitedMs === undefined ? [] : [waitedMs]))
    .sort((a, b) => a - b);
  const rank = (percent: number): number =>
    minutes(sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)] ?? 0);
  return {
    count: sorted.length,
    averageMinutes: minutes(
      sorted.length === 0 ? 0 : sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length,
    ),
    p50Minutes: rank(50),
    p90Minutes: rank(90),
    maxMinutes: minutes(sorted.at(-1) ?? 0),
    overThreshold: sorted.filter((ms) => ms > thresholdMinutes * MINUTE_MS).length,
    left: waits.filter(({ state }) => state === 'left').length,
  };
}

/** The figures of each local hour of arrival, in the order of a business day that begins at `dayStartHour`. */
export function byHour(
  waits: readonly Wait[],
  thresholdMinutes: number,
  dayStartHour: number,
): (WaitFigures & { readonly hour: number })[] {
  const hours = [...new Set(waits.map((wait) => wait.localHour))].sort(
    (a, b) => ((a - dayStartHour + 24) % 24) - ((b - dayStartHour + 24) % 24),
  );
  return hours.map((hour) => ({
    hour,
    ...figuresOf(
      waits.filter((wait) => wait.localHour === hour),
      thresholdMinutes,
    ),
  }));
}

const minutes = (ms: number): number => Math.round(ms / MINUTE_MS);
