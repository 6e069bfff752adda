import { runEach, type Job, type JobCause, Refusal, type Tools } from '@chignon/eventing';
import { salonEvents } from './salon-event-ledger.js';
import { listedSalonEvents } from './salon-events.view.js';

/** Most events of one run; the next run goes on. */
const RUN_MAX = 200;

/** Ends the salon events whose time is over. Run twice or late it gives the same log: the ledger knows what is over. */
export async function endPastEvents(tools: Tools, cause: JobCause): Promise<void> {
  const { items } = await tools.documents.find(tools.collection(listedSalonEvents), {
    index: 'byEnd',
    where: { status: 'planned' },
    range: { field: 'endsAt', lte: tools.facts.now() },
    limit: RUN_MAX,
  });
  await runEach(items, async ({ id, storeId, endsAt }) => {
    const ending = cause(`${id}|${endsAt}`, {
      commandId: `end-salon-event:${id}:${endsAt}`,
      storeId,
    });
    // Put off or cancelled since the list was written: nothing to end.
    await tools
      .execute(salonEvents, id, { type: 'EndSalonEvent' }, ending)
      .catch((error: unknown) => {
        if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      });
  });
}

/** `booking.end-salon-events`, every ten minutes. */
export const endSalonEvents: Job = {
  name: 'booking.end-salon-events',
  everyMs: 600_000,
  run: endPastEvents,
};
