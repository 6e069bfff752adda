import { isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { type CommandMetadata, deriveId, Refusal, refused, type Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import {
  agendaKey,
  type Entry,
  heldForOpening,
  type WaitlistMark,
} from '../../agenda/appointment/appointment.js';
import { type PlannedLine, dropChoices } from '../../agenda/day/line.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { depositOf } from '../../desk/deposits/offer.flow.js';
import { offeredBy } from '../../desk/terms/policy-terms.flow.js';
import { requesterOf } from '../../desk/terms/tier.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { type WaitlistTerms, waitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import type { Offer } from './entry.js';
import { inLine, match } from './matching.flow.js';
import { type Opening, spanOfLines } from './opening.js';
import { waitlist, type WaitlistState } from './waitlist-ledger.js';
import { type ListedEntry, waitlistEntries } from './waitlist.view.js';

/** Who caused it, for the log. */
export type By = Pick<CommandMetadata, 'actor' | 'correlationId' | 'causationId'>;

/** Most people told of one opening. */
const MAX_TOLD = 500;
const PAGE = 500;
/** How often a place is looked for when others book into it meanwhile. */
const MAX_ATTEMPTS = 3;
/** Refusals that say nothing about the slot: to be tried again. */
const PASSING = new Set(['conflict', 'unavailable']);

/** The cause of a step that anybody may repeat: its id follows from what it is for, so that it is done once. */
export const step = (name: string, storeId: string, by: By): CommandMetadata => ({
  ...by,
  commandId: deriveId(`booking.waitlist|${name}`),
  storeId,
  input: name,
});

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

/** Holds lines until the answer is due, at most until they begin. Undefined when the same hold was made before and no longer stands. */
export async function hold(
  tools: Tools,
  book: StoreBook,
  plan: Plan,
  mark: WaitlistMark,
  who: { customerId?: string; channel: string },
  date: string,
  replyMinutes: number,
  cause: CommandMetadata,
): Promise<Entry | undefined> {
  const key = agendaKey(book.store.id, date);
  const ttlMs =
    plan instanceof Refusal
      ? 0
      : Math.min(replyMinutes * MINUTE_MS, plan.options[0]![0]!.startMs - nowOf(tools));
  const command = {
    type: 'HoldSlot',
    plan,
    ttlMs,
    waitlist: mark,
    ...who,
    ...offeredBy(book),
    ...(await depositOf(tools, book, who.channel, who.customerId)),
  } as const;
  const { events } = await tools.execute(agenda, key, command, cause);
  const id = events.flatMap((e) =>
    e.type === 'SlotHeld' ? [e.data.appointment.appointmentId] : [],
  )[0]!;
  const entry = (await tools.load(agenda, key)).state.entries.get(id)!;
  return entry.status === 'held' && entry.expiresAtMs! > nowOf(tools) ? entry : undefined;
}

/** The offer that a hold is for: of the held lines, or of those that the first to accept gets. */
export function offerOf(
  { appointment, expiresAtMs }: Entry,
  entryId: string,
  opening: Opening,
  lines?: readonly PlannedLine[],
): Offer {
  const own = lines ?? appointment.lines;
  const { fromMs: startMs, toMs: endMs } = spanOfLines(own);
  return {
    offerId: deriveId(`booking.waitlist|${appointment.appointmentId}|${entryId}`),
    storeId: appointment.storeId,
    date: appointment.businessDate,
    startMs,
    endMs,
    parts: own.map(({ serviceId, staffId }) => ({ serviceId, staffId })),
    priceCents: own.reduce((sum, l) => sum + l.priceCents, 0),
    replyByMs: Math.min(expiresAtMs!, startMs),
    holdId: appointment.appointmentId,
    ...(lines === undefined ? {} : { lines: lines.map(dropChoices) }),
    opening,
  };
}

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
    await giveBack(tools, offer, by);
    return false;
  }
}

/** Gives back the hold of an offer that is over; the hold of a broadcast stays for the others. */
export async function giveBack(
  tools: Tools,
  { storeId, date, holdId, lines }: Offer,
  by: By,
): Promise<void> {
  if (lines) return;
  await tools
    .execute(
      agenda,
      agendaKey(storeId, date),
      { type: 'ReleaseHold', holdId },
      step(`release|${holdId}`, storeId, by),
    )
    .catch((error: unknown) => {
      // Somebody made it an appointment: that stands.
      if (!(error instanceof Refusal) || PASSING.has(error.kind)) throw error;
    });
}

