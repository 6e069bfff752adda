/*
 * The close of a month of what a store owes its customers. Stream `liabilityclose-<store>-<YYYY-MM>`. It freezes the roll-forward as the books had it,
 * with the version of the estimate; nothing is locked, since points are earned and money is spent whatever finance has closed. What is written down
 * afterwards stands apart, and a month that is reopened is closed anew under the next number (ADR 0070).
 */
import { type DomainEvent, type Ledger, refused } from '@chignon/eventing';
import type { Flows } from './roll-forward.js';
import type { LiabilityKind } from './item.js';

/** One kind in one currency, as it was closed. */
export interface ClosedRow {
  readonly kind: LiabilityKind;
  readonly currency?: string;
  readonly opening: number;
  readonly flows: Flows;
  readonly closing: number;
  /** Minor units of the currency, by the estimate. Absent: points without a price. */
  readonly valueCents?: number;
  readonly breakageCents?: number;
}

/** A close as it was made. */
export interface LiabilityClose {
  readonly storeId: string;
  /** `YYYY-MM`. */
  readonly month: string;
  /** ISO UTC, both midnight at the store. */
  readonly from: string;
  readonly to: string;
  /** From 1 on; each reopening is followed by the next. */
  readonly closeNo: number;
  readonly estimateVersion: number;
  readonly rows: readonly ClosedRow[];
  readonly closedAt: string;
}

export type LiabilityCloseEvent =
  | DomainEvent<'LiabilityMonthClosed', LiabilityClose>
  | DomainEvent<
      'LiabilityMonthReopened',
      { storeId: string; month: string; closeNo: number; reason: string }
    >;

export type LiabilityCloseCommand =
  | ({ readonly type: 'CloseLiabilityMonth' } & Omit<LiabilityClose, 'closeNo' | 'closedAt'>)
  | {
      readonly type: 'ReopenLiabilityMonth';
      readonly storeId: string;
      readonly month: string;
      readonly reason: string;
    };

export interface LiabilityCloseState {
  readonly status: 'open' | 'closed';
  /** The newest last. */
  readonly closes: readonly LiabilityClose[];
}

/** Category `liabilityclose`, key = `liabilityCloseKey(storeId, month)`. */
export const liabilityCloses: Ledger<
  LiabilityCloseState,
  LiabilityCloseCommand,
  LiabilityCloseEvent
> = {
  category: 'liabilityclose',
  initial: () => ({ status: 'open', closes: [] }),
  evolve: {
    LiabilityMonthClosed: ({ closes }, { data }) => ({
      status: 'closed',
      closes: [...closes, data],
    }),
    LiabilityMonthReopened: (state) => ({ ...state, status: 'open' }),
  },
  decide: {
    CloseLiabilityMonth: (state, { type: _, ...close }, facts) => {
      if (state.status === 'closed')
        throw refused('month-already-closed', 'The month is closed. Reopen it first.', {
          found: 'closed',
        });
      return [
        {
          type: 'LiabilityMonthClosed',
          data: { ...close, closeNo: state.closes.length + 1, closedAt: facts.now() },
        },
      ];
    },
    ReopenLiabilityMonth: (state, { storeId, month, reason }) => {
      if (state.status === 'open')
        throw refused('month-not-closed', 'The month is not closed.', { found: 'open' });
      return [
        {
          type: 'LiabilityMonthReopened',
          data: { storeId, month, closeNo: state.closes.length, reason },
        },
      ];
    },
  },
};

export const liabilityCloseKey = (storeId: string, month: string): string => `${storeId}-${month}`;

/** What moved since the last close, by kind and currency; nothing where nothing did, or the month was never closed. */
export function movedSinceClose(
  { closes }: LiabilityCloseState,
  rows: readonly ClosedRow[],
): { kind: LiabilityKind; currency?: string; opening: number; closing: number }[] {
  const last = closes.at(-1);
  if (!last) return [];
  const keyOf = ({ kind, currency = '' }: ClosedRow) => `${kind}|${currency}`;
  const before = new Map(last.rows.map((row) => [keyOf(row), row]));
  const now = new Map(rows.map((row) => [keyOf(row), row]));
  return [...new Set([...before.keys(), ...now.keys()])].sort().flatMap((key) => {
    const [was, is] = [before.get(key), now.get(key)];
    const opening = (is?.opening ?? 0) - (was?.opening ?? 0);
    const closing = (is?.closing ?? 0) - (was?.closing ?? 0);
    const { kind, currency } = (is ?? was)!;
    return opening === 0 && closing === 0
      ? []
      : [{ kind, ...(currency === undefined ? {} : { currency }), opening, closing }];
  });
}
