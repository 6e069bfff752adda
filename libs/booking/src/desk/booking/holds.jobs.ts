import { DAY_MS, isoOf, msOfIso } from '@chignon/calendar';
import { findAll, type Job, type JobCause, runEach, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { daySheets } from '../../agenda/day-sheet.view.js';

const PAGE = 500;
/** Holds that ran out before that are of days that nobody waits for. */
const LOOKED_BACK_MS = 2 * DAY_MS;

/**
 * Says which holds the clock has ended, so that whoever waits is offered the slot. The day sheets say where to look, the agenda decides. Run
 * twice, late or by two at once it gives the same log.
 * @returns how many holds it said to be over
 */
export async function sayHoldsAreOver(tools: Tools, cause: JobCause): Promise<number> {
  const nowMs = msOfIso(tools.facts.now());
  let said = 0;
  const over = findAll(tools.documents, tools.collection(daySheets), {
    index: 'byExpiry',
    range: { field: 'expiresAt', gt: isoOf(nowMs - LOOKED_BACK_MS), lte: isoOf(nowMs) },
    limit: PAGE,
  });
  await runEach(over, async ({ storeId, date, subject }) => {
    const input = `booking.holds|${subject}`;
    const { events, replayed } = await tools.execute(
      agenda,
      agendaKey(storeId, date),
      { type: 'ExpireHolds' },
      cause(subject, { storeId, input }),
    );
    if (!replayed) said += events.length;
  });
  return said;
}

/** `booking.holds`, every minute. */
export const holdsJob: Job = {
  name: 'booking.holds',
  everyMs: 60_000,
  run: async (tools, cause) => void (await sayHoldsAreOver(tools, cause)),
};
