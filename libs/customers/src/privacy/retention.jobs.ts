import { isoOf, msOfIso } from '@chignon/calendar';
import type { Job } from '@chignon/eventing';
import { outbox } from '../delivery/customers.effects.js';
import { retentionRuns, type RetentionPeriods } from './retention.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Removed at once: others come in between. */
const BATCH = 500;
/** Batches of one run: the next, an hour later, goes on. */
const BATCHES_MAX = 200;

/**
 * Removes what has been kept for as long as its class is (R-PR-10), and writes down how much. Run twice it finds nothing; what it removed before a crash may
 * be missing in the count.
 */
export const keepNoLonger = ({ mailsDays }: RetentionPeriods): Job => ({
  name: 'customers.retention',
  everyMs: HOUR_MS,
  run: async ({ documents, facts }) => {
    const at = facts.now();
    const range = { field: 'at', lt: isoOf(msOfIso(at) - mailsDays * DAY_MS) };
    let removed = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      const { items } = await documents.find(outbox, { index: 'byTime', range, limit: BATCH });
      if (items.length === 0) break;
      const { conflicts } = await documents.bulk(
        outbox,
        items.map(({ id, revision }) => ({ remove: id, expected: revision })),
      );
      removed += items.length - conflicts.length;
    }
    const before = await documents.get(retentionRuns, 'mails');
    await documents.put(retentionRuns, {
      id: 'mails',
      at,
      removed,
      removedEver: (before?.removedEver ?? 0) + removed,
    });
  },
});
