import { Refusal, refused, type Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { depositOf } from '../../desk/deposits/offer.flow.js';
import { withClaims } from '../../desk/quotas/claims.flow.js';
import { withQuotas } from '../../desk/booking/with-quotas.flow.js';
import { offeredBy } from '../../desk/terms/policy-terms.flow.js';
import { requesterOf } from '../../desk/terms/tier.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import type { Offer } from './entry.js';
import { type By, PASSING, step } from './offer-holds.flow.js';
import { type WaitlistState, waitlist } from './waitlist-ledger.js';

/**
 * Books an accepted offer: the agenda decides whether the customer gets the slot (B8). Whoever accepted may do this, and
 * whoever finds it undone; all get the same answer.
 * @throws Refusal `offer-taken`, `offer-lapsed`
 */
export async function bookOffer(
  tools: Tools,
  entryId: string,
  { offerId, storeId, date, holdId, lines, opening }: Offer,
  by: By,
): Promise<{ state: WaitlistState; revision: number }> {
  const key = agendaKey(storeId, date);
  const book = await booksOf(tools).store(storeId);
  const { customerId, channel } = (await tools.load(waitlist, entryId)).state.entry!;
  const cause = step(`book|${offerId}`, storeId, by);
  const frame = viewFor(book.frame(date), await requesterOf(tools, book, customerId));
  // Whoever is first to accept a broadcast is only now known to be the one whose quota it uses.
  const plan = lines && (await withQuotas(tools, { frame, options: [lines] }, customerId));
  const deposit = lines ? await depositOf(tools, book, channel, customerId) : {};
  const commandOf = (claimed: Plan | undefined) =>
    claimed
      ? ({
          type: 'ClaimHold',
          holdId,
          plan: claimed,
          customerId,
          channel,
          ...offeredBy(book),
          ...deposit,
          waitlist: { openingId: opening.openingId, entryId },
        } as const)
      : ({ type: 'ConfirmHold', holdId } as const);
  try {
    const { events } = plan
      ? await withClaims(tools, plan, { customerId, key, cause }, (claimed) =>
          tools.execute(agenda, key, commandOf(claimed), cause),
        )
      : await tools.execute(agenda, key, commandOf(undefined), cause);
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
