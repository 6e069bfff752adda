import { daysOfDate, isoOf, type Span } from '@chignon/calendar';
import { invalid, lookUp, type Tools } from '@chignon/eventing';
import type { DayFrame } from '../../salon/book/day.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import type { DayWindow } from './day-window.shapes.http.js';

export const windowsOf = (spans: readonly Span[]): DayWindow[] =>
  spans.map((s) => ({ from: isoOf(s.fromMs), to: isoOf(s.toMs) }));

/** A store and its plan for one date: what every sheet of a day begins with. @throws Refusal 422 `date-invalid`, 404 `store-not-found` */
export async function dayOf(
  tools: Tools,
  storeId: string,
  date: string,
): Promise<{ book: StoreBook; frame: DayFrame }> {
  if (daysOfDate(date) === undefined)
    throw invalid('date-invalid', 'There is no such date.', {
      field: 'date',
      expected: 'YYYY-MM-DD',
    });
  const book = await booksOf(tools).store(storeId);
  return { book, frame: book.frame(date) };
}

/** The day's head and its people, as answers show them. */
export const headOf = ({ store }: StoreBook, { businessDate, open }: DayFrame) => ({
  storeId: store.id,
  date: businessDate,
  zone: store.zone,
  open: windowsOf(open),
});
export const peopleOf = ({ team }: StoreBook, frame: DayFrame) =>
  [...team.values()].map((m) => ({
    staffId: m.id,
    displayName: m.displayName,
    working: windowsOf(lookUp(frame.working, m.id) ?? []),
  }));

/** A hold that has run out is free already, though no event has said so yet. Both are ISO UTC. */
export const stillHeld = ({ expiresAt }: { expiresAt?: string }, now: string): boolean =>
  expiresAt === undefined || expiresAt > now;
