import { findAll, type Job, runEach } from '@chignon/eventing';
import { storeZones } from '../stock/store-zones.view.js';
import { tellShelf } from './recalls.effects.js';
import { listedRecalls } from './recalls.view.js';

/** Longer than any list is behind. */
const LATELY_MS = 3_600_000;

/**
 * `inventory.tell-recalls`, every ten minutes: tells all shelves of the recalls of the last hour once more. A store that opened in the moment of a recall may have
 * been on no list of stores yet, and the recall on no list of recalls; a shelf that knows it does nothing.
 */
export const tellRecalls: Job = {
  name: 'inventory.tell-recalls',
  everyMs: 600_000,
  run: async (tools, cause) => {
    const since = new Date(Date.parse(tools.facts.now()) - LATELY_MS).toISOString();
    const recalled = findAll(tools.documents, tools.collection(listedRecalls), {
      index: 'byStatus',
      where: { status: 'standing' },
      range: { field: 'recalledAt', gte: since },
      limit: 200,
    });
    await runEach(recalled, (recall) =>
      runEach(
        findAll(tools.documents, tools.collection(storeZones), { index: 'byId', limit: 200 }),
        ({ id }) => tellShelf(tools, cause, id, recall),
      ),
    );
  },
};