/**
 * Books an accepted offer: the agenda decides whether the customer gets the slot (B8). Whoever accepted may do this, and
 * whoever finds it undone; all get the same answer.
 * @throws Refusal `offer-taken`, `offer-lapsed`
 */
export async function win(
  tools: Tools,
  entryId: string,
  { offerId, storeId, date, holdId, lines, opening }: Offer,
  by: By,
): Promise<{ state: WaitlistState; revision: number }> {
  const key = agendaKey(storeId, date);
  const book = await booksOf(tools).store(storeId);
  const { customerId, channel } = (await tools.load(waitlist, entryId)).state.entry!;
  const command = lines
    ? ({
        type: 'ClaimHold',
        holdId,
        plan: {
          frame: viewFor(book.frame(date), await requesterOf(tools, book, customerId)),
          options: [lines],
        },
        customerId,
        channel,
        ...offeredBy(book),
        ...(await depositOf(tools, book, channel, customerId)),
        waitlist: { openingId: opening.openingId, entryId },
      } as const)
    : ({ type: 'ConfirmHold', holdId } as const);
  try {
    const { events } = await tools.execute(
      agenda,
      key,
      command,
      step(`book|${offerId}`, storeId, by),
    );
    const booked = events.flatMap((e) =>
      e.type === 'AppointmentBooked' || e.type === 'ApprovalAsked'
        ? [e.data.appointment.appointmentId]
        : [],
    )[0];
    return await fulfil(tools, entryId, booked ?? holdId, storeId, by);
  } catch (error) {
    if (!(error instanceof Refusal) || PASSING.has(error.kind)) throw error;
    const { code } = error;
    await tools.execute(
      waitlist,
      entryId,
      { type: 'LoseOffer', offerId, code },
      step(`lose|${offerId}`, storeId, by),
    );
    throw refused(
      code === 'hold-expired' ? 'offer-lapsed' : 'offer-taken',
      code === 'hold-expired' ? 'The time to answer has passed.' : 'Another customer was faster.',
      { field: 'offerId', because: code },
    );
  }
}

/** What the entry waited for is in the agenda. */
export const fulfil = (
  tools: Tools,
  entryId: string,
  appointmentId: string,
  storeId: string,
  by: By,
) =>
  tools.execute(
    waitlist,
    entryId,
    { type: 'FulfilEntry', appointmentId },
    step(`fulfil|${appointmentId}`, storeId, by),
  );

/** Tells the others of a broadcast that somebody was first. */
export async function closeOthers(
  tools: Tools,
  { holdId, storeId, opening }: Offer,
  by: By,
): Promise<void> {
  const told: ListedEntry[] = [];
  for (let after: string | undefined; ;) {
    const page = await tools.documents.find(tools.collection(waitlistEntries), {
      index: 'byOpening',
      where: { 'offer.opening.openingId': opening.openingId, status: 'offered' },
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    told.push(...page.items);
    if ((after = page.next) === undefined) break;
  }
  for (const { entryId, offer } of told) {
    if (offer!.holdId === holdId)
      await tools.execute(
        waitlist,
        entryId,
        { type: 'LoseOffer', offerId: offer!.offerId, code: 'hold-over' },
        step(`lose|${offer!.offerId}`, storeId, by),
      );
  }
}

const nowOf = (tools: Tools): number => msOfIso(tools.facts.now());

const standingFor = async (
  tools: Tools,
  { storeId, date, openingId }: Opening,
): Promise<Entry | undefined> =>
  heldForOpening(
    (await tools.load(agenda, agendaKey(storeId, date))).state,
    openingId,
    nowOf(tools),
  );

/** The instant of an offer's slot, for answers. */
export const offerTimes = ({
  startMs,
  endMs,
  replyByMs,
}: Pick<Offer, 'startMs' | 'endMs' | 'replyByMs'>) => ({
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
  replyBy: isoOf(replyByMs),
});
