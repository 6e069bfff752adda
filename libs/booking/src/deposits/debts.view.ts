import { folding, keyOf, type View, view } from '@chignon/eventing';
import { deposits } from './deposit-ledger.js';

/** What a customer owes because a bill took more of a deposit than was there by then, as it rose and fell. Id: the appointment. */
export interface DepositDebt {
  readonly id: string;
  readonly storeId: string;
  readonly currency: string;
  /** In order. `at`: ISO UTC; `cents`: what is owed from then on, 0 when it is settled. */
  readonly changes: readonly { readonly at: string; readonly cents: number }[];
}

/** `booking.deposit-debts`: few documents, since a debt arises only where a settlement in time is heard after its reservation was over. */
export const depositDebts: View<DepositDebt> = view([deposits], {
  name: 'booking.deposit-debts',
  indexes: { byStore: { fields: ['storeId'] } },
  guard: 'stream',
  on: {
    DepositDebtChanged: folding(
      ({ stream }) => [keyOf(stream)],
      (debt, { data: { storeId, currency, cents }, meta }, id) => ({
        id,
        storeId,
        currency,
        changes: [...(debt?.changes ?? []), { at: meta.effectiveAt, cents }],
      }),
    ),
  },
});

/** What customers owed at an instant, itself included, by currency; none that came to nothing. */
export function owedAt(
  debts: readonly DepositDebt[],
  until: string,
): { readonly currency: string; readonly cents: number }[] {
  const sums = new Map<string, number>();
  for (const { currency, changes } of debts) {
    const cents = changes.findLast(({ at }) => at <= until)?.cents ?? 0;
    if (cents > 0) sums.set(currency, (sums.get(currency) ?? 0) + cents);
  }
  return [...sums]
    .map(([currency, cents]) => ({ currency, cents }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
