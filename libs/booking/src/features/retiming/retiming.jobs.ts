import { dateAfter, msOfIso } from '@chignon/calendar';
import { runEach, type Job, type JobCause, Refusal, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { findRetimings } from '../../agenda/appointment/retiming.js';
import { daySheets } from '../../agenda/day-sheet.view.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { stores } from '../../salon/stores/store.js';

/** Days ahead with something booked that are looked at in each store: more than anybody takes bookings for. */
const MAX_DAYS = 400;

/**
 * Keeps bookings at the wall clock that was agreed, when the rules of their zone have changed (B9): a process brings the rules
 * of its release, so this finds something only after an update. The day sheet only says which days to look at; the agenda
 * decides. Run twice, late or by two at once it gives the same log: the command id is the agenda's and its revision's.
 * @returns on how many days something was moved
 */
export async function keepWallClocks(tools: Tools, cause: JobCause): Promise<number> {
  let days = 0;
  await runEach(daysAhead(tools), async ({ storeId, date }) => {
    if (await kept(tools, cause, storeId, date)) days++;
  });
  return days;
}

/** Days with something booked, of every store. */
async function* daysAhead(
  tools: Tools,
): AsyncGenerator<{ readonly storeId: string; readonly date: string }> {
  for await (const { id: storeId } of tools.documents.scan(stores)) {
    // Dates in any zone are within a day of that of UTC.
    let date = dateAfter(tools.facts.now().slice(0, 10), -2);
    for (let n = 0; n < MAX_DAYS; n++) {
      const { items } = await tools.documents.find(tools.collection(daySheets), {
        index: 'byDay',
        where: { storeId },
        range: { field: 'date', gt: date },
        limit: 1,
      });
      if (!items[0]) break;
      date = items[0].date;
      yield { storeId, date };
    }
  }
}

/** True when this run moved something. */
async function kept(
  tools: Tools,
  cause: JobCause,
  storeId: string,
  date: string,
): Promise<boolean> {
  const key = agendaKey(storeId, date);
  const { state } = await tools.load(agenda, key);
  if (findRetimings(state, msOfIso(tools.facts.now())).length === 0) return false;
  const step = `${key}|${state.revision}`;
  const frame = (await booksOf(tools).store(storeId)).frame(date);
  try {
    const { events, replayed } = await tools.execute(
      agenda,
      key,
      { type: 'KeepWallClocks', frame },
      cause(step, { storeId, input: `booking.wall-clocks|${step}` }),
    );
    return events.length > 0 && !replayed;
  } catch (error) {
    // An appointment is on its way to this day: the next run finds it arrived.
    if (error instanceof Refusal && error.kind !== 'unavailable') {
      tools.log('info', 'wall clocks not kept yet', { agenda: key, code: error.code });
      return false;
    }
    throw error;
  }
}

/** `booking.wall-clocks`, every ten minutes. */
export const wallClocksJob: Job = {
  name: 'booking.wall-clocks',
  everyMs: 600_000,
  run: async (tools, cause) => void (await keepWallClocks(tools, cause)),
};
