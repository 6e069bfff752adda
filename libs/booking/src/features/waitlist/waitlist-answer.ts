import { optional } from '@chignon/eventing';
import { isoOf } from '@chignon/calendar';
import type { Offer, WaitlistEntry } from './entry.js';
import { joinedTimes } from './join.flow.js';
import { openOffer, statusAt, type WaitlistState } from './waitlist-ledger.js';
import type { WaitlistAnswer } from './waitlist.shapes.http.js';

/** The entry as of an instant; left out: as it was right after the command, so that a repeat is answered the same. */
export function answered(
  { state, revision }: { state: WaitlistState; revision: number },
  nowMs = -Infinity,
): WaitlistAnswer {
  const offer =
    state.status === 'offered'
      ? openOffer(state, nowMs)
      : state.offers.get(state.offerId ?? '')?.offer;
  return {
    ...answerOf(state.entry!, statusAt(state, nowMs), offer, state.appointmentId),
    revision,
  };
}

/** An entry as routes answer it, with the offer that it has. */
export function answerOf(
  entry: WaitlistEntry,
  status: string,
  offer: Omit<Offer, 'lines'> | undefined,
  appointmentId: string | undefined,
): WaitlistAnswer {
  const {
    entryId,
    customerId,
    storeIds,
    services,
    anyOrder,
    windows,
    asap,
    noticeMinutes,
    tierRank,
    valueCents,
    channel,
  } = entry;
  return {
    entryId,
    customerId,
    storeIds: [...storeIds],
    services: [...services],
    ...(anyOrder ? { anyOrder } : {}),
    windows: windows.map((w) => ({
      ...w,
      ...(w.weekdays ? { weekdays: [...w.weekdays] } : {}),
    })) as WaitlistAnswer['windows'],
    ...(asap ? { asap } : {}),
    noticeMinutes,
    tierRank,
    valueCents,
    channel,
    status,
    ...joinedTimes(entry),
    ...(offer === undefined
      ? {}
      : {
          offer: {
            offerId: offer.offerId,
            storeId: offer.storeId,
            ...offerTimes(offer),
            parts: [...offer.parts],
            priceCents: offer.priceCents,
          },
        }),
    ...optional({ appointmentId }),
  };
}

/** When the slot of an offer is, and until when the answer is due. */
const offerTimes = ({
  startMs,
  endMs,
  replyByMs,
}: Pick<Offer, 'startMs' | 'endMs' | 'replyByMs'>) => ({
  startsAt: isoOf(startMs),
  endsAt: isoOf(endMs),
  replyBy: isoOf(replyByMs),
});
