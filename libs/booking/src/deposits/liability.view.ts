import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { deposits } from './deposit-ledger.js';
import type { DepositEvent, DepositDetails } from './deposit-events.js';

/** What the money of a deposit did at one instant. Id: `<appointment>~<revision>`. */
export interface DepositMovement {
  readonly id: string;
  readonly storeId: string;
  readonly currency: string;
  /** ISO UTC. */
  readonly at: string;
  /** Of the liability: what was paid adds, what was applied, forfeited or returned takes away. */
  readonly cents: number;
}

/** All movements of one UTC day. Id: `<store>|<currency>|<date>`. */
export interface DepositDay {
  readonly id: string;
  readonly storeId: string;
  readonly currency: string;
  /** UTC. */
  readonly date: string;
  readonly cents: number;
}

type Moving = Extract<
  DepositEvent,
  {
    type:
      'DepositPaid' | 'DepositRestored' | 'DepositApplied' | 'DepositForfeited' | 'DepositReturned';
  }
>['type'];

/** The same of each, with its sign. */
const each = <F>(make: (sign: 1 | -1) => F): { readonly [T in Moving]: F } => ({
  DepositPaid: make(1),
  DepositRestored: make(1),
  DepositApplied: make(-1),
  DepositForfeited: make(-1),
  DepositReturned: make(-1),
});
type MoneyMoved = RecordedEvent<string, DepositDetails & { readonly cents: number }>;

/** `booking.deposit-movements`: each one, for what is exact to the instant. */
export const depositMovements: View<DepositMovement> = view([deposits], {
  name: 'booking.deposit-movements',
  indexes: { byStore: { fields: ['storeId', 'at'] } },
  guard: 'log',
  on: each((sign) =>
    folding<DepositMovement, MoneyMoved>(
      ({ stream, revision }) => [`${keyOf(stream)}~${revision}`],
      (_, { data: { storeId, currency, cents }, meta }, id) => ({
        id,
        storeId,
        currency,
        at: meta.effectiveAt,
        cents: sign * cents,
      }),
    ),
  ),
});

/** `booking.deposit-days`: their sums by day, so that years of them are a few documents. */
export const depositDays: View<DepositDay> = view([deposits], {
  name: 'booking.deposit-days',
  indexes: { byStore: { fields: ['storeId', 'date'] } },
  guard: 'log',
  on: each((sign) =>
    folding<DepositDay, MoneyMoved>(
      ({ data: { storeId, currency }, meta }) => [
        `${storeId}|${currency}|${meta.effectiveAt.slice(0, 10)}`,
      ],
      (day, { data: { storeId, currency, cents }, meta }, id) => ({
        id,
        storeId,
        currency,
        date: meta.effectiveAt.slice(0, 10),
        cents: (day?.cents ?? 0) + sign * cents,
      }),
    ),
  ),
});

/** What is owed at an instant, by currency: the days before it, and its own day's movements until then, itself included. */
export function liabilityOf(
  days: readonly DepositDay[],
  movements: readonly DepositMovement[],
): { readonly currency: string; readonly cents: number }[] {
  const sums = new Map<string, number>();
  for (const { currency, cents } of [...days, ...movements])
    sums.set(currency, (sums.get(currency) ?? 0) + cents);
  return [...sums]
    .map(([currency, cents]) => ({ currency, cents }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
