import { visitEvents } from '@chignon/contracts';
import { type View, view } from '@chignon/eventing';
import type { Bill } from './bill.js';
import { billFoldings } from './daily-sales.view.js';
import { blankFigures, type Figures, isNothing, withBill } from './figures.js';

/** How often one customer came to one store in one month, on which business days, to whom and for how much. */
export interface CustomerVisits {
  readonly id: string;
  readonly storeId: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly customerId: string;
  readonly currency: string;
  /** By business day. Hours and items are left out: the daily sales have them. */
  readonly days: { readonly [businessDate: string]: Pick<Figures, 'total' | 'staff'> };
}

const idOf = ({ storeId, businessDate, currency, customerId }: Bill): string | undefined =>
  customerId && `${storeId}~${businessDate.slice(0, 7)}~${customerId}~${currency}`;

/** `insights.customer-visits`: AN-01, AN-02. Anonymous visits are nobody's. */
export const customerVisits: View<CustomerVisits> = view([visitEvents], {
  name: 'insights.customer-visits',
  edition: 2,
  indexes: {
    byMonth: { fields: ['month'] },
    byStore: { fields: ['storeId', 'month'] },
    byCustomer: { fields: ['customerId', 'month'] },
  },
  on: billFoldings<CustomerVisits>(
    (bill) => [idOf(bill)],
    (document, bill, id) => {
      const { storeId, businessDate, currency, customerId } = bill;
      const before = document ?? {
        id,
        storeId,
        month: businessDate.slice(0, 7),
        customerId: customerId!,
        currency,
        days: {},
      };
      const { total, staff } = withBill({ ...blankFigures, ...before.days[businessDate] }, bill);
      const { [businessDate]: _replaced, ...others } = before.days;
      const days = isNothing(total) ? others : { ...others, [businessDate]: { total, staff } };
      return {
        ...before,
        days: Object.fromEntries(Object.entries(days).sort(([a], [b]) => (a < b ? -1 : 1))),
      };
    },
  ),
});
