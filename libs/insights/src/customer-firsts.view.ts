import { visitEvents } from '@chignon/contracts';
import { optional, type View, view } from '@chignon/eventing';
import { billFoldings } from './daily-sales.view.js';
import { inOrder, wholeVisitsOf } from './figures.js';

/** On which business days a customer came, at any store of the chain: who came first in a period is new in it. */
export interface CustomerFirst {
  /** The customer. */
  readonly id: string;
  /** Visits by business day; nothing stands at 0. */
  readonly days: { readonly [businessDate: string]: number };
  /** Of all of them the first; absent: every visit was voided. */
  readonly firstOn?: string;
}

/** `insights.customer-firsts`: AN-05. A refunded visit was one; a voided one never was. */
export const customerFirsts: View<CustomerFirst> = view([visitEvents], {
  name: 'insights.customer-firsts',
  indexes: { byFirst: { fields: ['firstOn', 'id'] } },
  on: billFoldings<CustomerFirst>(
    (bill) => [bill.kind === 'correction' ? undefined : bill.customerId],
    (document, bill, id) => {
      const days = new Map(Object.entries(document?.days ?? {}));
      days.set(bill.businessDate, (days.get(bill.businessDate) ?? 0) + wholeVisitsOf(bill));
      const standing = inOrder([...days].filter(([, visits]) => visits !== 0));
      // A void that is heard without its bill leaves less than nothing, until the bill comes.
      const first = Object.keys(standing).find((day) => standing[day]! > 0);
      return { id, days: standing, ...optional({ firstOn: first }) };
    },
  ),
});
