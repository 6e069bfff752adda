import { runEach, findAll, type Job, jobCause, type JobCause, type Tools } from '@chignon/eventing';
import { plannedMessages } from './planned-messages.view.js';
import { rebook } from './rebook-ledger.js';

const RELEASE_DUE = 'marketing.release-due';
const PAGE = 200;
/** Most messages of one run: the next run goes on, and a backlog does not leave in one burst. */
const RUN_MAX = 10_000;

/**
 * Asks the ledger to release what is due. Run twice, late or by two at once it gives the same log: the ledger knows what
 * was released, and the command id is the message's own.
 */
export async function releaseDue(
  tools: Tools,
  cause: JobCause = jobCause(RELEASE_DUE),
): Promise<{ released: number; withdrawn: number }> {
  const done = { released: 0, withdrawn: 0 };
  const due = {
    index: 'byStatus',
    where: { status: 'planned' },
    range: { field: 'dueAt', lte: tools.facts.now() },
    limit: PAGE,
  };
  await runEach(
    findAll(tools.documents, tools.collection(plannedMessages), due, RUN_MAX),
    async ({ id: messageId, customerId, storeId, dueAt }) => {
      const { events, replayed } = await tools.execute(
        rebook,
        customerId,
        { type: 'ReleaseMessage', messageId },
        cause(`${messageId}|${dueAt}`, { commandId: `release:${messageId}:${dueAt}`, storeId }),
      );
      if (!replayed)
        for (const { type } of events)
          done[type === 'MessageReleased' ? 'released' : 'withdrawn']++;
    },
  );
  return done;
}

/** `marketing.release-due`, every minute. */
export const releaseDueJob: Job = {
  name: RELEASE_DUE,
  everyMs: 60_000,
  run: async (tools, cause) => void (await releaseDue(tools, cause)),
};
