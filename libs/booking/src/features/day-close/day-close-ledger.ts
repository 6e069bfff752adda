import { type DomainEvent, invalid, type Ledger, refused } from '@chignon/eventing';
import { checkReason } from '../../salon/till/reasons.js';
import type { Till } from '../../salon/till/till-rules.js';
import { sum } from '../../visits/bill.js';
import type { Tender } from '../../visits/visit.js';

/*
 * The close of one business day of a store: what the books expect by tender, what was counted, and the difference. Stream
 * `dayclose-<store>-<date>`. A close is never edited: who counted wrong opens the day again and closes it anew, under the next number.
 */

/** What drawers are filled with. */
const CASH = 'cash';

/** One tender of a day. */
export interface ClosedTender {
  readonly kind: string;
  /** By the books, in minor units; of cash with the float. */
  readonly expectedCents: number;
  /** Absent: nobody counted it. */
  readonly countedCents?: number;
  /** Counted less expected; absent: nobody counted it. */
  readonly differenceCents?: number;
}

/** A close as it was made. */
export interface DayClose {
  readonly storeId: string;
  readonly date: string;
  readonly currency: string;
  /** From 1 on; each reopening is followed by the next. */
  readonly closeNo: number;
  /** Change that lay in the drawers before the day. */
  readonly floatCents: number;
  readonly tenders: readonly ClosedTender[];
  /** Of all that was counted. */
  readonly differenceCents: number;
  /** Code of what the difference comes from; absent: there is none. */
  readonly reason?: string;
  readonly closedAt: string;
}

export type DayCloseEvent =
  | DomainEvent<'DayClosed', DayClose>
  | DomainEvent<'DayReopened', { storeId: string; date: string; closeNo: number; reason: string }>;

export type DayCloseCommand =
  | {
      type: 'CloseDay';
      storeId: string;
      date: string;
      currency: string;
      /** By the books, without the float. */
      expected: readonly Tender[];
      counted: readonly Tender[];
      floatCents: number;
      reason?: string;
      till: Pick<Till, 'reasons' | 'tenders'>;
    }
  | { type: 'ReopenDay'; storeId: string; date: string; reason: string };

export interface DayCloseState {
  readonly status: 'open' | 'closed';
  /** The newest last. */
  readonly closes: readonly DayClose[];
}

export const dayCloses: Ledger<DayCloseState, DayCloseCommand, DayCloseEvent> = {
  category: 'dayclose',
  initial: () => ({ status: 'open', closes: [] }),
  evolve: {
    DayClosed: ({ closes }, { data }) => ({ status: 'closed', closes: [...closes, data] }),
    DayReopened: (state) => ({ ...state, status: 'open' }),
  },
  decide: {
    CloseDay: (state, command, facts) => {
      const { storeId, date, currency, floatCents, reason, till } = command;
      if (state.status === 'closed')
        throw refused('day-closed', 'The day is closed. Reopen it first.', { found: 'closed' });
      const tenders = compared(command);
      const differenceCents = sum(tenders.map((one) => one.differenceCents ?? 0));
      const differs = tenders.some((one) => (one.differenceCents ?? 0) !== 0);
      if (differs && reason === undefined)
        throw invalid(
          'difference-unexplained',
          'What was counted differs from the books. Count again, or give a reason.',
          { field: 'reason', differenceCents },
        );
      if (differs) checkReason(till, 'till-difference', reason!);
      return [
        {
          type: 'DayClosed',
          data: {
            storeId,
            date,
            currency,
            closeNo: state.closes.length + 1,
            floatCents,
            tenders,
            differenceCents,
            ...(differs ? { reason: reason! } : {}),
            closedAt: facts.now(),
          },
        },
      ];
    },
    ReopenDay: (state, { storeId, date, reason }) => {
      if (state.status === 'open')
        throw refused('day-not-closed', 'The day is not closed.', { found: 'open' });
      return [
        {
          type: 'DayReopened',
          data: { storeId, date, closeNo: state.closes.length, reason },
        },
      ];
    },
  },
};

/** Every tender of the books and of the count, sorted by kind. Cash is always counted, since it is the one that gets lost. */
function compared({
  expected,
  counted,
  floatCents,
  till,
}: Extract<DayCloseCommand, { type: 'CloseDay' }>): ClosedTender[] {
  const kinds = [...new Set([CASH, ...expected.map(({ kind }) => kind)])];
  counted.forEach(({ kind }, i) => {
    if (counted.findIndex((one) => one.kind === kind) !== i)
      throw invalid('tender-repeated', 'A tender was counted twice.', {
        field: `counted.${i}.kind`,
      });
    if (![...kinds, ...till.tenders].includes(kind))
      throw invalid('tender-unknown', 'The tills of the chain do not take this kind of tender.', {
        field: `counted.${i}.kind`,
        expected: `one of ${[...new Set([...kinds, ...till.tenders])].join(', ')}`,
      });
  });
  if (!counted.some(({ kind }) => kind === CASH))
    throw invalid('cash-uncounted', 'A day is closed with its cash counted.', {
      field: 'counted',
      expected: 'a count of `cash`, 0 or more',
    });
  return [...new Set([...kinds, ...counted.map(({ kind }) => kind)])].sort().map((kind) => {
    const expectedCents =
      sum(expected.filter((one) => one.kind === kind).map(({ cents }) => cents)) +
      (kind === CASH ? floatCents : 0);
    const countedCents = counted.find((one) => one.kind === kind)?.cents;
    return {
      kind,
      expectedCents,
      ...(countedCents === undefined
        ? {}
        : { countedCents, differenceCents: countedCents - expectedCents }),
    };
  });
}

/** What moved by the books since the last close, by tender; empty: nothing, or the day was never closed. */
export function movedSince(
  { closes }: DayCloseState,
  expected: readonly Tender[],
): readonly Tender[] {
  const last = closes.at(-1);
  if (!last) return [];
  const before = (kind: string): number =>
    (last.tenders.find((one) => one.kind === kind)?.expectedCents ?? 0) -
    (kind === CASH ? last.floatCents : 0);
  return [...new Set([...expected, ...last.tenders].map(({ kind }) => kind))]
    .sort()
    .map((kind) => ({
      kind,
      cents: (expected.find((one) => one.kind === kind)?.cents ?? 0) - before(kind),
    }))
    .filter(({ cents }) => cents !== 0);
}
