import { type BilledLine, publication, VisitSettled, VisitVoided } from '@chignon/contracts';
import { type Publication, type View } from '@chignon/eventing';
import { type DailySales, dailySales } from './daily-sales.view.js';

/** An instant of no importance. */
export const at = '2026-03-01T09:00:00.000Z';

/** The documents that a view makes of what is heard, in this order. */
export function folded<D extends { id: string }>(
  view: View<D>,
  heard: readonly Publication[],
): D[] {
  const documents = new Map<string, D>();
  for (const { type, data } of heard) {
    const event = { type, data, version: 1, id: 'e', meta: {} };
    for (const id of view.on[type]?.ids(event) ?? [])
      documents.set(id, view.on[type]!.fold(documents.get(id), event, id)!);
  }
  return [...documents.values()];
}

/** The daily sales that follow. */
export const days = (heard: readonly Publication[]): DailySales[] => folded(dailySales, heard);

/** A line of a bill as a spec says it. */
export type Line = Omit<BilledLine, 'lineId' | 'earning'> & { lineId?: string };

/** A visit as a spec says it. */
export interface Visit {
  no: number;
  date: string;
  lines: Line[];
  hour?: number;
  store?: string;
  customer?: string;
  currency?: string;
  settlementNo?: number;
}

/** A line of a bill, of one performer; an empty `staffId` is nobody. */
export const line = (
  netCents: number,
  staffId = 'ann',
  itemId = 'cut',
  kind: BilledLine['kind'] = 'service',
  quantityMilli = 1000,
): Line => ({
  kind,
  itemId,
  netCents,
  taxCents: 0,
  quantityMilli,
  performers: staffId === '' ? [] : [{ staffId, sharePercent: 100 }],
});

/** What every event of a visit says of it. */
export const facts = ({
  no,
  date,
  lines,
  hour,
  store = 's1',
  customer = 'c1',
  currency = 'CAD',
  settlementNo = 1,
}: Visit) => {
  const billed = lines.map((l, i) => ({ lineId: `l${i}`, ...l, earning: true }));
  const taxCents = lines.reduce((sum, l) => sum + l.taxCents, 0);
  return {
    visitId: `v${no}`,
    storeId: store,
    ...(customer === '' ? {} : { customerId: customer }),
    zone: 'America/Winnipeg',
    businessDate: date,
    localHour: hour,
    currency,
    settlementNo,
    lines: billed,
    taxes: [{ code: 'GST', cents: taxCents }],
    netCents: lines.reduce((sum, l) => sum + l.netCents, 0),
    taxCents,
  };
};

/** A visit whose bill, or a correction of it, was settled. */
export const settled = (visit: Visit): Publication =>
  publication(VisitSettled, 'k', {
    ...facts(visit),
    billId: 'b',
    settledAt: at,
    tenders: [],
    imported: false,
  });

/** A visit that was voided; its facts are those of all its settlements. */
export const voided = (visit: Visit): Publication =>
  publication(VisitVoided, 'k', { ...facts(visit), voidedAt: at, reason: 'mistake', services: [] });
/** Net amounts of rows, or their taxes, in cents. */
export const sum = (
  rows: readonly { netCents: number; taxCents: number }[],
  field: 'netCents' | 'taxCents' = 'netCents',
) => rows.reduce((total, row) => total + row[field], 0);
