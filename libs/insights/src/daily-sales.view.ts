import { visitEvents } from '@chignon/contracts';
import { type EventFrom, type Folding, folding, type View, view } from '@chignon/eventing';
import { type Bill, billOfSettled, billOfVoided, type Day } from './bill.js';
import { blankFigures, type Figures, inOrder, wholeVisitsOf, withBill } from './figures.js';

/** What one store sold on one of its business days, in its currency. */
export interface DailySales extends Figures {
  readonly id: string;
  readonly storeId: string;
  readonly businessDate: string;
  readonly currency: string;
  /** Visits of nobody known. */
  readonly anonymousVisits: number;
  /** Cents by tax code. */
  readonly taxes: { readonly [code: string]: number };
  /** Cents by kind of tender; by day of settlement only. */
  readonly tenders?: { readonly [kind: string]: number };
}

/** What one person's part of it was. */
export interface DailyStaffSales extends Figures {
  readonly id: string;
  readonly storeId: string;
  readonly staffId: string;
  readonly businessDate: string;
  readonly currency: string;
}

/** The two foldings of a view of bills: a settlement adds, a void takes out. */
export const billFoldings = <D extends { id: string }>(
  idsOf: (bill: Bill) => readonly (string | undefined)[],
  fold: (document: D | undefined, bill: Bill, id: string) => D,
  day: Day = 'visit',
): {
  VisitSettled: Folding<D, EventFrom<typeof visitEvents, 'VisitSettled'>>;
  VisitVoided: Folding<D, EventFrom<typeof visitEvents, 'VisitVoided'>>;
} => {
  const idsOfMaybe = (bill: Bill | undefined) => (bill ? idsOf(bill) : []);
  return {
    VisitSettled: folding(
      ({ data }) => idsOf(billOfSettled(data, day)),
      (document, { data }, id) => fold(document, billOfSettled(data, day), id),
    ),
    VisitVoided: folding(
      ({ data }) => idsOfMaybe(billOfVoided(data, day)),
      (document, { data }, id) => fold(document, billOfVoided(data, day)!, id),
    ),
  };
};

const sellDay = ({ storeId, businessDate, currency }: Bill): string =>
  `${storeId}~${businessDate}~${currency}`;

/** One document per store, business day and currency. Fed by all customers' partitions; a day at zero stays, for its guard. */
const dailyView = (name: string, day: Day): View<DailySales> =>
  view([visitEvents], {
    name,
    ...(day === 'visit' ? { edition: 2 } : {}),
    indexes: {
      byDate: { fields: ['businessDate'] },
      byStore: { fields: ['storeId', 'businessDate'] },
    },
    on: billFoldings<DailySales>(
      (bill) => [sellDay(bill)],
      (before, bill, id) => {
        const { storeId, businessDate, currency } = bill;
        const sales = before ?? {
          id,
          storeId,
          businessDate,
          currency,
          anonymousVisits: 0,
          taxes: {},
          ...(day === 'settlement' ? { tenders: {} } : {}),
          ...blankFigures,
        };
        return {
          ...sales,
          ...withBill(sales, bill),
          anonymousVisits:
            sales.anonymousVisits + (bill.customerId === undefined ? wholeVisitsOf(bill) : 0),
          taxes: withCents(sales.taxes, bill, bill.taxes),
          ...(sales.tenders === undefined
            ? {}
            : {
                tenders: withCents(
                  sales.tenders,
                  bill,
                  bill.tenders.map(({ kind, cents }) => ({ code: kind, cents })),
                ),
              }),
        };
      },
      day,
    ),
  });

/** The same per performer. */
const dailyStaffView = (name: string, day: Day): View<DailyStaffSales> =>
  view([visitEvents], {
    name,
    ...(day === 'visit' ? { edition: 2 } : {}),
    indexes: {
      byStaff: { fields: ['staffId', 'businessDate'] },
      byStoreStaff: { fields: ['storeId', 'staffId', 'businessDate'] },
    },
    on: billFoldings<DailyStaffSales>(
      (bill) => [...new Set(bill.portions.map((portion) => `${sellDay(bill)}~${portion.staffId}`))],
      (before, bill, id) => {
        const { storeId, businessDate, currency } = bill;
        const staffId = id.slice(sellDay(bill).length + 1);
        const sales = before ?? { id, storeId, staffId, businessDate, currency, ...blankFigures };
        return {
          ...sales,
          ...withBill(
            sales,
            bill,
            bill.portions.filter((portion) => portion.staffId === staffId),
          ),
        };
      },
      day,
    ),
  });

/** `insights.daily-sales`, `insights.daily-staff-sales`: by the day of the visit. */
export const dailySales = dailyView('insights.daily-sales', 'visit');
export const dailyStaffSales = dailyStaffView('insights.daily-staff-sales', 'visit');
/** `insights.daily-settlements`, `insights.daily-staff-settlements`: by the day of the money. What was said of a day never changes. */
export const dailySettlements = dailyView('insights.daily-settlements', 'settlement');
export const dailyStaffSettlements = dailyStaffView(
  'insights.daily-staff-settlements',
  'settlement',
);

function withCents(
  sums: DailySales['taxes'],
  bill: Bill,
  parts: Bill['taxes'],
): DailySales['taxes'] {
  const after = new Map(Object.entries(sums));
  for (const { code, cents } of parts)
    after.set(code, (after.get(code) ?? 0) + (bill.kind === 'void' ? -cents : cents));
  return inOrder([...after].filter(([, cents]) => cents !== 0));
}
