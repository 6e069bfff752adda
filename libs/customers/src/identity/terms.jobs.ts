import type { Job, Tools, Write } from '@chignon/eventing';
import { derived, records, type CustomerRecord } from './record.js';
import { upkeep } from './upkeep.js';

/** How terms are made: a higher number has all of them made again. */
const EDITION = 1;
/** Records written at once: their writes share a disk flush, and others come in between. */
const BATCH = 200;

/**
 * Gives terms to records that were written before there were any, or by other rules: once a folder, in the background, while the platform serves.
 * Until it is through, such a customer is found by the whole of a phone, e-mail or code only. A record that somebody changes meanwhile is left to the next round.
 */
export const fillTerms: Job = {
  name: 'customers.fill-terms',
  everyMs: 60_000,
  run: async (tools) => {
    const done = await tools.documents.get(upkeep, 'terms');
    if (done?.edition === EDITION) return;
    let overtaken = 0;
    let batch: Write<CustomerRecord>[] = [];
    const flush = async () => {
      overtaken += (await tools.documents.bulk(records, batch)).conflicts.length;
      batch = [];
    };
    for await (const { revision: expected, ...record } of tools.documents.scan(records)) {
      const put = derived(record);
      if (same(record.terms, put.terms)) continue;
      batch.push({ put, expected });
      if (batch.length === BATCH) await flush();
    }
    await flush();
    if (overtaken === 0) await complete(tools);
  },
};

const complete = (tools: Tools) => tools.documents.put(upkeep, { id: 'terms', edition: EDITION });

const same = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);
