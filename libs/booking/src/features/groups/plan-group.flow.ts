import { Refusal, type Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import { orderByTurn } from '../../agenda/appointment/any-staff.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { WantedServices } from '../../agenda/day/search.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { withExchange } from '../../desk/booking/exchange.flow.js';
import {
  admitLines,
  type BookingInput,
  possibleLines,
  loadOccupancy,
  wantedOf,
} from '../../desk/booking/planning.flow.js';
import { checkPrerequisites } from '../../desk/booking/prerequisites.flow.js';
import { chainLines } from '../../desk/booking/unplaced.js';
import { requesterOf } from '../../desk/terms/tier.flow.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { arrangeGroup } from './arrange.js';

/** One guest of a group, as the route takes it. */
export type GuestWish = Pick<BookingInput, 'customerId' | 'services' | 'anyOrder' | 'sameStaff'>;

/** What a group may ask less of. */
const groupPace = (): Pace => new Pace({ field: 'guests', expected: 'fewer guests or services' });

/**
 * Resolves what the guests ask for to plans that the agenda can decide together. Where no arrangement is free each
 * guest gets the first choice of everybody, so that the agenda names what is in the way. Something wrong with a request comes
 * back in its plan (see `planFor`). A guest who is not named yet is of the tier of who books.
 */
export async function planGroup(
  tools: Tools,
  book: StoreBook,
  guests: readonly GuestWish[],
  startMs: number,
  date: string,
  { channel, bookerId }: { channel: string; bookerId?: string | undefined },
): Promise<{ plan: Plan; customerId?: string }[]> {
  const whose = guests.map(({ customerId }) => (customerId === undefined ? {} : { customerId }));
  try {
    const askers = await Promise.all(
      guests.map(({ customerId }) => requesterOf(tools, book, customerId ?? bookerId)),
    );
    const frames = askers.map((asker) => viewFor(book.frame(date), asker));
    const { now, turns } = await loadOccupancy(tools, book, date);
    const pace = groupPace();
    const requests: WantedServices[] = [];
    for (const [g, guest] of guests.entries()) {
      const rest = pace.rest();
      if (rest) await rest;
      const {
        lines: possible,
        orders,
        services,
      } = await possibleLines(tools, book, guest, date, `guests.${g}.services`);
      const lines = admitLines(
        book,
        { ...guest, channel },
        services,
        startMs,
        date,
        askers[g]!,
        possible,
        `guests.${g}.services`,
      );
      // One order a guest: the first that the catalogue allows. Trying all orders of all guests would multiply them.
      requests.push({
        ...wantedOf(
          book,
          orders[0]!.map((i) => orderByTurn(lines[i]!, services[i]!.skill?.skill, turns)),
          guest.customerId,
        ),
        requester: askers[g]!,
        ...(guest.sameStaff ? { sameStaff: true } : {}),
      });
    }
    const arranged =
      (await pace.through(arrangeGroup(now, book.frame(date), requests, startMs))) ??
      requests.map((wanted, g) => chainLines(wanted, startMs, frames[g]!));
    const planned: { plan: Plan; customerId?: string }[] = [];
    for (const [g, lines] of arranged.entries()) {
      const rest = pace.rest();
      if (rest) await rest;
      planned.push({
        plan: await withExchange(
          tools,
          book,
          await checkPrerequisites(
            tools,
            { frame: frames[g]!, options: [lines] },
            guests[g]!.customerId,
          ),
        ),
        ...whose[g],
      });
    }
    return planned;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return whose.map((guest) => ({ plan: error, ...guest }));
  }
}
