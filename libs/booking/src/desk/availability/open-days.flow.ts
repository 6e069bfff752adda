import { businessDateOf, msOfIso, type Span } from '@chignon/calendar';
import { invalid, optional, Refusal, type Tools } from '@chignon/eventing';
import { Pace } from '@chignon/service-kit';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import type { Occupancy } from '../../agenda/day/occupancy.js';
import { viewFor } from '../../agenda/day/reserved.js';
import { slotsOf, type WantedServices } from '../../agenda/day/search.js';
import type { Place } from '../../agenda/decide/locate.js';
import type { DayFrame } from '../../salon/book/day.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { ordersOf } from '../../salon/catalogue/order.js';
import { takes, whatRefusal } from '../../salon/channels/admission.js';
import { changesByDate } from '../../salon/roster/staff.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { candidatesFor } from '../booking/candidates.js';
import { findElsewhere } from '../booking/elsewhere.flow.js';
import { byOne, findServices, orderFixed, wantedOf } from '../booking/planning.flow.js';
import { type Prerequisites, prerequisitesOf, isBlocked } from '../booking/prerequisites.flow.js';
import { admission } from '../terms/admission.flow.js';
import { requesterOf } from '../terms/tier.flow.js';
import { exchangesOn, takenBeside } from './beside.flow.js';
import { takenDaysOf } from './taken-days.flow.js';

/** How many days are searched between two yields to other requests. */
const DAYS_AT_ONCE = 7;

/** Services wanted on one of some days of a store. */
export interface Question {
  readonly serviceIds: readonly string[];
  /** Who performs each of them, in their order; where undefined, `staffIds` counts. */
  readonly staffOf?: readonly (string | undefined)[] | undefined;
  /** Which of them, by their place, run at the same time as the one before them. */
  readonly parallel?: ReadonlySet<number> | undefined;
  /** Only these people, for every service. */
  readonly staffIds?: readonly string[] | undefined;
  /** What the place must offer. */
  readonly needs?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  /** Only what this channel may book. */
  readonly channel?: string | undefined;
  readonly sameStaff?: boolean | undefined;
  readonly anyOrder?: boolean | undefined;
  readonly dates: readonly string[];
  /** Only what begins later. */
  readonly afterMs?: number;
  /** An appointment that is to be moved or changed: what it takes now is in no way. */
  readonly moving?: Place | undefined;
}

/** A day on which there may be free starts. */
export interface OpenDay {
  readonly date: string;
  readonly frame: DayFrame;
  readonly now: Occupancy;
  readonly alternatives: readonly WantedServices[];
  readonly fromMs: number;
  /** What the services ask of the customer, if anything. */
  readonly gate: Prerequisites | undefined;
  /** When the customer is elsewhere, at a store that refuses that. */
  readonly away: readonly Span[];
  /** Lines at a start that is free only when others are exchanged (R-BK-44). */
  readonly exchanged?: (startMs: number) => PlannedLine[] | undefined;
}

/** The free starts of a day, ascending, as the lines that would be booked; in between it pauses. */
function* freeStarts({
  date,
  now,
  frame,
  alternatives,
  fromMs,
  gate,
  away,
  exchanged,
}: OpenDay): Generator<PlannedLine[] | undefined, void> {
  for (const chain of slotsOf(now, frame, alternatives, fromMs, exchanged)) {
    if (chain === undefined) {
      yield;
      continue;
    }
    const endMs = away.length === 0 ? 0 : Math.max(...chain.map((l) => l.endMs));
    if (
      (!gate || !isBlocked(gate, chain, date)) &&
      !away.some((span) => span.fromMs < endMs && chain[0]!.startMs < span.toMs)
    )
      yield chain;
  }
}

/** The free starts of some days, ascending, looked for at a pace that lets others in. */
export async function* freeStartsOf(
  days: readonly OpenDay[],
  pace: Pace,
): AsyncGenerator<{ day: OpenDay; chain: PlannedLine[] }, void> {
  for (const day of days) {
    await pace.rest();
    for (const chain of freeStarts(day)) {
      const rest = pace.rest();
      if (rest) await rest;
      if (chain) yield { day, chain };
    }
  }
}

/** What a search may ask less of. */
export const lookPace = (): Pace =>
  new Pace({
    field: 'to',
    expected: 'fewer stores, days, people or services, or their order fixed',
  });

