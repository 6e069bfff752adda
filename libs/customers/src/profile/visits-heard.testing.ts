import { publication, VisitSettled, VisitVoided } from '@chignon/contracts';
import type { Publication, View } from '@chignon/eventing';
import fc from 'fast-check';

/** When everything was written down. */
export const at = '2026-03-01T09:00:00.000Z';

/** The documents that a view makes of what is heard, in this order. */
export const folded = <D extends { id: string }>(
  view: View<D>,
  heard: readonly Publication[],
  start: Record<string, D> = {},
  effectiveAt = at,
): Record<string, D> => {
  const documents = new Map(Object.entries(start));
  for (const { type, data } of heard) {
    const event = { type, data, version: 1, id: 'e', meta: { effectiveAt, recordedAt: at } };
    for (const id of view.on[type]?.ids(event) ?? []) {
      const after = view.on[type]!.fold(documents.get(id), event, id);
      if (after) documents.set(id, after);
    }
  }
  return Object.fromEntries(documents);
};

interface Facts {
  no: number;
  net: number;
  services: string[];
  staff: string;
  date: string;
  hour?: number;
  store?: string;
  customerId?: string;
}
const visitOf = ({
  no,
  services,
  staff,
  date,
  hour,
  net,
  store = 's1',
  customerId = 'c1',
}: Facts) => ({
  visitId: `v${no}`,
  storeId: store,
  customerId,
  zone: 'Asia/Shanghai',
  businessDate: date,
  localHour: hour,
  lines: services.map((itemId, i) => ({
    lineId: `l${i}`,
    kind: 'service' as const,
    itemId,
    serviceGroup: itemId,
    quantityMilli: 1000,
    netCents: i === 0 ? net : 0,
    taxCents: 0,
    performers: [{ staffId: staff, sharePercent: 100 }],
    earning: true,
  })),
  taxes: [],
  netCents: net,
  taxCents: 0,
  currency: 'CNY',
  settlementNo: 1,
});

/** A visit that was settled. */
export const settled = (facts: Facts): Publication =>
  publication(VisitSettled, 'c1', {
    ...visitOf(facts),
    billId: 'b',
    settledAt: at,
    tenders: [],
    imported: false,
  });
/** The same visit, voided. */
export const voided = (facts: Facts): Publication =>
  publication(VisitVoided, 'c1', {
    ...visitOf(facts),
    voidedAt: at,
    reason: 'mistake',
    services: [],
  });

/** Visits at random. */
export const facts = fc.record({
  net: fc.integer({ min: -100_000, max: 100_000 }),
  services: fc.array(fc.constantFrom('cut', 'colour', 'perm'), { maxLength: 3 }),
  staff: fc.constantFrom('ann', 'bo'),
  date: fc.constantFrom('2026-02-27', '2026-02-28', '2026-03-01'),
  hour: fc.constantFrom(undefined, 9, 10, 17),
});
