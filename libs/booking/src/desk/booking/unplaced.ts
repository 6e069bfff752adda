/* Requests for which no place was found: what the agenda is asked for all the same, so that it says why. */
import { isoOf, MINUTE_MS } from '@chignon/calendar';
import { refused } from '@chignon/eventing';
import { type PlannedLine, shiftLine } from '../../agenda/day/line.js';
import { lateLine, type WantedServices } from '../../agenda/day/search.js';
import type { DayFrame } from '../../salon/book/day.js';
import { priced } from '../../salon/peaks/price-rule.js';

/**
 * What cannot be placed, as the agenda is asked for it all the same: so that it names what is in the way, and decides by what is taken by then.
 * @throws Refusal 409 `wait-too-long`
 */
export function unplaced(
  search: WantedServices,
  startMs: number,
  frame: DayFrame,
): PlannedLine[][] {
  if (search.starts?.some((ms) => ms !== undefined)) {
    // By those who take longest the customer waits least.
    const lines = search.lines.map((line) => [...line].sort((a, b) => b.endMs - a.endMs));
    const chain = chainLines({ ...search, lines }, startMs, frame);
    mustNotWaitLong(chain, search);
    return [chain];
  }
  if (!search.sameStaff) return [chainLines(search, startMs, frame)];
  return search.lines[0]!.map(({ staffId }) =>
    chainLines(
      { ...search, lines: search.lines.map((line) => line.filter((c) => c.staffId === staffId)) },
      startMs,
      frame,
    ),
  );
}

/** Lines with times of their own leave the customer no longer without service than the store allows (R-BK-12). */
function mustNotWaitLong(chain: readonly PlannedLine[], search: WantedServices): void {
  const late = lateLine(chain, search);
  if (!late) return;
  const limit = search.maxWaitMs / MINUTE_MS;
  throw refused(
    'wait-too-long',
    `The customer would wait ${late.waitMs / MINUTE_MS} minutes between two services; the store allows ${limit}.`,
    {
      field: `services.${late.index}.startsAt`,
      latest: isoOf(late.latestMs),
      limit,
    },
  );
}

/** The lines one after another, parallel ones at once, without a look at who is free: what the agenda names the obstacle of. */
export function chainLines(
  { lines, starts, sameStaff }: WantedServices,
  startMs: number,
  frame: DayFrame,
): PlannedLine[] {
  let [atMs, besideMs] = [startMs, startMs];
  const chain: PlannedLine[] = [];
  for (const [i, candidates] of lines.entries()) {
    const parallel = i > 0 && candidates[0]!.parallel === true;
    const taken = chain.filter((one) => parallel && one.startMs >= besideMs);
    const who =
      candidates.find(({ staffId }) =>
        sameStaff && i > 0
          ? staffId === chain[0]!.staffId
          : taken.every((one) => one.staffId !== staffId),
      ) ?? candidates[0]!;
    const line = priced(shiftLine(who, starts?.[i] ?? (parallel ? besideMs : atMs)), frame);
    if (!parallel) besideMs = line.startMs;
    atMs = parallel ? Math.max(atMs, line.endMs) : line.endMs;
    chain.push(line);
  }
  return chain;
}
