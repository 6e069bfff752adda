import { findAll, type Job, runEach } from '@chignon/eventing';
import { wallets } from './wallet-ledger.js';
import { endingBonuses } from './wallets.view.js';

/**
 * Writes down bonus that is over. What may be spent never waits for it. Safe to repeat, to run twice at once and to skip: the ledger knows what
 * was written down.
 */
export const expireBonus: Job = {
  name: 'loyalty.expire-bonus',
  everyMs: 3_600_000,
  run: async (tools, cause) => {
    const now = tools.facts.now();
    await runEach(
      findAll(tools.documents, tools.collection(endingBonuses), {
        index: 'byExpiry',
        where: { open: true },
        range: { field: 'bonusExpiresAt', lte: now },
        limit: 200,
      }),
      async ({ id, account, bonusExpiresAt }) => {
        await tools.execute(
          wallets,
          account,
          { type: 'ExpireBonus', asOf: now },
          cause(`${id}|${bonusExpiresAt}`, {
            commandId: `loyalty.expire-bonus:${id}:${bonusExpiresAt}`,
            input: { dueAt: bonusExpiresAt },
          }),
        );
      },
    );
  },
};
