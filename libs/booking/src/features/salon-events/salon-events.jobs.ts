import { eachAlone, type Job, Refusal, type Tools } from '@chignon/eventing';
import { salonEvents } from './salon-event-ledger.js';
import { listedSalonEvents } from './salon-events.view.js';

/** Most events of one run; the next run goes on. */
const RUN_MAX = 200;

/** Ends the salon events whose time is over. Run twice or late it gives the same log: the ledger knows what is over. */
export async function endPastEvents(tools: Tools): Promise<void> {
  const { items } = await tools.documents.find(tools.collection(listedSalonEvents), {
    index: 'byEnd',
    where: { status: 'planned' },
    range: { field: 'endsAt', lte: tools.facts.now() },
    limit: RUN_MAX,
  });
  await eachAlone(items, async ({ id, storeId, endsAt }) => {
    const cause = {
      commandId: `end-salon-event:${id}:${endsAt}`,
      actor: 'system:booking.end-salon-events',
      correlationId: `end-salon-event:${id}`,
      storeId,
    };
    // Put off or cancelled since the list was written: nothing to end.
    await tools
      .execute(salonEvents, id, { type: 'EndSalonEvent' }, cause)
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
