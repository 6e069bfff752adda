import { VISIT_TOPIC, type VisitSettled, type VisitVoided } from '@chignon/contracts';
import { folding, type Envelope, type Folding, type View } from '@chignon/eventing';
import { billOfSettled, billOfVoided, type Bill } from './bill.js';
import { blankFigures, withBill, type Figures } from './figures.js';

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
}

/** What one person's part of it was. */
export interface DailyStaffSales extends Figures {
  readonly id: string;
  readonly storeId: string;
  readonly staffId: string;
  readonly businessDate: string;
  readonly currency: string;
}

type Heard<D> = Envelope<string, D>;

/** The two foldings of a view of bills: a settlement adds, a void takes out. */
export const billFoldings = <D extends { id: string }>(idsOf: (bill: Bill) => readonly (string | undefined)[], fold: (document: D | undefined, bill: Bill, id: string) => D): { VisitSettled: Folding<D>; VisitVoided: Folding<D> } => {
  const idsOfMaybe = (bill: Bill | undefined) => (bill ? idsOf(bill) : []);
  return {
    VisitSettled: folding<D>(({ data }: Heard<VisitSettled>) => idsOf(billOfSettled(data)), (document, { data }: Heard<VisitSettled>, id) => fold(document, billOfSettled(data), id)),
    VisitVoided: folding<D>(({ data }: Heard<VisitVoided>) => idsOfMaybe(billOfVoided(data)), (document, { data }: Heard<VisitVoided>, id) => fold(document, billOfVoided(data)!, id)),
  };
};

const sellDay = ({ storeId, businessDate, currency }: Bill): string => `${storeId}~${businessDate}~${currency}`;
const visitsOf = (bill: Bill): number => ({ bill: 1, correction: 0, void: -1 })[bill.kind];

/** `insights.daily-sales`: one document per store, business day and currency. Fed by all customers' partitions; a day at zero stays, for its guard. */
export const dailySales: View<DailySales> = {
  name: 'insights.daily-sales',
  indexes: { byDate: { fields: ['businessDate'] }, byStore: { fields: ['storeId', 'businessDate'] } },
  source: { topics: [VISIT_TOPIC] },
  on: billFoldings<DailySales>(
    (bill) => [sellDay(bill)],
    (day, bill, id) => {
      const { storeId, businessDate, currency } = bill;
      const before = day ?? { id, storeId, businessDate, currency, anonymousVisits: 0, taxes: {}, ...blankFigures };
      return {
        ...before, ...withBill(before, bill),
        anonymousVisits: before.anonymousVisits + (bill.customerId === undefined ? visitsOf(bill) : 0),
        taxes: withTaxes(before.taxes, bill),
      };
    },
  ),
};

/** `insights.daily-staff-sales`: the same per performer. */
export const dailyStaffSales: View<DailyStaffSales> = {
  name: 'insights.daily-staff-sales',
  indexes: { byStaff: { fields: ['staffId', 'businessDate'] }, byStoreStaff: { fields: ['storeId', 'staffId', 'businessDate'] } },
  source: { topics: [VISIT_TOPIC] },
  on: billFoldings<DailyStaffSales>(
    (bill) => [...new Set(bill.portions.map((portion) => `${sellDay(bill)}~${portion.staffId}`))],
    (day, bill, id) => {
      const { storeId, businessDate, currency } = bill;
      const staffId = id.slice(sellDay(bill).length + 1);
      const before = day ?? { id, storeId, staffId, businessDate, currency, ...blankFigures };
      return { ...before, ...withBill(before, bill, bill.portions.filter((portion) => portion.staffId === staffId)) };
    },
  ),
};

function withTaxes(taxes: DailySales['taxes'], bill: Bill): DailySales['taxes'] {
  const after: Record<string, number> = { ...taxes };
  for (const { code, cents } of bill.taxes) after[code] = (after[code] ?? 0) + (bill.kind === 'void' ? -cents : cents);
  return Object.fromEntries(Object.entries(after).filter(([, cents]) => cents !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}
