import { customerEvents } from '@chignon/contracts';
import { effect } from '@chignon/eventing';
import { noteDuplicates } from './duplicates.flow.js';
import { records } from './record.js';

/** Whoever is registered or imported is compared with those who are there: so are, at the first start of this release, all who ever were. */
export const findDuplicates = effect([customerEvents], {
  name: 'customers.find-duplicates',
  on: {
    CustomerRegistered: async ({ data: { customerId } }, tools) => {
      const record = await tools.documents.get(records, customerId);
      if (record) await noteDuplicates(tools, record);
    },
  },
});
