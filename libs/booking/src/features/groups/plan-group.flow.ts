import { HOUR_MS, isoOf } from '@chignon/calendar';
import { invalid, Refusal, refused, type Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import { orderByTurn } from '../../agenda/appointment/any-staff.js';
import type { Occupancy } from '../../agenda/day/occupancy.js';
import { viewFor } from '../../agenda/day/reserved.js';
import type { Plan } from '../../agenda/decide/choose.js';
import { withExchange } from '../../desk/booking/exchange.flow.js';
import {
  admitLines,
  type BookingInput,
  loadOccupancy,
  momentOf,
  possibleLines,
  wantedOf,
} from '../../desk/booking/planning.flow.js';
import { checkPrerequisites } from '../../desk/booking/prerequisites.flow.js';
import { chainLines } from '../../desk/booking/unplaced.js';
import { requesterOf } from '../../desk/terms/tier.flow.js';
import type { DayFrame, Requester } from '../../salon/book/day.js';
import type { StoreBook } from '../../salon/book/store-book.flow.js';
import type { Service } from '../../salon/catalogue/service.js';
import { arrangeGroup, laterFor, type WantedGuest } from './arrange.js';
import { type Shortage, shortageAt } from './shortage.js';

/** One guest of a group, as the route takes it. */
export type GuestWish = Pick<BookingInput, 'customerId' | 'services' | 'anyOrder' | 'sameStaff'> & {
  /** Begins then instead of with the others. */
  readonly startsAt?: string;
};

/** A party: when it begins, through which channel and by whom it is asked for. */
export interface PartyWish {
  readonly startMs: number;
  readonly date: string;
  /** Absent: whatever the agenda would take. */
  readonly channel?: string | undefined;
  readonly bookerId?: string | undefined;
}

/** The guests of a party on one day, as they are arranged. */
export interface PartyOfDay {
  readonly requests: readonly WantedGuest[];
  readonly askers: readonly Requester[];
  readonly services: readonly (readonly Service[])[];
  readonly now: Occupancy;
}

/** Other starts named where a party does not fit, and how far on either side of the wanted one they are looked for: a day of quarter hours. */
const NEAREST = 3;
const NEAREST_STEPS = 48;

/** What a group may ask less of. */
export const groupPace = (): Pace =>
  new Pace({ field: 'guests', expected: 'fewer guests or services' });

/** Who may do what for whom on that day, and what is taken. A guest who is not named yet is of the tier of who books. @throws Refusal naming the guest's field */
export async function partyOf(
  tools: Tools,
  book: StoreBook,
  guests: readonly GuestWish[],
  { startMs, date, channel, bookerId }: PartyWish,
  pace: Pace,
): Promise<PartyOfDay> {
  const askers = await Promise.all(
    guests.map(({ customerId }) => requesterOf(tools, book, customerId ?? bookerId)),
  );
  const { now, turns } = await loadOccupancy(tools, book, date);
  const requests: WantedGuest[] = [];
  const all: Service[][] = [];
  for (const [g, guest] of guests.entries()) {
    const rest = pace.rest();
    if (rest) await rest;
    const field = `guests.${g}.services`;
    const {
      lines: possible,
      orders,
      services,
    } = await possibleLines(tools, book, guest, date, field);
    const asked = { ...guest, ...(channel === undefined ? {} : { channel }) };
    const lines = admitLines(book, asked, services, startMs, date, askers[g]!, possible, field);
    const beginMs = beginOf(book, guest, g, startMs, date);
    all.push(services);
    // One order a guest: the first that the catalogue allows. Trying all orders of all guests would multiply them.
    requests.push({
      ...wantedOf(
        book,
        orders[0]!.map((i) => orderByTurn(lines[i]!, services[i]!.skill?.skill, turns)),
        guest.customerId,
      ),
      askedWaitMs: orders[0]!.map((i) => (services[i]!.requires?.minHoursBefore ?? 0) * HOUR_MS),
      requester: askers[g]!,
      ...(guest.sameStaff ? { sameStaff: true } : {}),
      ...(beginMs === undefined ? {} : { beginMs }),
    });
  }
  return { requests, askers, services: all, now };
}

/** A guest's own begin is the party's or later, on the same day. */
function beginOf(
  book: StoreBook,
  { startsAt }: GuestWish,
  g: number,
  startMs: number,
  date: string,
): number | undefined {
  if (startsAt === undefined) return undefined;
  const field = `guests.${g}.startsAt`;
  const own = momentOf(book, startsAt, field);
  if (own.startMs < startMs || own.date !== date)
    throw invalid('guest-out-of-time', 'A guest begins with the group or later on the same day.', {
      field,
      expected: `${isoOf(startMs)} or later on ${date}`,
    });
  return own.startMs;
}

/**
 * Resolves what the guests ask for to plans that the agenda can decide together. Where no arrangement is free the plan says what all of them
 * lack, with starts at which all of them fit. Something wrong with a request comes back in its plan (see `planFor`).
 */
export async function planGroup(
  tools: Tools,
  book: StoreBook,
  guests: readonly GuestWish[],
  wish: PartyWish,
): Promise<{ plan: Plan; customerId?: string }[]> {
  const whose = guests.map(({ customerId }) => (customerId === undefined ? {} : { customerId }));
  try {
    const pace = groupPace();
    const { startMs, date } = wish;
    const party = await partyOf(tools, book, guests, wish, pace);
    const { requests, askers, now } = party;
    const day = book.frame(date);
    const arranged =
      (await pace.through(arrangeGroup(now, day, requests, { startMs }))) ??
      (await unarranged(party, day, startMs, pace));
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
            { frame: viewFor(day, askers[g]!), options: [lines] },
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

/**
 * What the agenda is asked for where no arrangement was found: everybody as far as they fit, so that it names what is in the way of the first who
 * does not, or makes room.
 * @throws Refusal 409 where a number of guests lacks people or places
 */
async function unarranged(
  { requests, askers, now }: PartyOfDay,
  day: DayFrame,
  startMs: number,
  pace: Pace,
) {
  const shortage = shortageAt(now, day, requests, startMs);
  const shared = shortage?.kind === 'staff' && shortage.staffIds.length > 0;
  const late = requests.some(({ lines }) => lines.some((line) => line.some((c) => c.provisional)));
  // Where people are still exchanged only the agenda knows; and what nobody can do alone has a reason of its own.
  if (shortage && (shortage.kind === 'pool' || (shared && !late)))
    throw await shortageRefusal(shortage, { requests, now, day, startMs, pace });
  return requests.map((wanted, g) =>
    chainLines(wanted, wanted.beginMs ?? startMs, viewFor(day, askers[g]!)),
  );
}

/** The refusal of a party of which a number of guests want more than there is: who they are, of what, and when all of them would fit. */
async function shortageRefusal(
  shortage: Shortage,
  {
    requests,
    now,
    day,
    startMs,
    pace,
  }: Pick<PartyOfDay, 'requests' | 'now'> & { day: DayFrame; startMs: number; pace: Pace },
): Promise<Refusal> {
  const guests = shortage.guests.map((i) => i + 1);
  const nearest = await nearestFor(requests, now, day, startMs, pace);
  if (shortage.kind === 'pool')
    return refused(
      'slot-taken',
      `The pool \`${shortage.pool}\` has room for ${shortage.free} of ${guests.length} guests.`,
      { field: 'startsAt', resource: { kind: 'pool', id: shortage.pool }, guests, nearest },
    );
  const { staffIds } = shortage;
  const named = shortage.guests.filter((i) => requests[i]!.lines[0]!.every((c) => c.requested));
  if (named.length === shortage.guests.length && staffIds.length === 1) {
    const last = named.at(-1)!;
    const laterMs = await pace.through(laterFor(now, day, requests, last, startMs));
    return refused(
      'slot-taken',
      `\`${staffIds[0]!}\` is asked for by the guests ${guests.join(' and ')} at the same time.`,
      {
        field: `guests.${last}.services.0.staffId`,
        resource: { kind: 'staff', id: staffIds[0]! },
        guests,
        ...(laterMs === undefined ? {} : { guestNo: last + 1, possibleFrom: isoOf(laterMs) }),
        nearest,
      },
    );
  }
  return refused(
    'slot-taken',
    `${staffIds.length} of the staff are free for ${guests.length} guests at that time.`,
    {
      field: 'startsAt',
      resource: { kind: 'staff', id: staffIds[0]! },
      staffIds,
      guests,
      nearest,
    },
  );
}

/** Starts of the day at which all guests fit, the nearest first; those with a begin of their own keep their distance. */
async function nearestFor(
  requests: readonly WantedGuest[],
  now: Occupancy,
  day: DayFrame,
  startMs: number,
  pace: Pace,
): Promise<string[]> {
  const found: string[] = [];
  const [opensMs, closesMs] = [day.open[0]?.fromMs ?? Infinity, day.open.at(-1)?.toMs ?? 0];
  for (let step = 1; step <= NEAREST_STEPS && found.length < NEAREST; step++)
    for (const deltaMs of [step * day.stepMs, -step * day.stepMs]) {
      const atMs = startMs + deltaMs;
      if (found.length === NEAREST || atMs < opensMs || atMs >= closesMs) continue;
      if (requests.some(({ requester }) => requester && atMs < requester.nowMs)) continue;
      const later = requests.map((one) =>
        one.beginMs === undefined ? one : { ...one, beginMs: one.beginMs + deltaMs },
      );
      if (await pace.through(arrangeGroup(now, day, later, { startMs: atMs })))
        found.push(isoOf(atMs));
    }
  return found;
}
