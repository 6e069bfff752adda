import type { Running } from './platform.js';

const STORE = 'harbour';
const SKUS = ['SHAMPOO-250', 'MASK-200', 'COL-7-0', 'DEV-6'];

/** A figure by what it is of: `loyalty|points-account|c1|available||`. */
export type Consequences = { readonly [figure: string]: number | string };

type Change = {
  context: string;
  subject: string;
  id: string;
  figure: string;
  date?: string;
  before?: number;
  after?: number;
  beforeCode?: string;
  afterCode?: string;
};

const nameOf = ({ context, subject, id, figure, date = '' }: Change): string =>
  [context, subject, id, figure, date].join('|');

/** What a preview says of figures before or after. */
export const saidOf = (changes: readonly Change[], when: 'before' | 'after'): Consequences =>
  Object.fromEntries(changes.map((one) => [nameOf(one), one[when] ?? one[`${when}Code`]!]));

/** Without zeros of people: who sold nothing has no row in the answer. */
export const rowed = (figures: Consequences): Consequences =>
  Object.fromEntries(
    Object.entries(figures).filter(([name, value]) => !name.includes('-of-staff|') || value !== 0),
  );

/** What contexts answer of a customer, of the shelf and of the sales of a day of the demo store, each by its own route: what previews promise. */
export async function consequences(
  { api }: Running,
  customerIds: readonly string[],
  date: string,
): Promise<Consequences> {
  const figures: Record<string, number | string> = {};
  for (const id of customerIds) {
    const account = await api.get<any>(`/v1/loyalty/accounts/${id}`);
    for (const figure of ['balance', 'available', 'pending', 'debt', 'tier'])
      figures[nameOf({ context: 'loyalty', subject: 'points-account', id, figure })] =
        account[figure];
  }
  for (const sku of SKUS) {
    const level = await api.get<any>(`/v1/inventory/stores/${STORE}/levels/${sku}`);
    figures[nameOf({ context: 'inventory', subject: 'stock', id: sku, figure: 'onHandMilli' })] =
      level.onHandMilli;
  }
  for (const [by, subject] of [
    ['visit', 'sales'],
    ['settlement', 'settlements'],
  ] as const) {
    const { rows, totals } = await api.get<any>(
      `/v1/insights/sales?from=${date}&to=${date}&storeId=${STORE}&groupBy=staff&by=${by}`,
    );
    const [total] = totals;
    for (const figure of ['netCents', 'taxCents', 'tipCents', 'visits'])
      figures[nameOf({ context: 'insights', subject, id: STORE, figure, date })] =
        total?.[figure] ?? 0;
    for (const row of rows.filter(({ rest }: any) => !rest))
      for (const figure of ['netCents', 'taxCents', 'tipCents'])
        figures[
          nameOf({ context: 'insights', subject: `${subject}-of-staff`, id: row.key, figure, date })
        ] = row[figure];
  }
  return figures;
}
