import type { Job, Tools } from '@chignon/eventing';
import { accounts } from './accounts.view.js';
import { points } from './points-ledger.js';

/** Accounts looked at in one page. */
const PAGE = 200;

/**
 * Lets points expire in the accounts where some are due. The balance never waits for it: redemptions and answers leave
 * out what is over. Safe to repeat, to run twice at once and to skip: the ledger writes the same events (L11).
 */
export const expirePoints: Job = {
  name: 'loyalty.expire-points',
  everyMs: 3_600_000,
  run: async (tools: Tools) => {
    const now = tools.facts.now();
    let after: string | undefined;
    do {
      const page = await tools.documents.find(tools.collection(accounts), { index: 'byNextExpiry', range: { field: 'nextExpiryAt', lte: now }, limit: PAGE, ...(after === undefined ? {} : { after }) });
      for (const { id, nextExpiryAt } of page.items) {
        const commandId = `loyalty.expire-points:${id}:${nextExpiryAt}`;
        await tools.execute(points, id, { type: 'ExpirePoints', asOf: now }, { commandId, actor: 'system:loyalty.expire-points', correlationId: commandId, input: { dueAt: nextExpiryAt } });
      }
      after = page.next;
    } while (after !== undefined);
  },
};