/** The days of a question that are still ahead and open, with what is taken on them and who may perform what. @throws Refusal naming the field */
export async function openDays(
  tools: Tools,
  book: StoreBook,
  {
    serviceIds,
    staffOf,
    parallel,
    staffIds,
    needs,
    customerId,
    channel,
    sameStaff,
    anyOrder,
    dates,
    afterMs = -Infinity,
    moving,
  }: Question,
  pace = lookPace(),
): Promise<OpenDay[]> {
  const { store } = book;
  const nowMs = msOfIso(tools.facts.now());
  const today = businessDateOf(store.zone, dayStartMinute(store), nowMs);
  if (dates.at(-1)! < today)
    throw invalid('start-in-past', 'These dates are in the past.', {
      field: dates.length === 1 ? 'from' : 'to',
      expected: `${today} or later`,
    });
  const wanted = await findServices(
    tools,
    serviceIds.map((serviceId, n) => ({
      serviceId,
      ...optional({ needs }),
      ...(parallel?.has(n) ? { parallel: true } : {}),
    })),
  );
  if (anyOrder && parallel?.size) throw orderFixed();
  const orders = ordersOf(
    wanted.map((w) => w.service),
    anyOrder ?? false,
  );
  const team = {
    storeId: store.id,
    currency: store.currency,
    members: book.team,
    tables: await booksOf(tools).tablesFor(book, customerId),
  };
  const asker = await requesterOf(tools, book, customerId);
  const ask = channel === undefined ? undefined : admission(book, channel, asker);
  if (
    ask &&
    whatRefusal(
      ask,
      wanted.map((w) => w.service),
      staffOf ? staffOf.map((staffId) => staffId ?? staffIds?.[0]) : (staffIds ?? []),
    )
  )
    return [];
  const { earliestMs, lastDate } = ask ? takes(ask) : { earliestMs: nowMs, lastDate: undefined };
  const fromMs = Math.max(earliestMs, afterMs + 1);
  const open: string[] = [];
  const taken: Occupancy[] = [];
  const exchanges: Awaited<ReturnType<typeof exchangesOn>>[] = [];
  for (const date of dates.filter((one) => one >= today && one <= (lastDate ?? one))) {
    const rest = pace.rest();
    if (rest) await rest;
    if (book.frame(date).open.some((span) => span.toMs > fromMs)) open.push(date);
  }
  // How many days are loaded at once: an engine in another process answers over the network, and a day that is not cached is folded.
  for (let i = 0; i < open.length; i += DAYS_AT_ONCE) {
    const rest = pace.rest();
    if (rest) await rest;
    const some = open.slice(i, i + DAYS_AT_ONCE);
    taken.push(
      ...(await Promise.all(
        some.map((date) =>
          moving?.key === agendaKey(store.id, date)
            ? takenBeside(tools, moving, nowMs)
            : takenDaysOf(tools).of(agendaKey(store.id, date), customerId, nowMs),
        ),
      )),
    );
    exchanges.push(
      ...(await Promise.all(
        some.map((date) =>
          store.lateBindingHours && wanted.length === 1
            ? exchangesOn(tools, book, date, customerId, nowMs, moving)
            : Promise.resolve(undefined),
        ),
      )),
    );
  }
  const gate =
    open.length === 0
      ? undefined
      : await prerequisitesOf(
          tools,
          wanted.map((w) => w.service),
          customerId,
          {
            fromMs: book.frame(open[0]!).open[0]!.fromMs,
            toMs: book.frame(open.at(-1)!).open.at(-1)!.toMs,
          },
          moving?.entry.appointment.appointmentId,
        );
  const away =
    customerId !== undefined && store.customerClash === 'refuse' && open.length > 0
      ? await awayIn(
          tools,
          customerId,
          {
            fromMs: book.frame(open[0]!).open[0]!.fromMs,
            toMs: book.frame(open.at(-1)!).open.at(-1)!.toMs,
          },
          moving?.entry.appointment.appointmentId,
        )
      : [];
  const expiring = [...book.team.values()].some(changesByDate);
  let lines: PlannedLine[][] | undefined;
  const days: OpenDay[] = [];
  for (const [i, date] of open.entries()) {
    await pace.rest();
    if (expiring || i === 0) {
      lines = candidates(() => {
        const possible = wanted.map((one, n) =>
          (staffOf?.[n] === undefined ? (staffIds ?? [undefined]) : [staffOf[n]]).flatMap(
            (staffId) =>
              candidatesFor(
                { ...one, ...optional({ staffId }) },
                n + 1,
                team,
                customerId,
                date,
                `services.${n}`,
              ),
          ),
        );
        return sameStaff && possible.length > 1 ? byOne(possible, 'services') : possible;
      });
    }
    if (!lines) continue;
    const alternatives = orders.map((order) => ({
      ...wantedOf(
        book,
        order.map((n) => lines![n]!),
        customerId,
      ),
      ...(sameStaff ? { sameStaff: true } : {}),
    }));
    const candidatesThen = lines;
    days.push({
      date,
      frame: viewFor(book.frame(date), asker),
      now: taken[i]!,
      alternatives,
      fromMs,
      gate,
      away: away.filter((span) => span.key !== agendaKey(store.id, date)),
      ...(exchanges[i]
        ? {
            exchanged: (startMs: number) =>
              exchanges[i]!(candidatesThen[0]!, startMs, viewFor(book.frame(date), asker)),
          }
        : {}),
    });
  }
  return days;
}

/** When the customer has appointments, and in which agenda: the day's own are looked at with everything else. */
const awayIn = async (
  tools: Tools,
  customerId: string,
  span: Span,
  except: string | undefined,
): Promise<(Span & { key: string })[]> =>
  (await findElsewhere(tools, { customerId, ...span, key: '', except })).map((e) => ({
    key: agendaKey(e.storeId, e.date),
    fromMs: msOfIso(e.startsAt),
    toMs: msOfIso(e.endsAt),
  }));

/** A date on which none of the named staff may perform is a date without slots; an unknown staff id is an error. */
function candidates(find: () => PlannedLine[][]): PlannedLine[][] | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'refused') return undefined;
    throw error;
  }
}
