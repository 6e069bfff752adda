import { notFound, type Tools } from '@chignon/eventing';
import { type Caller, type Directory, ID } from '@chignon/service-kit';
import type { PointsAccount } from './account/points-account.js';
import { points } from './account/points-ledger.js';

/**
 * The account of a customer. Of nobody there is no account; of somebody without any points it is empty, at revision 0.
 * @throws Refusal 404 `account-not-found`: there is no such customer that the caller may see
 */
export async function accountOf(
  tools: Tools,
  directory: Directory,
  customerId: string,
  caller: Caller,
): Promise<{ state: PointsAccount; revision: number }> {
  if (!ID.test(customerId)) throw accountNotFound();
  const account = await tools.load(points, customerId);
  if (account.revision === 0 && (await directory.unseenCustomers([customerId], caller)).length > 0)
    throw accountNotFound();
  return account;
}

const accountNotFound = () =>
  notFound('account-not-found', 'This customer has no points account here.');
