import { isoOf, msOfIso } from '@chignon/calendar';
import { invalid, refused, type Tools } from '@chignon/eventing';
import { Pace, type RequestContext } from '@chignon/service-kit';
import { momentOf, planFor } from '../../desk/booking/planning.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { businessDayOf } from '../../salon/stores/store.js';
import { waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import type { Offer } from './entry.js';
import { inLine, match } from './matching.flow.js';
import { type By, hold, offerOf, step } from './offer-holds.flow.js';
import { type Opening, openingOf, spanOfLines } from './opening.js';
import { mayBeOffered, waitlist, type WaitlistState } from './waitlist-ledger.js';
import type { WaitlistMatchAnswer, WaitlistOfferBody } from './waitlist.shapes.http.js';

/** A repeat of a refused offer finds its released holds by their command ids and takes new ones. */
const MAX_ATTEMPTS = 5;

/** Who caused it, of a request. */
export const byOf = ({ actor, correlationId }: RequestContext): By => ({ actor, correlationId });

/** A free time that nothing freed: somebody looks for whom it would suit. @throws Refusal `times-reversed`, `range-too-long` */
export function freeTimeOf(book: StoreBook, from: string, to: string): Opening {
  const { startMs: fromMs, date } = momentOf(book, from, 'from');
  const { startMs: toMs } = momentOf(book, to, 'to');
  if (toMs <= fromMs)
    throw invalid('times-reversed', 'The end is before the start.', {
      field: 'to',
      expected: `after ${isoOf(fromMs)}`,
    });
  const over = businessDayOf(book.store, date).toMs;
  if (toMs > over)
    throw invalid('range-too-long', 'The free time must be within one business day.', {
      field: 'to',
      expected: `${isoOf(over)} or earlier`,
      limit: 1,
    });
  return { openingId: '', storeId: book.store.id, date, fromMs, toMs };
}

/** Whom a free time would suit, in the order of the store's policy, with the slot that each would get. */
export async function matchesFor(
  tools: Tools,
  book: StoreBook,
  opening: Opening,
  limit: number,
): Promise<WaitlistMatchAnswer[]> {
  const items: WaitlistMatchAnswer[] = [];
  const pace = new Pace({ field: 'limit', expected: 'fewer matches, or less of the day' });
  for (const { entryId, tierRank } of await inLine(tools, opening, waitlistTerms(book.store))) {
    if (items.length === limit) break;
    const { state } = await tools.load(waitlist, entryId);
    const lines = await match(tools, book, state, opening, pace);
    if (!lines) continue;
    const { fromMs: startMs, toMs: endMs } = spanOfLines(lines);
    const { customerId, joinedAtMs } = state.entry!;
    items.push({
      entryId,
      customerId,
      startsAt: isoOf(startMs),
      endsAt: isoOf(endMs),
      parts: lines.map((l) => ({ serviceId: l.serviceId, staffId: l.staffId })),
      priceCents: lines.reduce((sum, l) => sum + l.priceCents, 0),
      tierRank,
      joinedAt: isoOf(joinedAtMs),
    });
  }
  return items;
}

/**
 * Holds the slot that somebody offers to an entry by hand.
 * @throws Refusal `store-not-waited-for`, `offer-tried-too-often`, or what stands against the slot
 */
export async function holdByHand(
  tools: Tools,
  state: WaitlistState,
  openingId: string,
  { storeId, startsAt, replyMinutes }: WaitlistOfferBody,
  by: By,
): Promise<Offer> {
  const { entryId, customerId, storeIds, services, anyOrder, channel } = state.entry!;
  if (!storeIds.includes(storeId))
    throw invalid('store-not-waited-for', 'The customer is not on the waitlist of this store.', {
      field: 'storeId',
      expected: storeIds.join(', '),
    });
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, startsAt);
  mayBeOffered(state, startMs, msOfIso(tools.facts.now()));
  const plan = await planFor(
    tools,
    book,
    { storeId, startsAt, services, customerId, ...(anyOrder ? { anyOrder } : {}) },
    startMs,
    date,
  );
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const cause = step(`hold|${openingId}|${entryId}|${attempt}`, storeId, by);
    const held = await hold(
      tools,
      book,
      plan,
      { openingId, entryId },
      { customerId, channel },
      date,
      replyMinutes ?? waitlistTerms(book.store).replyMinutes,
      cause,
    );
    if (held)
      return offerOf(held, entryId, openingOf(openingId, storeId, date, held.appointment.lines));
  }
  throw refused(
    'offer-tried-too-often',
    'This was tried too often with one key. Use a new `Idempotency-Key`.',
    { field: 'Idempotency-Key' },
  );
}
