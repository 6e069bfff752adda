import type { DayFrame } from '../agenda/day-frame.js';
import type { PlannedLine } from '../agenda/line.js';
import { occupied, type Occupancy } from '../agenda/occupancy.js';
import { ofTier, seenBy } from '../agenda/reserved.js';
import { chainAt, type Wish } from '../agenda/search.js';

/** Arrangements of single guests looked at before giving up: far more than a party of friends needs, and a bound for a question without an answer. */
const MAX_TRIES = 1000;

/**
 * Places the wishes of all guests from the same start on (R-BK-14): lines per guest in the order of the wishes, or
 * undefined when none was found. Guests with the least choice go first; who stands in the way of a later guest gives way.
 */
export function arrangeGroup(now: Occupancy, day: DayFrame, wishes: readonly Wish[], startMs: number): PlannedLine[][] | undefined {
  const choosiestFirst = wishes.map((_, i) => i).sort((a, b) => choiceOf(wishes[a]!) - choiceOf(wishes[b]!));
  const arranged: PlannedLine[][] = [];
  let tries = 0;
  const place = (n: number, taken: Occupancy): boolean => {
    const i = choosiestFirst[n];
    if (i === undefined) return true;
    const wish = wishes[i]!;
    const frame = wish.asker ? seenBy(day, wish.asker) : day;
    return undefined !== chainAt(taken, frame, wish, startMs, (chain) => {
      // Taken as an answer, so that nobody goes on looking.
      if (++tries > MAX_TRIES) return true;
      arranged[i] = [...chain];
      return place(n + 1, occupied(taken, `guest ${i}`, wish.customerId, ofTier(chain, frame)));
    });
  };
  return place(0, now) && tries <= MAX_TRIES ? arranged : undefined;
}

/** How many people could perform the line of a guest that the fewest can. */
const choiceOf = (wish: Wish): number => Math.min(...wish.lines.map((line) => line.length));
