import { Refusal, type Tools } from '@chignon/eventing';
import type { Plan } from '../agenda/choose.js';
import { gated } from '../agenda/gate.http.js';
import { inARow, possibleLines, takenOn, wishOf, type BookingWish } from '../agenda/planning.http.js';
import { withExchange } from '../late-binding/exchange.http.js';
import { inTurn } from '../roster/any-staff.js';
import type { StoreBook } from '../stores/store-book.http.js';
import { arrangeGroup } from './arrange.js';

/** One guest of a group, as the route takes it. */
export type GuestWish = Pick<BookingWish, 'customerId' | 'services' | 'anyOrder'>;

/**
 * Resolves what the guests wish for to plans that the agenda can decide together. Where no arrangement is free each
 * guest gets the first choice of everybody, so that the agenda names what is in the way. Something wrong with a wish comes
 * back in its plan (see `planFor`).
 */
export async function planGroup(tools: Tools, book: StoreBook, guests: readonly GuestWish[], startMs: number, date: string): Promise<{ plan: Plan; customerId?: string }[]> {
  const whose = guests.map(({ customerId }) => (customerId === undefined ? {} : { customerId }));
  try {
    const frame = book.frame(date);
    const possible = await Promise.all(guests.map((guest, g) => possibleLines(tools, book, guest, date, `guests.${g}.services`)));
    const { now, turns } = await takenOn(tools, book, date);
    // One order a guest: the first that the catalogue allows. Trying all orders of all guests would multiply them.
    const wishes = possible.map(({ lines, orders, services }, g) => wishOf(book, orders[0]!.map((i) => inTurn(lines[i]!, services[i]!.skill?.skill, turns)), guests[g]!.customerId));
    const arranged = arrangeGroup(now, frame, wishes, startMs) ?? wishes.map((wish) => inARow(wish, startMs, frame));
    return await Promise.all(arranged.map(async (lines, g) => ({ plan: await withExchange(tools, book, await gated(tools, { frame, options: [lines] }, guests[g]!.customerId)), ...whose[g] })));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return whose.map((guest) => ({ plan: error, ...guest }));
  }
}
