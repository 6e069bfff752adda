/* Holding and booking a party: planned together, what is limited claimed for each, decided in one append. */
import { invalid, optional, Refusal, type Tools } from '@chignon/eventing';
import type { RequestContext } from '@chignon/service-kit';
import type { AgendaCommand } from '../../agenda/agenda-events.js';
import { agenda } from '../../agenda/agenda.js';
import {
  agendaKey,
  agendaOfId,
  type Entry,
  storeOfAgenda,
} from '../../agenda/appointment/appointment.js';
import { causeOf, momentOf } from '../../desk/booking/planning.flow.js';
import { depositsAt } from '../../desk/deposits/offer.flow.js';
import { claimUses, type ClaimedPlan, releaseRefused } from '../../desk/quotas/claims.flow.js';
import { offeredBy } from '../../desk/terms/policy-terms.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { noGroup } from './group-of.flow.js';
import { type GuestWish, planGroup } from './plan-group.flow.js';

/** Services of all guests together: what one agenda decides in one breath. */
const MAX_SERVICES = 60;
/** Arrangements asked for when others book into them meanwhile. */
const MAX_ATTEMPTS = 3;

/** What a party asks for. */
export interface PartyInput {
  readonly storeId: string;
  readonly startsAt: string;
  readonly bookerId?: string;
  readonly guests: readonly GuestWish[];
  readonly channel?: string;
}

/** What is wrong with a list of guests by itself. @throws Refusal 422 `guest-repeated`, `too-many-services` */
export function checkGuests(guests: readonly GuestWish[]): void {
  const known = guests.flatMap((guest) => guest.customerId ?? []);
  if (new Set(known).size < known.length)
    throw invalid('guest-repeated', 'A customer is named as a guest twice.', { field: 'guests' });
  const services = guests.reduce((sum, guest) => sum + guest.services.length, 0);
  if (services > MAX_SERVICES)
    throw invalid('too-many-services', 'The group has too many services.', {
      field: 'guests',
      expected: `at most ${MAX_SERVICES}`,
      limit: MAX_SERVICES,
    });
}

/** Books all guests. @throws Refusal naming what all or some of them lack */
export const bookParty = (
  tools: Tools,
  input: PartyInput,
  request: RequestContext,
): Promise<Entry[]> =>
  takeParty(tools, input, request, (party) => ({ type: 'BookGroup', ...party }));

/** Holds the slots of all guests. @throws Refusal as booking does */
export const holdParty = (
  tools: Tools,
  { ttlSeconds, ...input }: PartyInput & { readonly ttlSeconds?: number },
  request: RequestContext,
): Promise<Entry[]> =>
  takeParty(tools, input, request, (party, { store }) => ({
    type: 'HoldGroup',
    ttlMs: (ttlSeconds ?? store.holdTtlSeconds) * 1000,
    ...party,
  }));

type Party = Omit<Extract<AgendaCommand, { type: 'BookGroup' }>, 'type'>;

async function takeParty(
  tools: Tools,
  { storeId, startsAt, guests, bookerId, channel = 'front-desk' }: PartyInput,
  request: RequestContext,
  commandOf: (party: Party, book: StoreBook) => AgendaCommand,
): Promise<Entry[]> {
  checkGuests(guests);
  const book = await booksOf(tools).store(storeId);
  const { startMs, date } = momentOf(book, startsAt);
  const cause = causeOf(request, storeId);
  const key = agendaKey(storeId, date);
  for (let attempt = 1; ; attempt++) {
    const planned = await planGroup(tools, book, guests, { startMs, date, channel, bookerId });
    const claimed: ClaimedPlan[] = [];
    try {
      for (const { plan, customerId } of planned)
        claimed.push(await claimUses(tools, plan, { customerId, key, cause }));
      const own = planned.map((guest, g) => ({ ...guest, plan: claimed[g]!.plan }));
      const offer = await depositsAt(tools, book, channel);
      const asked = offer
        ? await Promise.all(
            own.map(async (guest) => ({ ...guest, deposit: await offer(guest.customerId) })),
          )
        : own;
      const party = { guests: asked, channel, ...offeredBy(book), ...optional({ bookerId }) };
      const { events, state } = await tools.execute(agenda, key, commandOf(party, book), cause);
      return events.flatMap(({ type, data }) =>
        type === 'AppointmentBooked' || type === 'ApprovalAsked' || type === 'SlotHeld'
          ? [state.entries.get(data.appointment.appointmentId)!]
          : [],
      );
    } catch (error) {
      await releaseRefused(claimed, error);
      // The day has changed since it was looked at: with other people there may still be room for all.
      if (
        !(
          error instanceof Refusal &&
          (error.code === 'slot-taken' || error.code === 'assistant-missing')
        ) ||
        planned.some(({ plan }) => plan instanceof Refusal) ||
        attempt === MAX_ATTEMPTS
      )
        throw error;
    }
  }
}

/** Books or gives back all that is held for a party. @throws Refusal 404 `group-not-found`, 409 `hold-expired`, `hold-over`, `hold-confirmed` */
export async function endHeldParty(
  tools: Tools,
  type: 'ConfirmGroup' | 'ReleaseGroup',
  groupId: string,
  request: RequestContext,
): Promise<Entry[]> {
  const key = agendaOfId(groupId);
  if (key === undefined) throw noGroup();
  request.caller.mustSee(storeOfAgenda(key), 'group');
  const cause = causeOf(request, storeOfAgenda(key));
  const { state } = await tools.execute(agenda, key, { type, groupId }, cause);
  return [...state.entries.values()]
    .filter(
      ({ appointment }) =>
        appointment.groupId === groupId && agendaOfId(appointment.appointmentId) === key,
    )
    .sort((a, b) => a.appointment.guestNo! - b.appointment.guestNo!);
}
