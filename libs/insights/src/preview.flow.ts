import {
  changedFigures,
  type DeliveredMessage,
  lookUp,
  type PreviewedChange,
  type Previewer,
  type Tools,
} from '@chignon/eventing';
import { type DailySales, dailySales, dailySettlements } from './daily-sales.view.js';
import { type Amounts, blankFigures, type Figures, NOTHING } from './figures.js';
import { withoutTips } from './sales.js';

/** What the day of a visit and the day of the money would come to after an event of a visit: the views' own folds, of which nothing is kept. */
export const previewSales: Previewer = {
  permission: 'insights.sales:read',
  changes: async (message, tools) => {
    const delivered: DeliveredMessage = { ...message, partition: '', offset: '' };
    return [
      ...(await changesIn('sales', dailySales, delivered, tools)),
      ...(await changesIn('settlements', dailySettlements, delivered, tools)),
    ];
  },
};

async function changesIn(
  subject: string,
  view: typeof dailySales,
  message: DeliveredMessage,
  tools: Tools,
): Promise<PreviewedChange[]> {
  const folding = view.on[message.type];
  const changes: PreviewedChange[] = [];
  for (const id of folding?.ids(message) ?? []) {
    const before = (await tools.documents.get(tools.collection(view), id)) ?? undefined;
    const after: DailySales = folding!.fold(before, message, id)!;
    const { storeId, businessDate: date, currency: unit } = after;
    changes.push(
      ...changedFigures(
        { subject, id: storeId, storeId, date, unit },
        ...both(before, after, (f) => ({
          ...moneyOf(f.total),
        })),
      ),
      ...changedFigures(
        { subject, id: storeId, storeId, date },
        ...both(before, after, (f) => ({
          visits: f.total.visits,
        })),
      ),
      ...people(before, after).flatMap((staffId) =>
        changedFigures(
          { subject: `${subject}-of-staff`, id: staffId, storeId, date, unit },
          ...both(before, after, (f) => ({
            ...moneyOf(lookUp(f.staff, staffId) ?? NOTHING),
          })),
        ),
      ),
    );
  }
  return changes;
}

/** As sales are answered: tips stand apart. */
const moneyOf = (amounts: Amounts) => {
  const { netCents, tipCents, taxCents } = withoutTips(amounts);
  return { netCents, tipCents, taxCents };
};

type Numbers = { readonly [figure: string]: number };
const both = (
  before: Figures | undefined,
  after: Figures,
  figures: (of: Figures) => Numbers,
): [Numbers, Numbers] => [figures(before ?? blankFigures), figures(after)];

const people = (before: Figures | undefined, after: Figures): string[] =>
  [...new Set([...Object.keys(before?.staff ?? {}), ...Object.keys(after.staff)])].sort();
