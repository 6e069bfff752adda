import type { Command, DomainEvent, Ledger } from '@chignon/eventing';

/*
 * The search log: what was looked for in a store on one day, and what was refused: for forecasts and a better offer (BK-26). Stream
 * `demand-<store>-<date of asking>`. Nothing of it says who asked.
 * Easy to get wrong: searches are gathered for a moment and written many at once, so that a question does not cost a disk write.
 */

/** One look at availability. */
export interface Search {
  readonly serviceIds: readonly string[];
  /** First and last business date asked for. */
  readonly from: string;
  readonly to: string;
  /** Certain people were asked for. */
  readonly staffAsked: boolean;
  /** Free starts found: 0 is an unmet search. */
  readonly found: number;
}

/** A booking or hold that was refused. */
export interface RefusedBooking {
  readonly serviceIds: readonly string[];
  readonly startsAt: string;
  readonly code: string;
}

/** What was gathered since the last event. */
export interface Observed {
  readonly searches: readonly Search[];
  readonly refusals: readonly RefusedBooking[];
}

export type SearchLogEvent = DomainEvent<'DemandObserved', Observed>;
export type SearchLogCommand = Command<'Observe'> & { readonly observed: Observed };

/** Counts of one store and day. */
export interface SearchLogState {
  readonly searches: number;
  readonly unmet: number;
  readonly refusals: number;
}

export const searchLog: Ledger<SearchLogState, SearchLogCommand, SearchLogEvent> = {
  category: 'demand',
  initial: () => ({ searches: 0, unmet: 0, refusals: 0 }),
  evolve: {
    DemandObserved: (state, { data }) => ({
      searches: state.searches + data.searches.length,
      unmet: state.unmet + data.searches.filter((search) => search.found === 0).length,
      refusals: state.refusals + data.refusals.length,
    }),
  },
  decide: {
    Observe: (_, { observed }) =>
      observed.searches.length + observed.refusals.length === 0
        ? []
        : [{ type: 'DemandObserved', data: observed }],
  },
};
