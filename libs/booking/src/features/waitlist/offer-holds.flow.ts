import { MINUTE_MS, msOfIso } from '@chignon/calendar';
import { type CommandMetadata, deriveId, Refusal, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { type WaitlistMark, type Entry, agendaKey } from '../../agenda/appointment/appointment.js';
import { type PlannedLine, dropChoices } from '../../agenda/day/line.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { depositOf } from '../../desk/deposits/offer.flow.js';
import { withClaims } from '../../desk/quotas/claims.flow.js';
import { withQuotas } from '../../desk/booking/with-quotas.flow.js';
import { offeredBy } from '../../desk/terms/policy-terms.flow.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import type { Offer } from './entry.js';
import { type Opening, spanOfLines } from './opening.js';

/** Who caused it, for the log. */
export type By = Pick<CommandMetadata, 'actor' | 'correlationId' | 'causationId'>;

/** Refusals that say nothing about the slot: to be tried again. */
export const PASSING = new Set(['conflict', 'unavailable']);

/** The cause of a step that anybody may repeat: its id follows from what it is for, so that it is done once. */
export const step = (name: string, storeId: string, by: By): CommandMetadata => ({
  ...by,
  commandId: deriveId(`booking.waitlist|${name}`),
  storeId,
  input: name,
});

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
    ttlMs,
    waitlist: mark,
    ...who,
    ...offeredBy(book),
    ...(await depositOf(tools, book, who.channel, who.customerId)),
  } as const;
  const { events } = await withClaims(
    tools,
    await withQuotas(tools, plan, who.customerId),
    { customerId: who.customerId, key, cause },
    (claimed) => tools.execute(agenda, key, { ...command, plan: claimed }, cause),
  );
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

/** Gives back the hold of an offer that is over: of a broadcast, once nobody may answer any more. */
export async function giveBack(
  tools: Tools,
  { storeId, date, holdId }: Offer,
  by: By,
): Promise<void> {
  await tools
    .execute(
      agenda,
      agendaKey(storeId, date),
      { type: 'ReleaseHold', holdId, ofOffer: true },
      step(`release|${holdId}`, storeId, by),
    )
    .catch((error: unknown) => {
      // Somebody made it an appointment: that stands.
      if (!(error instanceof Refusal) || PASSING.has(error.kind)) throw error;
    });
}

/** The instant of this request or step, in ms. */
export const nowOf = (tools: Tools): number => msOfIso(tools.facts.now());
