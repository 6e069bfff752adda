import { dateAfter } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { daySheets } from '../../agenda/day-sheet.view.js';

/** Days ahead that are asked of the agendas themselves: what was booked this very moment stands in no sheet yet. More than a year of them. */
const NEAR_DAYS = 400;
/** Agendas that are asked at a time. */
const AT_ONCE = 20;
/** Booked dates after these that are looked at, so that one question stays bounded. */
const MAX_FAR = 100;

/**
 * Dates from `from` on on which a store may have bookings, in order: for more than a year whatever agenda has anything; later ones as the day sheets
 * name them, which follow the agendas by a moment.
 * @param to the last date, itself included; left out: no end
 */
export async function* bookedDates(
  tools: Tools,
  storeId: string,
  from: string,
  to: string | undefined,
): AsyncGenerator<string> {
  for (let n = 0; n < NEAR_DAYS; n += AT_ONCE) {
    const dates = Array.from({ length: AT_ONCE }, (_, i) => dateAfter(from, n + i)).filter(
      (date) => to === undefined || date <= to,
    );
    const known = await Promise.all(
      dates.map(async (date) => (await tools.load(agenda, agendaKey(storeId, date))).revision > 0),
    );
    yield* dates.filter((_, i) => known[i]);
    if (dates.length < AT_ONCE) return;
  }
  const until = to === undefined ? {} : { lte: to };
  let range: { field: string; gte?: string; gt?: string; lte?: string } = {
    field: 'date',
    gte: dateAfter(from, NEAR_DAYS),
    ...until,
  };
  for (let n = 0; n < MAX_FAR; n++) {
    const [next] = (
      await tools.documents.find(tools.collection(daySheets), {
        index: 'byDay',
        where: { storeId },
        range,
        limit: 1,
      })
    ).items;
    if (!next) return;
    yield next.date;
    range = { field: 'date', gt: next.date, ...until };
  }
}
