import { findAll, type Job, runEach } from '@chignon/eventing';
import { giftCards } from './gift-card-ledger.js';
import { endingGiftCards } from './gift-cards.view.js';

/**
 * Writes down what is left of cards whose time is over. What may be spent never waits for it. Safe to repeat, to run twice at once and to skip: the
 * ledger knows what was written down.
 */
export const expireGiftCards: Job = {
  name: 'loyalty.expire-gift-cards',
  everyMs: 3_600_000,
  run: async (tools, cause) => {
    const now = tools.facts.now();
    await runEach(
      findAll(tools.documents, tools.collection(endingGiftCards), {
        index: 'byExpiry',
        where: { open: true },
        range: { field: 'expiresAt', lte: now },
        limit: 200,
      }),
      async ({ id, expiresAt }) => {
        await tools.execute(
          giftCards,
          id,
          { type: 'ExpireGiftCard', asOf: now },
          cause(`${id}|${expiresAt}`, {
            commandId: `loyalty.expire-gift-cards:${id}:${expiresAt}`,
            input: { dueAt: expiresAt },
          }),
        );
      },
    );
  },
};
