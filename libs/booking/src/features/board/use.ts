import { DAY_MS, joined, type Span, without } from '@chignon/calendar';
import type { Busy } from '../../agenda/day/occupancy.js';

/** So many units of a pool are taken from one instant to the next. */
export interface Step extends Span {
  readonly used: number;
}

/** How many units of a pool are taken when: only the stretches in which any are, touching ones of one number joined. */
export function usesOf(list: readonly Span[]): Step[] {
  const changes = new Map<number, number>();
  for (const { fromMs, toMs } of list.filter((span) => span.toMs > span.fromMs)) {
    changes.set(fromMs, (changes.get(fromMs) ?? 0) + 1);
    changes.set(toMs, (changes.get(toMs) ?? 0) - 1);
  }
  const steps: Step[] = [];
  let used = 0;
  const turns = [...changes].filter(([, change]) => change !== 0).sort(([a], [b]) => a - b);
  turns.forEach(([fromMs, change], i) => {
    used += change;
    if (used > 0) steps.push({ fromMs, toMs: turns[i + 1]![0], used });
  });
  return steps;
}

const msOf = (spans: readonly Span[]): number =>
  joined(spans).reduce((sum, span) => sum + span.toMs - span.fromMs, 0);

/** How a person's working time is used: `busyMs` within the shift, preparation and clean-up included, and what is left. Work outside the shift does not count. */
export function loadOf(
  working: readonly Span[],
  busy: readonly Busy[],
): { workingMs: number; freeMs: number; percent: number } {
  const workingMs = msOf(working);
  const freeMs = msOf(
    without(
      working,
      busy.map(({ fromMs, toMs, beforeMs, afterMs }) => ({
        fromMs: fromMs - beforeMs,
        toMs: toMs + afterMs,
      })),
    ),
  );
  return {
    workingMs,
    freeMs,
    percent: workingMs === 0 ? 0 : Math.round((100 * (workingMs - freeMs)) / workingMs),
  };
}

/** Minutes that somebody is late, whole ones; undefined until the first is over, and after a day: then nobody is awaited. */
export function lateMinutesOf(startMs: number, nowMs: number): number | undefined {
  const minutes = Math.floor((nowMs - startMs) / 60_000);
  return minutes < 1 || nowMs - startMs > DAY_MS ? undefined : minutes;
}
