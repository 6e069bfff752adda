import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import type { PlannedLine } from '../../agenda/day/line.js';
import { type Occupancy, occupy } from '../../agenda/day/occupancy.js';
import { runSearch, shortestAt, type WantedServices } from '../../agenda/day/search.js';
import type { DayFrame } from '../../salon/book/day.js';
import type { Wait } from './waits.view.js';

/** People are told "about ten past", not a second. */
const GRID_MS = 5 * MINUTE_MS;

/** The first time from now on at which somebody without an appointment can be served beside what is taken; undefined when not on this day any more. */
export function nextStart(
  now: Occupancy,
  frame: DayFrame,
  wanted: WantedServices,
  nowMs: number,
): PlannedLine[] | undefined {
  const closesMs = Math.max(0, ...frame.open.map((span) => span.toMs));
  for (let atMs = Math.ceil(nowMs / GRID_MS) * GRID_MS; atMs < closesMs; atMs += GRID_MS) {
    const chain = runSearch(shortestAt(now, frame, [wanted], atMs));
    if (chain) return chain;
  }
  return undefined;
}

/** The occupancy with a walk-in who is being served: no agenda knows them, and whoever serves them is busy for as long as planned. */
export function withServed(now: Occupancy, { id, startedAt, services }: Wait): Occupancy {
  let atMs = msOfIso(startedAt!);
  const lines = services.map(({ lineId, serviceId, staffId, minutes }): PlannedLine => {
    const [startMs, endMs] = [atMs, (atMs += minutes * MINUTE_MS)];
    const staff = [{ staffId, fromMs: startMs, toMs: endMs, beforeMs: 0, afterMs: 0 }];
    return {
      lineId,
      serviceId,
      serviceGroup: '',
      catalogueVersion: 0,
      staffId,
      requested: false,
      startMs,
      endMs,
      priceCents: 0,
      phases: [],
      staff,
      customer: [],
      pools: [],
    };
  });
  return occupy(now, id, undefined, lines);
}
