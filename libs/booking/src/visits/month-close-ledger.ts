import { type DomainEvent, type Ledger, refused } from '@chignon/eventing';
import { checkReason } from '../salon/till/reasons.js';
import type { AtTill } from './at-till.js';

/*
 * The close of one month of a store. Stream `monthclose-<store>-<YYYY-MM>`. Bills of visits in a closed month are corrected and voided by a named
 * permission only, and what was put right says why (VS-14, BY-09). What happened is never refused: late visits and refunds come in, and are shown apart.
 */

/** Visits passed over a closed month's lock by this. */
export const MAY_PASS = 'booking.closed-months:correct';

/** What the visits of a month come to, in minor units of the store's currency. */
export interface MonthBooks {
  /** Settled, and not voided. */
  readonly visits: number;
  readonly netCents: number;
  readonly taxCents: number;
}

/** A close as it was made. */
export interface MonthClose extends MonthBooks {
  readonly storeId: string;
  /** `YYYY-MM`, by business dates. */
  readonly month: string;
  readonly currency: string;
  /** From 1 on; each reopening is followed by the next. */
  readonly closeNo: number;
  readonly closedAt: string;
}

export type MonthCloseEvent =
  | DomainEvent<'MonthClosed', MonthClose>
  | DomainEvent<
      'MonthReopened',
      { storeId: string; month: string; closeNo: number; reason: string }
    >;

export type MonthCloseCommand =
  | {
      type: 'CloseMonth';
      storeId: string;
      month: string;
      currency: string;
      /** As the read model has them. */
      books: MonthBooks;
    }
  | { type: 'ReopenMonth'; storeId: string; month: string; reason: string };

export interface MonthCloseState {
  readonly status: 'open' | 'closed';
  /** The newest last. */
  readonly closes: readonly MonthClose[];
}

export const monthCloses: Ledger<MonthCloseState, MonthCloseCommand, MonthCloseEvent> = {
  category: 'monthclose',
  initial: () => ({ status: 'open', closes: [] }),
  evolve: {
    MonthClosed: ({ closes }, { data }) => ({ status: 'closed', closes: [...closes, data] }),
    MonthReopened: (state) => ({ ...state, status: 'open' }),
  },
  decide: {
    CloseMonth: (state, { storeId, month, currency, books }, facts) => {
      if (state.status === 'closed')
        throw refused('month-already-closed', 'The month is closed. Reopen it first.', {
          found: 'closed',
        });
      return [
        {
          type: 'MonthClosed',
          data: {
            storeId,
            month,
            currency,
            closeNo: state.closes.length + 1,
            ...books,
            closedAt: facts.now(),
          },
        },
      ];
    },
    ReopenMonth: (state, { storeId, month, reason }) => {
      if (state.status === 'open')
        throw refused('month-not-closed', 'The month is not closed.', { found: 'open' });
      return [
        {
          type: 'MonthReopened',
          data: { storeId, month, closeNo: state.closes.length, reason },
        },
      ];
    },
  },
};

export const monthCloseKey = (storeId: string, month: string): string => `${storeId}-${month}`;

/** What moved in the books since the last close; zeros where nothing did, or the month was never closed. */
export function movedSinceClose({ closes }: MonthCloseState, books: MonthBooks): MonthBooks {
  const last = closes.at(-1) ?? books;
  return {
    visits: books.visits - last.visits,
    netCents: books.netCents - last.netCents,
    taxCents: books.taxCents - last.taxCents,
  };
}

/** Why something in a closed month is put right, and which month it is: stands in what is written. */
export interface IntoClosedMonth {
  readonly month: string;
  /** A code. */
  readonly reason: string;
}

/** The month of a visit as its store keeps it, and what whoever puts it right says. */
export interface VisitMonth {
  readonly month: string;
  readonly closed: boolean;
  /** A code; absent: nothing was said. */
  readonly reason?: string;
}

/** @throws Refusal 409 `month-closed` where nobody says why it is passed over; 422 `reason-unknown` */
export function mayCorrectIn(
  visit: VisitMonth | undefined,
  { till }: AtTill,
): { closedMonth?: IntoClosedMonth } {
  if (!visit?.closed) return {};
  const { month, reason } = visit;
  if (reason === undefined)
    throw refused('month-closed', 'The month of this visit is closed at the store.', {
      field: 'closedMonthReason',
      expected: `a reason, by somebody with the permission ${MAY_PASS}; or reopen the month`,
      month,
      permission: MAY_PASS,
    });
  checkReason(till, 'correct-closed-month', reason, 'closedMonthReason');
  return { closedMonth: { month, reason } };
}
