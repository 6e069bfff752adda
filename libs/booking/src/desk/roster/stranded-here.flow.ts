import { businessDateOf, dateAfter, msOfIso } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import type { DayFrame } from '../../salon/book/day.js';
import { booksOf, type DayChange, type StoreBook } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { mayTake, versionsIn } from './able.flow.js';
import { bookedDates } from './booked-dates.flow.js';
import type { StrandedAnswer } from './roster.shapes.http.js';
import {
  type DateRange,
  type Found,
  MAX_NAMED,
  reassignments,
  strandedRefusal,
} from './stranded.flow.js';
import { strandedHere } from './stranded-here.js';

/** What to do about bookings that a change would strand. */
export type OnStranded = 'refuse' | 'list' | undefined;

/** What a change of a store's master data leaves stranded, as its answer tells it. */
export interface LeftStranded {
  stranded?: StrandedAnswer[];
  strandedCount?: number;
}

/**
 * The coming bookings of a store that its days no longer hold, in order of begin. What counts is the folded agenda of each date, as for a changed
 * roster. @param frameOf the days as they are, or as a change would make them
 */
export async function strandedAtStore(
  tools: Tools,
  book: StoreBook,
  frameOf: (date: string) => DayFrame = (date) => book.frame(date),
  dates: DateRange = { from: '' },
): Promise<Found[]> {
  const { store } = book;
  const nowMs = msOfIso(tools.facts.now());
  // A day earlier than today's, which another zone or begin of the day may make today's.
  const first = dateAfter(businessDateOf(store.zone, dayStartMinute(store), nowMs), -1);
  const from = dates.from > first ? dates.from : first;
  const found: Found[] = [];
  for await (const date of bookedDates(tools, store.id, from, dates.to))
    found.push(...(await strandedOnDate(tools, book, frameOf(date), date, nowMs)));
  return found.sort((a, b) => a.appointment.startMs - b.appointment.startMs);
}

/** The same of one date. */
export async function strandedOnDate(
  tools: Tools,
  book: StoreBook,
  frame: DayFrame,
  date: string,
  nowMs: number,
): Promise<Found[]> {
  const storeId = book.store.id;
  const { state, revision } = await tools.load(agenda, agendaKey(storeId, date));
  if (revision === 0) return [];
  const versions = await versionsIn(tools, state);
  return strandedHere(state, nowMs, frame, (line, staffId) => {
    const member = book.team.get(staffId);
    return member !== undefined && mayTake(member, line, staffId, versions, storeId, date);
  }).map((one) => ({ ...one, book, date, state, frame, versions }));
}

/**
 * What a change of a store would strand: refused unless the caller asked for the list, as for rosters (R-BK-42). Bookings that did not fit before
 * are nobody's fault.
 * @param write writes the change: the look after it finds what was booked meanwhile
 * @throws Refusal `bookings-stranded` with the bookings
 */
export async function changeOfStore<R>(
  tools: Tools,
  book: StoreBook | undefined,
  change: DayChange,
  onStranded: OnStranded,
  write: () => Promise<R>,
): Promise<{ readonly written: R; readonly left: LeftStranded }> {
  if (!book) return { written: await write(), left: {} };
  const after = (date: string) => book.frameIf(change, date);
  const judged = await strandedAtStore(tools, book, after);
  const known = new Set(judged.map(keyOf));
  if (judged.length > 0 && onStranded !== 'list') {
    const fresh = freshOf(judged, await strandedAtStore(tools, book));
    if (fresh.length > 0)
      throw strandedRefusal('Bookings of this store would no longer fit.', fresh, {
        storeId: book.store.id,
      });
  }
  const written = await write();
  const now = await strandedAtStore(tools, await booksOf(tools).store(book.store.id));
  return {
    written,
    left:
      onStranded === 'list' || now.some((one) => !known.has(keyOf(one)))
        ? {
            stranded: reassignments(tools, now.slice(0, MAX_NAMED)),
            strandedCount: now.length,
          }
        : {},
  };
}

/** Those that did not stand on the list before. */
export function freshOf(after: readonly Found[], before: readonly Found[]): Found[] {
  const old = new Set(before.map(keyOf));
  return after.filter((one) => !old.has(keyOf(one)));
}

const keyOf = ({ id, date }: Found): string => `${date} ${id}`;
