import { notFound, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { waitlist, type WaitlistState } from './waitlist-ledger.js';

/** An entry that waits at a store of the caller. @throws Refusal 404 `entry-not-found` */
export async function knownEntry(
  tools: Tools,
  entryId: string,
  request: RequestContext,
): Promise<WaitlistState> {
  const { state } = await tools.load(waitlist, entryId);
  if (!state.entry?.storeIds.some((storeId) => request.caller.sees(storeId)))
    throw notFound('entry-not-found', 'There is no such entry.', { field: 'entryId' });
  return state;
}
