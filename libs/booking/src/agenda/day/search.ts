import { MINUTE_MS, type Span } from '@chignon/calendar';
import type { Requester, DayFrame } from '../../salon/book/day.js';
import { priced } from '../../salon/peaks/price-rule.js';
import { assignStaff, lacksAssistant, staffings } from './assistants.js';
import { shiftLine, peopleIn, type PlannedLine } from './line.js';
import { busyMs, lacksPlace, type Occupancy, withPools } from './occupancy.js';

/** Services wanted one after another; a parallel one with the one before it, or while that lasts (R-BK-13). */
export interface WantedServices {
  /** Per service, in order: the line at instant 0 for each person who may perform it. */
  readonly lines: readonly (readonly PlannedLine[])[];
  readonly customerId?: string;
  /** Longest wait of the customer between two lines. */
  readonly maxWaitMs: number;
  /** How much longer than that, before lines that ask for it themselves: so long after a test. */
  readonly askedWaitMs?: readonly number[];
  /** Where given, a line begins exactly then instead of as early as possible. */
  readonly starts?: readonly (number | undefined)[];
  /** All lines by one person. */
  readonly sameStaff?: boolean;
  /** Of one guest among others: for whom what is reserved counts. */
  readonly requester?: Requester;
}

/** A wait is tried in steps of this length. */
const WAIT_STEP_MS = 5 * MINUTE_MS;
/** Nearest alternatives named in a refusal. */
const NEAREST = 3;
/** Ways to staff a line tried in one search where lines run at once or need assistants: what people in the way of each other could multiply. */
const MAX_TRIES = 500;
/** Candidates looked at in one search for one start: no store comes near it with something to be found, and others wait no longer than for that (K7). */
const MAX_LOOKS = 10_000;
/** Candidates from which on it pays to ask first for what is the same for all of them. */
const MANY = 20;
/** Steps looked at in each direction for them: a day of quarter hours. */
const NEAREST_STEPS = 96;
/** Ways to staff a line tried for all of them together: they are looked for within a decision, which nothing interrupts. */
const NEAREST_TRIES = 1000;

/**
 * A search that can be long: it pauses again and again, so that its caller can let others in (K7), and ends with what it
 * found. `finish` runs it without a pause.
 */
export type Search<T> = Generator<undefined, T>;

