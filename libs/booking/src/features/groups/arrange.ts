import type { PlannedLine } from '../../agenda/day/line.js';
import { type Occupancy, occupy } from '../../agenda/day/occupancy.js';
import { markTier, viewFor } from '../../agenda/day/reserved.js';
import { chainAt, type Search, type WantedServices } from '../../agenda/day/search.js';
import type { DayFrame } from '../../salon/book/day.js';
import { shortageAt } from './shortage.js';

/** One guest of a party. */
export interface WantedGuest extends WantedServices {
  /** Begins then instead of with the others. */
  readonly beginMs?: number;
}

/** How the guests of a party begin. */
export interface PartyTime {
  readonly startMs: number;
  /** Guests without a begin of their own may begin so much later than the first; absent: all at once. */
  readonly spreadMs?: number;
}

/** Arrangements of single guests looked at before giving up: far more than a party of friends needs, and a bound for a question without an answer. */
const MAX_TRIES = 1000;
/** Other ways to place one guest that are looked at. */
const MAX_WAYS = 50;

/**
 * Places the services of all guests from the same start on (R-BK-14): lines per guest in the order of the guests, or
 * undefined when none was found. Guests with the least choice go first; who stands in the way of a later guest gives way. At least one
 * of them begins at the start.
 */
export function* arrangeGroup(
  now: Occupancy,
  day: DayFrame,
  requests: readonly WantedGuest[],
  { startMs, spreadMs = 0 }: PartyTime,
): Search<PlannedLine[][] | undefined> {
  const begins = requests.map(({ beginMs }) => beginsOf(beginMs, startMs, spreadMs, day.stepMs));
  if (begins.every(([first]) => first !== startMs)) return undefined;
  // Most of what cannot be shows before anything is tried.
  if (spreadMs === 0 && shortageAt(now, day, requests, startMs)) return undefined;
  const choosiestFirst = requests
    .map((_, i) => i)
    .sort((a, b) => choiceOf(requests[a]!) - choiceOf(requests[b]!));
  const arranged: PlannedLine[][] = [];
  let tries = 0;
  function* place(n: number, taken: Occupancy): Search<boolean> {
    const i = choosiestFirst[n];
    if (i === undefined) return arranged.some((lines) => lines[0]!.startMs === startMs);
    const wanted = requests[i]!;
    const frame = wanted.requester ? viewFor(day, wanted.requester) : day;
    for (const beginMs of begins[i]!) {
      for (const chain of waysOf(taken, frame, wanted, beginMs)) {
        // Taken as an answer, so that nobody goes on looking.
        if (++tries > MAX_TRIES) return true;
        arranged[i] = [...chain];
        yield;
        if (
          yield* place(
            n + 1,
            occupy(taken, `guest ${i}`, wanted.customerId, markTier(chain, frame)),
          )
        )
          return true;
      }
    }
    return false;
  }
  return (yield* place(0, now)) && tries <= MAX_TRIES ? arranged : undefined;
}

/** When a guest may begin, the earliest first. */
const beginsOf = (
  beginMs: number | undefined,
  startMs: number,
  spreadMs: number,
  stepMs: number,
): number[] =>
  beginMs === undefined
    ? Array.from({ length: Math.floor(spreadMs / stepMs) + 1 }, (_, i) => startMs + i * stepMs)
    : [beginMs];

/** The ways to place a request, the best first. Others than that are looked for only when it is turned down. */
function* waysOf(
  taken: Occupancy,
  frame: DayFrame,
  wanted: WantedServices,
  startMs: number,
): Generator<readonly PlannedLine[], void> {
  const best = chainAt(taken, frame, wanted, startMs);
  if (!best) return;
  yield best;
  const ways: (readonly PlannedLine[])[] = [];
  chainAt(taken, frame, wanted, startMs, (chain) => ways.push(chain) > MAX_WAYS);
  yield* ways.slice(1);
}

/** How many people could perform the line of a guest that the fewest can. */
const choiceOf = (wanted: WantedServices): number =>
  Math.min(...wanted.lines.map((line) => line.length));

/**
 * When this guest could begin at the earliest once all others have begun at the start: what a desk says of two who want the same person.
 * Undefined: not on this day, or the others do not fit either.
 */
export function* laterFor(
  now: Occupancy,
  day: DayFrame,
  requests: readonly WantedGuest[],
  guest: number,
  startMs: number,
): Search<number | undefined> {
  const wanted = requests[guest]!;
  const frame = wanted.requester ? viewFor(day, wanted.requester) : day;
  const closesMs = day.open.at(-1)?.toMs ?? 0;
  for (let beginMs = startMs + day.stepMs; beginMs < closesMs; beginMs += day.stepMs) {
    yield;
    // The others may be arranged otherwise for it: the guest is looked at with them.
    if (
      chainAt(now, frame, wanted, beginMs) &&
      (yield* arrangeGroup(
        now,
        day,
        requests.map((one, i) => (i === guest ? { ...one, beginMs } : one)),
        { startMs },
      ))
    )
      return beginMs;
  }
  return undefined;
}
