import { instantOf, isoOf } from '@chignon/calendar';
import { invalid, notFound, type RecordedEvent, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import { momentOf } from '../../desk/booking/planning.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { knownTiers } from '../../salon/vip/tiers.view.js';
import { rankOfTier } from '../../salon/vip/vip-terms.js';
import { standsFor } from '../../salon/words/words.js';
import { type SalonEventCommand, salonEvents } from './salon-event-ledger.js';
import type { SalonEventPlan, SalonEventState } from './salon-event.js';
import type { SalonEventChangeBody } from './salon-events.shapes.http.js';

/** A state of which it is known that the event was planned. */
export type PlannedEvent = SalonEventState & { readonly plan: SalonEventPlan };

/** @throws Refusal 404 where there is none, or none that the caller may see */
export async function findSalonEvent(
  tools: Tools,
  eventId: string,
  request: RequestContext,
): Promise<PlannedEvent & { revision: number }> {
  const { state, revision } = await tools.load(salonEvents, eventId);
  if (!state.plan || !request.caller.sees(state.plan.storeId))
    throw notFound('salon-event-not-found', 'There is no such salon event.');
  return { ...state, plan: state.plan, revision };
}

/** The tier of the chain that a customer holds, as loyalty has said it last; undefined: none, or none that the chain's terms know. */
export async function heldTier(
  tools: Tools,
  eventId: string,
  customerId: string,
  request: RequestContext,
): Promise<string | undefined> {
  const { plan } = await findSalonEvent(tools, eventId, request);
  if (!plan.membersOnly && plan.tiers.length === 0) return undefined;
  const { vip } = await booksOf(tools).store(plan.storeId);
  const known = await tools.documents.get(tools.collection(knownTiers), customerId);
  return known && rankOfTier(vip, known.tier) > 0 ? known.tier : undefined;
}

/** Runs a command on an event that the caller may see. */
export async function runOnSalonEvent(
  tools: Tools,
  eventId: string,
  request: RequestContext,
  command: SalonEventCommand,
): Promise<{ state: PlannedEvent; revision: number; events: readonly RecordedEvent[] }> {
  const { plan } = await findSalonEvent(tools, eventId, request);
  const { state, revision, events } = await tools.execute(
    salonEvents,
    eventId,
    command,
    request.cause({ storeId: plan.storeId }),
  );
  return { state: state as PlannedEvent, revision, events };
}

/** The body with its times as instants of the store, and what stands for its title. @throws Refusal 422 naming the field */
export async function salonEventPlan(
  tools: Tools,
  book: StoreBook,
  body: SalonEventChangeBody,
  opensMs: number,
): Promise<SalonEventPlan> {
  const { zone, currency, id: storeId } = book.store;
  const stranger = body.tiers?.findIndex((tier) => !book.vip.tiers.includes(tier)) ?? -1;
  if (stranger >= 0)
    throw invalid('tier-unknown', 'The chain has no such tier.', {
      field: `tiers.${stranger}`,
      expected: `one of ${book.vip.tiers.join(', ')}`,
    });
  const { startMs, date: businessDate } = momentOf(book, body.startsAt);
  // An event that opened when it was planned did so at no whole minute: what was read comes back as it is.
  const instant = (field: 'endsAt' | 'opensAt' | 'closesAt', otherwise: number) =>
    body[field] === undefined || body[field] === isoOf(otherwise)
      ? otherwise
      : instantOf(body[field], zone, field);
  return {
    storeId,
    zone,
    businessDate,
    code: body.code,
    title: await standsFor(tools, `title in ${storeId}`, body.title),
    kind: body.kind,
    startMs,
    endMs: instant('endsAt', startMs),
    seats: body.seats,
    priceCents: body.priceCents ?? 0,
    currency,
    opensMs: instant('opensAt', opensMs),
    closesMs: instant('closesAt', startMs),
    waitingList: body.waitingList ?? false,
    membersOnly: body.membersOnly ?? false,
    tiers: body.tiers ?? [],
  };
}
