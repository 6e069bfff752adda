import { DAY_MS, daysOfDate, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { listAll, Refusal, type Tools } from '@chignon/eventing';
import type { Pace } from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, type Entry, occupancyAt } from '../../agenda/appointment/appointment.js';
import type { PlannedLine } from '../../agenda/day/line.js';
import { vacate } from '../../agenda/day/occupancy.js';
import { viewFor } from '../../agenda/day/reserved.js';
import { possibleLines, wantedOf } from '../../desk/booking/planning.flow.js';
import { prerequisitesOf, isBlocked } from '../../desk/booking/prerequisites.flow.js';
import { admission } from '../../desk/terms/admission.flow.js';
import { requesterOf, ranksOf } from '../../desk/terms/tier.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { takes, timeRefusal, whatRefusal } from '../../salon/channels/admission.js';
import type { WaitlistTerms } from '../../salon/waitlist/waitlist-terms.js';
import { fitting, inOrder, type Opening, spanOfLines } from './opening.js';
import { statusAt, turnedDown, type WaitlistState, wasAsked } from './waitlist-ledger.js';
import { type ListedEntry, waitlistEntries } from './waitlist.view.js';
import { beginningsOn } from './windows.js';

const PAGE = 500;

/** Who waits at the store for that date, in the order of its policy. The lists may lag; the entries themselves decide. */
export async function inLine(
  tools: Tools,
  { storeId, date }: Pick<Opening, 'storeId' | 'date'>,
  terms: WaitlistTerms,
): Promise<ListedEntry[]> {
  const found: ListedEntry[] = [];
  // In no zone has a date begun a day before it begins in UTC.
  const stillMs = Math.max(msOfIso(tools.facts.now()), (daysOfDate(date)! - 1) * DAY_MS);
  for (const status of ['waiting', 'offered']) {
    const listed = await listAll(tools.documents, tools.collection(waitlistEntries), {
      index: 'byEnd',
      where: { storeId, status },
      range: { field: 'untilMs', gt: stillMs },
      limit: PAGE,
    });
    found.push(...listed.filter((entry) => entry.firstDate <= date));
  }
  if (!terms.tierFirst) return inOrder(found, terms);
  // The tier as loyalty says it now: those of whom it has said nothing have none, whatever was said when they joined.
  const ranks = await ranksOf(
    tools,
    await booksOf(tools).store(storeId),
    found.map((entry) => entry.customerId),
  );
  return inOrder(
    found.map((entry) => ({ ...entry, tierRank: ranks.get(entry.customerId) ?? 0 })),
    terms,
  );
}

/** Where the services of an entry fit into an opening now; undefined when they do not, or it must not be asked, or its channel takes none of it. `aside`: a hold that is looked past. */
export async function match(
  tools: Tools,
  book: StoreBook,
  state: WaitlistState,
  opening: Opening,
  pace: Pace,
  aside?: Entry,
): Promise<PlannedLine[] | undefined> {
  const rest = pace.rest();
  if (rest) await rest;
  const { entry } = state;
  const nowMs = msOfIso(tools.facts.now());
  if (
    !entry ||
    entry.customerId === opening.leftBy ||
    statusAt(state, nowMs) !== 'waiting' ||
    wasAsked(state, opening.openingId)
  )
    return undefined;
  const begin = beginningsOn(entry.windows, book.store, opening.date);
  if (begin.length === 0) return undefined;
  const possible = await possibleLines(tools, book, entry, opening.date).catch((error: unknown) => {
    // A service that is gone, or nobody who may perform it that day: no match.
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  if (!possible) return undefined;
  const asker = await requesterOf(tools, book, entry.customerId);
  const ask = admission(book, entry.channel, asker);
  // Nothing is offered that the channel of the customer could not book at this moment.
  if (
    whatRefusal(
      ask,
      possible.services,
      entry.services.map((one) => one.staffId),
    ) ??
    timeRefusal(ask, Infinity, opening.date)
  )
    return undefined;
  const alternatives = possible.orders.map((order) =>
    wantedOf(
      book,
      order.map((n) => possible.lines[n]!),
      entry.customerId,
    ),
  );
  const taken = occupancyAt(
    (await tools.load(agenda, agendaKey(opening.storeId, opening.date))).state,
    nowMs,
  );
  const now = aside
    ? vacate(
        taken,
        aside.appointment.appointmentId,
        aside.appointment.customerId,
        aside.appointment.lines,
      )
    : taken;
  const earliestMs = Math.max(
    nowMs + Math.max(1, entry.noticeMinutes * MINUTE_MS),
    takes(ask).earliestMs,
  );
  const mayBegin = (ms: number) =>
    ms >= earliestMs && begin.some((span) => span.fromMs <= ms && ms < span.toMs);
  const gate = await prerequisitesOf(tools, possible.services, entry.customerId, opening);
  const mayTake = (lines: readonly PlannedLine[]): boolean => {
    const { fromMs, toMs } = spanOfLines(lines);
    return (
      !turnedDown(state, opening.storeId, fromMs, toMs) &&
      !(gate && isBlocked(gate, lines, opening.date))
    );
  };
  return pace.through(
    fitting(
      now,
      viewFor(book.frame(opening.date), asker),
      alternatives,
      opening,
      mayBegin,
      mayTake,
    ),
  );
}
