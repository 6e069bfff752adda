import type { Job } from '@chignon/eventing';
import { upkeep } from '../identity/upkeep.js';
import { records } from '../identity/record.js';
import { keepWithAddresses, refusalsIn } from './refusing.flow.js';

/** How refusals are kept with addresses: a higher number has all of them looked at again. */
const EDITION = 1;
const DONE = 'address-refusals';

/**
 * Keeps the "no"s with their addresses that were said before they were kept so: once a folder, in the background. Until it is through, such a "no" holds for
 * as long as the card has the address. One that is kept already is not kept twice.
 */
export const fillRefusals: Job = {
  name: 'customers.fill-address-refusals',
  everyMs: 60_000,
  run: async (tools) => {
    if ((await tools.documents.get(upkeep, DONE))?.edition === EDITION) return;
    for await (const record of tools.documents.scan(records)) {
      const refusals = refusalsIn(record);
      if (refusals.length > 0) await keepWithAddresses(tools, record, refusals);
    }
    await tools.documents.put(upkeep, { id: DONE, edition: EDITION });
  },
};
