import { runEach, type Job } from '@chignon/eventing';
import { attempt, type LastMile } from './customers.effects.js';
import { deferredDeliveries } from './deferred.view.js';

/** Messages of one run: the next run, a minute later, goes on. */
const RUN_MAX = 200;

/**
 * Tries again what a provider did not take yet. Address, consent and validity are looked at anew. An attempt has its
 * number in its command id: run twice or by two at once, its outcome is recorded once.
 */
export const retryDeliveries = (lastMile: LastMile): Job => ({
  name: 'customers.retry-deliveries',
  everyMs: 60_000,
  run: async (tools, cause) => {
    const due = await tools.documents.find(tools.collection(deferredDeliveries), {
      index: 'byRetry',
      range: { field: 'retryAt', lte: tools.facts.now() },
      limit: RUN_MAX,
    });
    await runEach(due.items, async ({ id, attempt: before }) => {
      const commandId = `deliver:${id}:${before + 1}`;
      await attempt(id, lastMile, tools, cause(`${id}|${before + 1}`, { commandId }));
    });
  },
});
