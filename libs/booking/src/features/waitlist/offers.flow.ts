import { Refusal, type Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Entry, heldForOpening } from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import { viewFor } from '../../agenda/day/reserved.js';
import { requesterOf } from '../../desk/terms/tier.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { type WaitlistTerms, waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import { inLine, match } from './matching.flow.js';
import { type Opening, spanOfLines } from './opening.js';
import { waitlist } from './waitlist-ledger.js';
import type { ListedEntry } from './waitlist.view.js';
import { type By, giveBack, hold, nowOf, offerOf, PASSING, step } from './offer-holds.flow.js';

/** Most people told of one opening. */
const MAX_TOLD = 500;
/** How often a place is looked for when others book into it meanwhile. */
const MAX_ATTEMPTS = 3;

/**
 * Offers an opening to whoever is next by the store's policy; nothing under `manual`, and nothing while somebody is being
 * asked. Safe to repeat and to run twice at once: the agenda keeps one hold for an opening, and every step has one id.
 */
export async function offerNext(tools: Tools, opening: Opening, by: By): Promise<void> {
  if (opening.toMs <= nowOf(tools)) return;
  const book = await booksOf(tools).store(opening.storeId);
  const terms = waitlistTerms(book.store);
  if (terms.policy === 'manual') return;
  const standing = await standingFor(tools, opening);
  const askedNow = standing?.appointment.waitlist?.entryId;
  // A run that stopped between the hold and its offer is finished; an offer that was made stays as it is.
  if (standing && askedNow !== undefined)
    return void (await made(tools, askedNow, standing, opening, by));
  const line = await inLine(tools, opening, terms);
  if (terms.policy === 'broadcast-first-to-accept')
    return tellAll(tools, book, line, opening, terms, by);
  if (standing) return;
  for (const { entryId } of line) if (await asked(tools, book, entryId, opening, terms, by)) return;
}

/** True when the entry, or somebody else meanwhile, has been offered it. */
async function asked(
  tools: Tools,
  book: StoreBook,
  entryId: string,
  opening: Opening,
  terms: WaitlistTerms,
  by: By,
): Promise<boolean> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const { state } = await tools.load(waitlist, entryId);
    const lines = await match(tools, book, state, opening, new Pace());
    if (!lines) return false;
    const { customerId, channel } = state.entry!;
    try {
      const frame = viewFor(book.frame(opening.date), await requesterOf(tools, book, customerId));
      const held = await hold(
        tools,
        book,
        { frame, options: [approved(book, channel, lines)] },
        { openingId: opening.openingId, entryId },
        { customerId, channel },
        opening.date,
        terms.replyMinutes,
        step(
          `hold|${opening.openingId}|${entryId}|${state.offers.size}|${attempt}`,
          opening.storeId,
          by,
        ),
      );
      if (held) return await made(tools, entryId, held, opening, by);
    } catch (error) {
      if (!(error instanceof Refusal) || PASSING.has(error.kind)) throw error;
      if (error.code === 'opening-offered') return true;
    }
  }
  return false;
}

/** Tells everybody whom the opening suits. One hold keeps the longest of their slots for them all; the first to accept claims it. */
async function tellAll(
  tools: Tools,
  book: StoreBook,
  line: readonly ListedEntry[],
  opening: Opening,
  terms: WaitlistTerms,
  by: By,
): Promise<void> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const standing = await standingFor(tools, opening);
    const pace = new Pace();
    const suited: { entryId: string; customerId: string; lines: PlannedLine[] }[] = [];
    for (const { entryId, customerId, channel } of line) {
      const lines = await match(
        tools,
        book,
        (await tools.load(waitlist, entryId)).state,
        opening,
        pace,
        standing,
      );
      if (
        lines &&
        suited.push({ entryId, customerId, lines: approved(book, channel, lines) }) === MAX_TOLD
      )
        break;
    }
    if (suited.length === 0) return;
    const { customerId, lines: longest } = suited.reduce((best, one) =>
      lengthOf(one.lines) > lengthOf(best.lines) ? one : best,
    );
    // The hold is nobody's, but keeps what the one with the longest may have; whoever claims it is judged by their own tier.
    const frame = viewFor(book.frame(opening.date), await requesterOf(tools, book, customerId));
    try {
      const round = `tell|${opening.openingId}|${suited[0]!.entryId}|${longest[0]!.startMs}|${attempt}`;
      const held =
        standing ??
        (await hold(
          tools,
          book,
          { frame, options: [longest] },
          { openingId: opening.openingId },
          { channel: 'front-desk' },
          opening.date,
          terms.replyMinutes,
          step(round, opening.storeId, by),
        ));
      if (!held) continue;
      for (const { entryId, lines } of suited) await made(tools, entryId, held, opening, by, lines);
      return;
    } catch (error) {
      if (!(error instanceof Refusal) || PASSING.has(error.kind)) throw error;
    }
  }
}

/** The lines as the customer's channel takes them: perhaps with the store's approval only. */
const approved = ({ channels }: StoreBook, channel: string, lines: PlannedLine[]): PlannedLine[] =>
  channels[channel]?.needsApproval
    ? lines.map((line) => ({ ...line, needsApproval: true }))
    : lines;

const lengthOf = (lines: readonly PlannedLine[]): number =>
  spanOfLines(lines).toMs - spanOfLines(lines).fromMs;

/** Makes the offer of a hold; false, and the customer's own hold is given back, when the entry cannot take it any more. */
async function made(
  tools: Tools,
  entryId: string,
  held: Entry,
  opening: Opening,
  by: By,
  lines?: readonly PlannedLine[],
): Promise<boolean> {
  const offer = offerOf(held, entryId, opening, lines);
  try {
    await tools.execute(
      waitlist,
      entryId,
      { type: 'MakeOffer', offer },
      step(`offer|${offer.offerId}`, offer.storeId, by),
    );
    return true;
  } catch (error) {
    if (!(error instanceof Refusal) || PASSING.has(error.kind)) throw error;
    // The hold of a broadcast stays for the others.
    if (!lines) await giveBack(tools, offer, by);
    return false;
  }
}

const standingFor = async (
  tools: Tools,
  { storeId, date, openingId }: Opening,
): Promise<Entry | undefined> =>
  heldForOpening(
    (await tools.load(agenda, agendaKey(storeId, date))).state,
    openingId,
    nowOf(tools),
  );
