import { msOfIso } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import type { Requester } from '../../salon/book/day.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { knownTiers } from '../../salon/vip/tiers.view.js';
import { asksTier, rankOfTier } from '../../salon/vip/vip-terms.js';

/** Most documents of one look. */
const PAGE = 1000;

/** Who asks for a booking, and when. The tier is looked up only where the store has terms that ask for it. */
export async function requesterOf(
  tools: Tools,
  { vip }: StoreBook,
  customerId: string | undefined,
): Promise<Requester> {
  const known =
    customerId === undefined || !asksTier(vip)
      ? undefined
      : await tools.documents.get(tools.collection(knownTiers), customerId);
  return {
    nowMs: msOfIso(tools.facts.now()),
    ...(known === undefined ? {} : { tier: known.tier }),
  };
}

/** Ranks of customers by their tiers; those of whom loyalty has said nothing are not in it. */
export async function ranksOf(
  tools: Tools,
  { vip }: StoreBook,
  customerIds: readonly (string | undefined)[],
): Promise<ReadonlyMap<string, number>> {
  const ids = [...new Set(customerIds.filter((id) => id !== undefined))];
  const ranks = new Map<string, number>();
  for (let i = 0; i < ids.length; i += PAGE)
    for (const { id, tier } of await tools.documents.getMany(
      tools.collection(knownTiers),
      ids.slice(i, i + PAGE),
    ))
      ranks.set(id, rankOfTier(vip, tier));
  return ranks;
}
