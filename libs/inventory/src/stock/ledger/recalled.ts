/**
 * Lots that were recalled, on one shelf (R-IN-11). Pure. From the recall on nothing of such a lot is sold, used, opened or sent by hand; it is thrown away or
 * goes back. The rule people get wrong: the recall is decided in the shelf's own ledger, which knows every visit that took of the lot before; of
 * a visit that is heard of later the movement itself says so. So nobody whom the lot reached is missed, however late it is heard.
 */
import type { DomainEvent } from '@chignon/eventing';
import { isOfLot, type LotPart, onHandOf, sumOf, unitsOf } from './lots.js';
import type { Stock } from './stock.js';
import { everyMark, type VisitMark } from './visit-marks.js';
import { inStockMilli, negated, type Quantity } from '../../products/units.js';

/** A lot that nobody may sell or use: the supplier's number, its opened packages included. */
export interface RecalledLot {
  readonly lotId: string;
  readonly recallId: string;
}

/** A visit that took of the lot and did not give it back, in thousandths of the stock unit. */
export interface ReachedVisit {
  readonly visitId: string;
  readonly quantityMilli: number;
}

/** `onHandMilli`: what the shelf holds of it; `visits`: those that took of it before. */
export type LotRecalled = DomainEvent<
  'LotRecalled',
  RecalledLot & { onHandMilli: number; visits: readonly ReachedVisit[]; at: string }
>;

/** It may be sold and used again. */
export type LotRecallLifted = DomainEvent<'LotRecallLifted', RecalledLot & { at: string }>;

export type RecallEvent = LotRecalled | LotRecallLifted;

export interface RecallLot extends RecalledLot {
  readonly type: 'RecallLot';
}
export interface LiftLotRecall extends RecalledLot {
  readonly type: 'LiftLotRecall';
}
export type RecallCommand = RecallLot | LiftLotRecall;

/** Once per recall. */
export function recallLot(
  state: Stock,
  { lotId, recallId }: Omit<RecallLot, 'type'>,
  { now }: { now(): string },
): LotRecalled[] {
  if (state.recalled.some((lot) => lot.lotId === lotId)) return [];
  const units = unitsOf(state);
  const visits = [...everyMark(state.visits)].flatMap(([visitId, mark]) => {
    const quantityMilli = mark.voided ? 0 : inStockMilli(takenOf(mark, lotId), units);
    return quantityMilli > 0 ? [{ visitId, quantityMilli }] : [];
  });
  const onHandMilli = inStockMilli(onHandOf(state, lotId), units);
  return [{ type: 'LotRecalled', data: { lotId, recallId, onHandMilli, visits, at: now() } }];
}

export const liftLotRecall = (
  state: Stock,
  { lotId, recallId }: Omit<LiftLotRecall, 'type'>,
  { now }: { now(): string },
): LotRecallLifted[] =>
  state.recalled.some((lot) => lot.lotId === lotId)
    ? [{ type: 'LotRecallLifted', data: { lotId, recallId, at: now() } }]
    : [];

/** What a visit has of a lot, above zero. */
const takenOf = ({ lots = [], sales = [] }: VisitMark, lotId: string): Quantity =>
  negated(
    sumOf(
      [...lots, ...sales.flatMap((sale) => sale.lots ?? [])].filter((part) => isOfLot(part, lotId)),
    ),
  );

/** Which recalled lots a movement took of; nothing where it took of none. */
export function recallsOf(
  { recalled }: Stock,
  parts: readonly LotPart[],
): { readonly recalls?: readonly RecalledLot[] } {
  const recalls = recalled.filter(({ lotId }) => parts.some((part) => isOfLot(part, lotId)));
  return recalls.length === 0 ? {} : { recalls };
}
