/* Starts at which a whole party fits, as it would be booked. */
import { businessDateOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { invalid, Refusal, type Tools } from '@chignon/eventing';
import type { Pace } from '@chignon/service-kit';
import type { PlannedLine } from '../../agenda/day/line.js';
import { isBlocked, prerequisitesOf } from '../../desk/booking/prerequisites.flow.js';
import { admission } from '../../desk/terms/admission.flow.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import { timeRefusal } from '../../salon/channels/admission.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { arrangeGroup } from './arrange.js';
import { checkGuests } from './book-group.flow.js';
import { type GuestWish, partyOf, type PartyOfDay } from './plan-group.flow.js';

/** A start at which all guests fit: lines per guest, in the order of the question. */
export interface PartySlot {
  readonly date: string;
  readonly guests: readonly (readonly PlannedLine[])[];
}

/** What a party is searched for with. */
export interface PartyQuestion {
  readonly guests: readonly GuestWish[];
  readonly dates: readonly string[];
  readonly spreadMinutes?: number | undefined;
  readonly channel?: string | undefined;
  readonly bookerId?: string | undefined;
}

/** The free starts of some days, ascending. A day on which nobody may perform one of the services has none. @throws Refusal 422 for what is wrong with the question */
export async function* partySlots(
  tools: Tools,
  book: StoreBook,
  { guests, dates, spreadMinutes = 0, channel, bookerId }: PartyQuestion,
  pace: Pace,
): AsyncGenerator<PartySlot, void> {
  checkGuests(guests);
  const { store } = book;

  const nowMs = msOfIso(tools.facts.now());
  const today = businessDateOf(store.zone, dayStartMinute(store), nowMs);
  if (dates.at(-1)! < today)
    throw invalid('start-in-past', 'These dates are in the past.', {
      field: dates.length === 1 ? 'from' : 'to',
      expected: `${today} or later`,
    });
  for (const date of dates.filter((one) => one >= today)) {
    await pace.rest();
    const day = book.frame(date);
    const [fromMs, toMs] = [day.open[0]?.fromMs, day.open.at(-1)?.toMs];
    if (fromMs === undefined || toMs === undefined || toMs <= nowMs) continue;
    const party = await partyOn(tools, book, guests, { startMs: fromMs, date, bookerId }, pace);
    if (!party) continue;
    const { requests, askers } = party;
    const gates = await Promise.all(
      guests.map(({ customerId }, g) =>
        prerequisitesOf(tools, party.services[g]!, customerId, { fromMs, toMs }),
      ),
    );
    const welcome = (startMs: number): boolean =>
      channel === undefined ||
      askers.every((asker) => !timeRefusal(admission(book, channel, asker), startMs, date));
    for (const open of day.open)
      for (let startMs = open.fromMs; startMs < open.toMs; startMs += day.stepMs) {
        if (startMs < nowMs || !welcome(startMs)) continue;
        const arranged = await pace.through(
          arrangeGroup(party.now, day, requests, { startMs, spreadMs: spreadMinutes * MINUTE_MS }),
        );
        if (arranged?.every((lines, g) => !gates[g] || !isBlocked(gates[g], lines, date)))
          yield { date, guests: arranged };
      }
  }
}

async function partyOn(
  tools: Tools,
  book: StoreBook,
  guests: readonly GuestWish[],
  wish: { startMs: number; date: string; bookerId?: string | undefined },
  pace: Pace,
): Promise<PartyOfDay | undefined> {
  try {
    return await partyOf(tools, book, guests, wish, pace);
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return undefined;
    throw error;
  }
}
