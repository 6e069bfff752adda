import { msOfIso } from '@chignon/calendar';
import type { Refusal, Tools } from '@chignon/eventing';
import type { Appointment } from '../../agenda/appointment/appointment.js';
import type { Requester } from '../../salon/book/day.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { type Admission, changeRefusal } from '../../salon/channels/admission.js';

/** A question to the terms of a channel at a store. */
export const admission = (
  { store, channels, vip }: StoreBook,
  channel: string,
  { tier, nowMs }: Requester,
): Admission => ({ store, channels, vip, channel, tier, nowMs });

/** Why this change may not be made: what the store asks for is checked against no channel; what a customer asks for, against the one that they say or booked by. */
export function changeRefused(
  tools: Tools,
  book: StoreBook,
  what: 'move' | 'cancel',
  { by, channel }: { by: 'customer' | 'store'; channel?: string | undefined },
  appointment: Pick<Appointment, 'channel' | 'startMs'>,
): Refusal | undefined {
  return by === 'store'
    ? undefined
    : changeRefusal(
        admission(book, channel ?? appointment.channel, { nowMs: msOfIso(tools.facts.now()) }),
        what,
        appointment.startMs,
      );
}
