import type { Command, DomainEvent, Ledger } from '@chignon/eventing';
import type { Rhythm } from './occurrences.js';

/*
 * A series of appointments: which slots were booked together. Stream `series-<seriesId>`.
 * Its one event is the moment at which all of them are booked: every slot is held before it and confirmed after it.
 * Easy to get wrong: before the event nothing is booked, and holds that a stop left behind run out; after it every hold is
 * confirmed, by whoever booked or by the reaction.
 */

/** One appointment of a series: the hold that it is confirmed from, in the agenda of its day. */
export interface SeriesSlot {
  readonly agenda: string;
  readonly appointmentId: string;
  readonly startMs: number;
}

/** An occurrence that was left out, and why. */
export interface SkippedOccurrence {
  readonly local: string;
  readonly code: string;
}

/** What was booked. */
export interface SeriesDetails extends Rhythm {
  readonly storeId: string;
  readonly customerId?: string;
  readonly slots: readonly SeriesSlot[];
  readonly skipped: readonly SkippedOccurrence[];
}

export type SeriesEvent = DomainEvent<'SeriesBooked', SeriesDetails>;
export type SeriesCommand = Command<'BookSeries'> & { readonly series: SeriesDetails };

export interface SeriesState {
  readonly seriesId: string;
  readonly booked?: SeriesDetails;
}

/** Appointments that were booked as a series. */
export const series: Ledger<SeriesState, SeriesCommand, SeriesEvent> = {
  category: 'series',
  initial: (seriesId) => ({ seriesId }),
  evolve: { SeriesBooked: (state, { data }) => ({ ...state, booked: data }) },
  decide: {
    BookSeries: (state, { series: facts }) =>
      state.booked ? [] : [{ type: 'SeriesBooked', data: facts }],
  },
};
