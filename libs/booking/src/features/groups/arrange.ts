import type { PlannedLine } from '../../agenda/day/line.js';
import { type Occupancy, occupy } from '../../agenda/day/occupancy.js';
import { markTier, viewFor } from '../../agenda/day/reserved.js';
import { chainAt, type Search, type WantedServices } from '../../agenda/day/search.js';
import type { DayFrame } from '../../salon/book/day.js';

/** Arrangements of single guests looked at before giving up: far more than a party of friends needs, and a bound for a question without an answer. */
const MAX_TRIES = 1000;
/** Other ways to place one guest that are looked at. */
const MAX_WAYS = 50;

/**
 * Places the services of all guests from the same start on (R-BK-14): lines per guest in the order of the guests, or
 * undefined when none was found. Guests with the least choice go first; who stands in the way of a later guest gives way.
 */
export function* arrangeGroup(
  now: Occupancy,
  day: DayFrame,
  requests: readonly WantedServices[],
  startMs: number,
): Search<PlannedLine[][] | undefined> {
  const choosiestFirst = requests
    .map((_, i) => i)
    .sort((a, b) => choiceOf(requests[a]!) - choiceOf(requests[b]!));
  const arranged: PlannedLine[][] = [];
  let tries = 0;
  function* place(n: number, taken: Occupancy): Search<boolean> {
    const i = choosiestFirst[n];
    if (i === undefined) return true;
    const wanted = requests[i]!;
    const frame = wanted.requester ? viewFor(day, wanted.requester) : day;
    for (const chain of waysOf(taken, frame, wanted, startMs)) {
      // Taken as an answer, so that nobody goes on looking.
      if (++tries > MAX_TRIES) return true;
      arranged[i] = [...chain];
      yield;
      if (
        yield* place(n + 1, occupy(taken, `guest ${i}`, wanted.customerId, markTier(chain, frame)))
      )
        return true;
    }
    return false;
  }
  return (yield* place(0, now)) && tries <= MAX_TRIES ? arranged : undefined;
}

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
