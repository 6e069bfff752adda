import { msOfIso } from '@chignon/calendar';
import { runEach, findAll, type Job, type JobCause, type Tools } from '@chignon/eventing';
import { deposits } from '../../deposits/deposit-ledger.js';
import { listedDeposits } from '../../deposits/deposits.view.js';
import { follow, followId } from '../../desk/deposits/follow.flow.js';

const PAGE = 500;

/**
 * Says what the clock has decided: deposits that were not paid in time have lapsed, those of holds that ran out go back,
 * and those of customers who did not come are decided when their business day is over. The list only says where to look.
 * Run twice, late or by two at once it gives the same log: the ledger decides.
 * @returns how many events it wrote
 */
export async function watchDeposits(tools: Tools, cause: JobCause): Promise<number> {
  let written = 0;
  const due = {
    index: 'byLook',
    where: { open: true },
    range: { field: 'lookAtMs', lte: msOfIso(tools.facts.now()) },
    limit: PAGE,
  };
  await runEach(
    findAll(tools.documents, tools.collection(listedDeposits), due),
    async ({ id, lookAtMs }) => {
      const { state, revision } = await tools.load(deposits, id);
      // Each look at what has changed since is another one.
      const name = `look|${id}|${lookAtMs}|${revision}`;
      if (state.due?.ofHold === false)
        written += (
          await tools.execute(
            deposits,
            id,
            { type: 'LapseDeposit' },
            cause(`lapse|${name}`, { input: name }),
          )
        ).events.length;
      const following = { commandId: followId(name), input: name };
      written += await follow(tools, id, cause(`follow|${name}`, following));
    },
  );
  return written;
}

/** `booking.deposits`, every minute. */
export const depositsJob: Job = {
  name: 'booking.deposits',
  everyMs: 60_000,
  run: async (tools, cause) => void (await watchDeposits(tools, cause)),
};
