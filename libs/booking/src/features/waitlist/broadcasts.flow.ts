/** An offer to many: one hold for all who were told of it, until one of them has it or nobody may answer any more. */
import { findAll, Refusal, type Tools } from '@chignon/eventing';
import type { EntryStatus, Offer } from './entry.js';
import { type By, step } from './offer-holds.flow.js';
import { waitlist } from './waitlist-ledger.js';
import { type ListedEntry, waitlistEntries } from './waitlist.view.js';

const PAGE = 100;

/** Entries of that status that hang on an offer of the opening, by the lists. */
async function* toldOf(
  tools: Tools,
  { holdId, opening }: Offer,
  status: EntryStatus,
): AsyncGenerator<ListedEntry> {
  const listed = findAll(tools.documents, tools.collection(waitlistEntries), {
    index: 'byOpening',
    where: { 'offer.opening.openingId': opening.openingId, status },
    limit: PAGE,
  });
  for await (const entry of listed) if (entry.offer!.holdId === holdId) yield entry;
}

/** Tells the others of a broadcast that somebody was first. */
export async function closeOthers(tools: Tools, offer: Offer, by: By): Promise<void> {
  // All of them first: what is told to one takes it off the list.
  const told: ListedEntry[] = [];
  for await (const entry of toldOf(tools, offer, 'offered')) told.push(entry);
  for (const { entryId, offer: theirs } of told)
    await tools.execute(
      waitlist,
      entryId,
      { type: 'LoseOffer', offerId: theirs!.offerId, code: 'hold-over' },
      step(`lose|${theirs!.offerId}`, offer.storeId, by),
    );
}

/**
 * Whether somebody else who was told may still have the slot: has not answered, or has said yes and waits for the agenda. The lists name
 * whom to look at and the entries decide; who has not been said to be silent yet counts, or would be asked a second time.
 * @param ended the event with which one offer ended: the lists must have seen it, and so all that were told before
 */
export async function isAwaited(
  tools: Tools,
  offer: Offer,
  ended: { readonly entryId: string; readonly stream: string; readonly revision: number },
): Promise<boolean> {
  try {
    await tools.atLeast(waitlistEntries, ended.entryId, ended.stream, ended.revision);
  } catch (error) {
    // Lists that are late: the hold runs out by itself, and whoever is last is heard again then.
    if (error instanceof Refusal) return true;
    throw error;
  }
  for (const status of ['offered', 'accepting'] as const)
    for await (const { entryId } of toldOf(tools, offer, status)) {
      const { state } = await tools.load(waitlist, entryId);
      const hangsOn = state.offerId === undefined ? undefined : state.offers.get(state.offerId);
      if (
        hangsOn?.offer.holdId === offer.holdId &&
        (state.status === 'offered' || state.status === 'accepting')
      )
        return true;
    }
  return false;
}
