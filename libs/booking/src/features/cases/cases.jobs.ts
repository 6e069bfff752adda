import { findAll, type Job, runEach } from '@chignon/eventing';
import { cases } from './case-ledger.js';
import { listedCases } from './cases.view.js';

const PAGE = 200;

/** `booking.watch-cases`, every minute: says of each deadline that it is over, once. The list says where to look, the case whether it is so. */
export const watchCases: Job = {
  name: 'booking.watch-cases',
  everyMs: 60_000,
  run: async (tools, cause) => {
    const now = tools.facts.now();
    const due = findAll(tools.documents, tools.collection(listedCases), {
      index: 'watched',
      range: { field: 'watchedUntil', gt: '', lte: now },
      limit: PAGE,
    });
    await runEach(due, async ({ id, storeId, watchedUntil }) => {
      const what = `${id}|${watchedUntil}`;
      await tools.execute(
        cases,
        id,
        { type: 'NoteBreaches' },
        cause(what, { storeId, input: what }),
      );
    });
  },
};
