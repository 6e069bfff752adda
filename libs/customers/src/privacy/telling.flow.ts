import { noCustomer } from '@chignon/service-kit';
import type { Asker, Tools } from '@chignon/eventing';
import type { DataKind } from '../access/access-ledger.js';
import { noteRead } from '../access/reads.flow.js';
import { records } from '../identity/record.js';

/** An export shows everything, unmasked. */
const EVERYTHING: readonly DataKind[] = [
  'name',
  'contacts',
  'birth-date',
  'details',
  'notes',
  'consents',
  'visits',
  'warnings',
  'formulas',
  'preferences',
  'messages',
  'reads',
];

/**
 * Writes down that everything that is kept of a record is about to be told (R-PR-07: exports are logged). Each page of it is an entry.
 * @throws Refusal 404 `customer-not-found`
 */
export async function noteTelling(tools: Tools, asker: Asker, customerId: string): Promise<void> {
  if (!(await tools.documents.get(records, customerId))) throw noCustomer();
  await noteRead(tools, asker, {
    customerIds: [customerId],
    kinds: EVERYTHING,
    reason: 'customer-asked',
  });
}