export function runSearch<T>(search: Search<T>): T {
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

/**
 * Places all lines of a request from `startMs` on, each as early as possible, the same person first (BK-18): the lines
 * with their pools bound, or undefined when it cannot be. `accept` may turn a result down; then the next one is looked for.
 */
export function chainAt(
  now: Occupancy,
  frame: DayFrame,
  wanted: WantedServices,
  startMs: number,
  accept: (chain: readonly PlannedLine[]) => boolean = () => true,
): PlannedLine[] | undefined {
  let offered = 0;
  let tries = 0;
  let looks = 0;
  const fixed = wanted.starts?.some((ms) => ms !== undefined) ?? false;
  const together = wanted.lines.some(([first], i) => i > 0 && first?.parallel);
  const dead = new Set<string>();
  const aloneFits = new Map<string, boolean>();
  /** What does not fit without the lines before it does not fit beside them either, but for what is released to who begins earlier. */
  const mayFit = (i: number, atMs: number): boolean => {
    if (frame.reserved) return true;
    const key = `${i} ${atMs}`;
    const known = aloneFits.get(key);
    if (known !== undefined) return known;
    const fits = wanted.lines[i]!.some(
      (line) => assignStaff(now, [], line, atMs, frame, wanted.customerId) !== undefined,
    );
    aloneFits.set(key, fits);
    return fits;
  };
  // Without buffers a line never stands in the way of a later one of the same request, so who came before does not matter.
  // A limit of the day and a floating break look at all lines of the request together, and lines with times of their own may run at once.
  const alike =
    wanted.sameStaff !== true &&
    !fixed &&
    !together &&
    !frame.serviceLimitMs &&
    !frame.floating &&
    !frame.reserved &&
    wanted.lines.every((line) =>
      line.every((c) => c.staff.every((s) => s.beforeMs === 0 && s.afterMs === 0)),
    );
  const leastMs = wanted.lines.map((line, i) =>
    frame.processingMayPassShiftEnd || (i > 0 && line[0]?.parallel)
      ? 0
      : Math.min(...line.map((c) => c.endMs)),
  );
  const closesMs = frame.open[frame.open.length - 1]?.toMs ?? 0;
  const place = (
    i: number,
    earliestMs: number,
    own: readonly PlannedLine[],
  ): readonly PlannedLine[] | undefined => {
    const candidates = wanted.lines[i];
    if (!candidates) {
      if (fixed && lateLine(own, wanted)) return undefined;
      offered++;
      return accept(own) ? own : undefined;
    }
    const last = own.at(-1)?.staffId;
    const ordered =
      last === undefined
        ? candidates
        : wanted.sameStaff
          ? candidates.filter((c) => c.staffId === last)
          : [
              ...candidates.filter((c) => c.staffId === last),
              ...candidates.filter((c) => c.staffId !== last),
            ];
    const fixedMs = wanted.starts?.[i];
    const beside =
      i > 0 && candidates[0]?.parallel && fixedMs === undefined ? besideWhich(own) : undefined;
    const firstMs = fixedMs ?? beside?.fromMs ?? earliestMs;
    const lastMs =
      i === 0 || fixedMs !== undefined
        ? firstMs
        : beside
          ? beside.toMs - 1
          : firstMs + wanted.maxWaitMs;
    for (let atMs = firstMs; atMs <= lastMs; atMs += WAIT_STEP_MS) {
      if (atMs + leastMs.reduce((sum, ms, n) => (n < i ? sum : sum + ms), 0) > closesMs)
        return undefined;
      // The same service at the same instant failed before: it fails again.
      const key = alike
        ? `${i} ${atMs}`
        : `${i} ${atMs} ${
            together
              ? own.map((line) => `${peopleIn(line).join(' ')} ${line.startMs}`).join(' ')
              : fixed || own.some((line) => line.assistants)
                ? own.flatMap(peopleIn).join(' ')
                : last
          }`;
      if (dead.has(key) || (beside && !mayFit(i, atMs))) continue;
      const before = offered;
      const hopeless = new Set<string>();
      for (const candidate of ordered) {
        if (++looks > MAX_LOOKS) return undefined;
        // No assistant under any lead, or no place left: the same for all who take as long.
        if (candidate.assistants || candidates.length > MANY) {
          const pace = candidate.phases.map((p) => p.minutes).join(' ');
          if (hopeless.has(pace)) continue;
          if (
            candidate.assistants
              ? lacksAssistant(now, own, candidate, atMs, frame)
              : lacksPlace(now, own, candidate, atMs, frame)
          ) {
            hopeless.add(pace);
            continue;
          }
        }
        for (const way of staffings(now, own, candidate, atMs, frame, wanted.customerId)) {
          if ((fixed || together || way.assistants) && ++tries > MAX_TRIES) return undefined;
          const line = withPools(now, own, priced(shiftLine(way, atMs), frame), frame);
          const chain = own.concat(line);
          const rest = place(i + 1, line.parallel ? endOf(chain) : line.endMs, chain);
          if (rest) return rest;
        }
      }
      if (offered === before) dead.add(key);
    }
    return undefined;
  };
  return place(0, startMs, []) as PlannedLine[] | undefined;
}

/** What a parallel line runs beside: the last line that is none itself, and those that run beside it already. */
function besideWhich(own: readonly PlannedLine[]): Span {
  const from = Math.max(
    0,
    own.findLastIndex((line) => !line.parallel),
  );
  return { fromMs: own[from]!.startMs, toMs: endOf(own.slice(from)) };
}

/** The line before which the customer waits longer than allowed, with how long, and when it should begin at the latest; undefined: none. */
export function lateLine(
  lines: readonly Pick<PlannedLine, 'startMs' | 'endMs'>[],
  { maxWaitMs, askedWaitMs = [] }: Pick<WantedServices, 'maxWaitMs' | 'askedWaitMs'>,
): { readonly index: number; readonly waitMs: number; readonly latestMs: number } | undefined {
  const inTime = lines.map((_, i) => i).sort((a, b) => lines[a]!.startMs - lines[b]!.startMs);
  let untilMs = Infinity;
  for (const index of inTime) {
    const { startMs, endMs } = lines[index]!;
    const latestMs = untilMs + maxWaitMs + (askedWaitMs[index] ?? 0);
    if (startMs > latestMs) return { index, waitMs: startMs - untilMs, latestMs };
    untilMs = untilMs === Infinity ? endMs : Math.max(untilMs, endMs);
  }
  return undefined;
}

/** Every start of the day's grid at which one of the requests can be placed, ascending: the one that is over first. The grid begins at each opening. `otherwise`: what can be done about the others. Where there is nothing it pauses: undefined. */
export function* slotsOf(
  now: Occupancy,
  frame: DayFrame,
  alternatives: readonly WantedServices[],
  nowMs: number,
  otherwise?: (startMs: number) => PlannedLine[] | undefined,
): Generator<PlannedLine[] | undefined, void> {
  const fair = alternatives.map((wanted) => preferLeastBusy(now, wanted));
  for (const open of frame.open) {
    for (let atMs = open.fromMs; atMs < open.toMs; atMs += frame.stepMs) {
      if (atMs < nowMs) continue;
      yield (yield* shortestAt(now, frame, fair, atMs)) ?? otherwise?.(atMs);
    }
  }
}

/** Of several requests, orders of the same services mostly, the one that is over first; the earlier of equals. */
export function* shortestAt(
  now: Occupancy,
  frame: DayFrame,
  alternatives: readonly WantedServices[],
  startMs: number,
  accept?: (chain: readonly PlannedLine[]) => boolean,
): Search<PlannedLine[] | undefined> {
  let best: PlannedLine[] | undefined;
  for (const wanted of alternatives) {
    const chain = chainAt(now, frame, wanted, startMs, accept);
    if (alternatives.length > 1) yield;
    if (chain && (best === undefined || endOf(chain) < endOf(best))) best = chain;
  }
  return best;
}

const endOf = (chain: readonly PlannedLine[]): number =>
  Math.max(...chain.map((line) => line.endMs));

/** The request with the least busy people first. */
export const preferLeastBusy = (now: Occupancy, wanted: WantedServices): WantedServices => ({
  ...wanted,
  lines: wanted.lines.map((line) => leastBusyFirst(now, line)),
});

/** Among equals the least busy person of the day, then by id: the default choice of "any". */
export const leastBusyFirst = (now: Occupancy, candidates: readonly PlannedLine[]): PlannedLine[] =>
  [...candidates].sort(
    (a, b) => busyMs(now, a.staffId) - busyMs(now, b.staffId) || (a.staffId < b.staffId ? -1 : 1),
  );

/** Starts nearest to the wanted one at which the same lines would fit, on the store's grid of steps. */
export function nearestStarts(
  now: Occupancy,
  frame: DayFrame,
  lines: readonly PlannedLine[],
  customerId: string | undefined,
  nowMs: number,
): number[] {
  const startMs = lines[0]?.startMs ?? 0;
  const [opensMs, closesMs] = [
    Math.max(nowMs, frame.open[0]?.fromMs ?? Infinity),
    frame.open[frame.open.length - 1]?.toMs ?? 0,
  ];
  const found: number[] = [];
  const tries = { left: NEAREST_TRIES };
  for (let step = 1; step <= NEAREST_STEPS && found.length < NEAREST && tries.left > 0; step++) {
    for (const deltaMs of [step * frame.stepMs, -step * frame.stepMs]) {
      if (
        found.length < NEAREST &&
        startMs + deltaMs >= opensMs &&
        startMs + deltaMs < closesMs &&
        placeChain(now, frame, lines, deltaMs, customerId, tries)
      )
        found.push(startMs + deltaMs);
    }
  }
  return found;
}

/** The lines `deltaMs` later with pools bound, or undefined when one of them is outside the day or in the way of something. */
export function placeChain(
  now: Occupancy,
  frame: DayFrame,
  lines: readonly PlannedLine[],
  deltaMs: number,
  customerId: string | undefined,
  tries = { left: MAX_TRIES },
): PlannedLine[] | undefined {
  const place = (own: PlannedLine[]): PlannedLine[] | undefined => {
    const line = lines[own.length];
    if (!line) return own;
    for (const way of staffings(now, own, line, deltaMs, frame, customerId)) {
      if (way.assistants && --tries.left < 0) return undefined;
      const rest = place(own.concat(withPools(now, own, shiftLine(way, deltaMs), frame)));
      if (rest) return rest;
    }
    return undefined;
  };
  return place([]);
}
