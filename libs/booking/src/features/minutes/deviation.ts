import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import { sum } from '../../visits/bill.js';
import type { WorkedLine } from './worked-visits.view.js';

/** Planned and actual time of some services, or of one step of them. Whole minutes, halves rounded up. */
export interface Deviation {
  /** Services, or steps, that were begun and ended. */
  readonly count: number;
  readonly plannedMinutes: number;
  readonly actualMinutes: number;
  /** Actual less planned; above 0 they took longer. */
  readonly deviationMinutes: number;
}

/** How long each step of a line really took: from its begin to the next one's, or the end; one that was begun twice, both together. */
export function stepTimes({ begun, finishedAt }: WorkedLine): Map<string, number> {
  const times = new Map<string, number>();
  if (finishedAt === undefined) return times;
  begun.forEach(({ step, at }, i) => {
    const until = begun[i + 1]?.at ?? finishedAt;
    times.set(step, (times.get(step) ?? 0) + Math.max(0, msOfIso(until) - msOfIso(at)));
  });
  return times;
}

/** Of one line, in milliseconds; undefined when it was not begun and ended. */
function timesOf(line: WorkedLine): { plannedMs: number; actualMs: number } | undefined {
  const times = stepTimes(line);
  return times.size === 0
    ? undefined
    : {
        plannedMs: sum(line.steps.map(({ minutes }) => minutes)) * MINUTE_MS,
        actualMs: sum([...times.values()]),
      };
}

const deviationOf = (
  all: readonly { readonly plannedMs: number; readonly actualMs: number }[],
): Deviation => {
  const plannedMinutes = Math.round(sum(all.map((one) => one.plannedMs)) / MINUTE_MS);
  const actualMinutes = Math.round(sum(all.map((one) => one.actualMs)) / MINUTE_MS);
  return {
    count: all.length,
    plannedMinutes,
    actualMinutes,
    deviationMinutes: actualMinutes - plannedMinutes,
  };
};

/** The deviation of the lines that were begun and ended. */
export const deviationOfLines = (lines: readonly WorkedLine[]): Deviation =>
  deviationOf(lines.flatMap((line) => timesOf(line) ?? []));

/** By the key of a line, in the order of the keys; what was never ended is left out. */
export function deviationsBy(
  lines: readonly WorkedLine[],
  key: (line: WorkedLine) => string,
): (Deviation & { readonly key: string; readonly lines: readonly WorkedLine[] })[] {
  const groups = new Map<string, WorkedLine[]>();
  for (const line of lines) groups.set(key(line), [...(groups.get(key(line)) ?? []), line]);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([one, own]) => ({ key: one, lines: own, ...deviationOfLines(own) }))
    .filter(({ count }) => count > 0);
}

/** Of the steps of a service, in the order in which they are planned; a step that nobody began counts with its plan and no time. */
export function deviationsByStep(
  lines: readonly WorkedLine[],
): (Deviation & { readonly step: string })[] {
  const ended = lines
    .map((line) => ({ line, times: stepTimes(line) }))
    .filter(({ times }) => times.size > 0);
  const names = [
    ...new Set(
      ended.flatMap(({ line, times }) => [...line.steps.map(({ name }) => name), ...times.keys()]),
    ),
  ];
  return names.map((step) => ({
    step,
    ...deviationOf(
      ended.flatMap(({ line, times }) => {
        const planned = line.steps.filter(({ name }) => name === step);
        return planned.length === 0 && !times.has(step)
          ? []
          : [
              {
                plannedMs: sum(planned.map(({ minutes }) => minutes)) * MINUTE_MS,
                actualMs: times.get(step) ?? 0,
              },
            ];
      }),
    ),
  }));
}
