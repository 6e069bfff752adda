/** What was given and taken by hand, as the account remembers it. */
import { withGivenBack } from './given-back.js';
import { afterTakingBack, fresh, sumOf, without } from './lots.js';
import type { PointsAccount } from './points-account.js';
import type {
  AdjustmentProposed,
  AdjustmentRefused,
  AdjustmentReversed,
  PointsAdjusted,
} from './points-events.js';

/** What was done, or is to be done, by hand. */
export type KnownAdjustment =
  | { readonly status: 'proposed' | 'refused'; readonly proposal: AdjustmentProposed['data'] }
  | { readonly status: 'done' | 'reversed'; readonly adjusted: PointsAdjusted['data'] }
  | { readonly status: 'reversal'; readonly storeId: string; readonly points: number };

/** The account after these events. */
export const adjustedEvolve = {
  AdjustmentProposed: (
    s: PointsAccount,
    { data }: Pick<AdjustmentProposed, 'data'>,
  ): PointsAccount => ({
    ...s,
    stores: s.stores.includes(data.storeId) ? s.stores : [...s.stores, data.storeId],
    adjustments: new Map(s.adjustments).set(data.adjustmentId, {
      status: 'proposed',
      proposal: data,
    }),
  }),
  AdjustmentRefused: (
    s: PointsAccount,
    { data }: Pick<AdjustmentRefused, 'data'>,
  ): PointsAccount => {
    const known = s.adjustments.get(data.adjustmentId);
    return known && 'proposal' in known
      ? {
          ...s,
          adjustments: new Map(s.adjustments).set(data.adjustmentId, {
            ...known,
            status: 'refused',
          }),
        }
      : s;
  },
  PointsAdjusted: (s: PointsAccount, { data }: Pick<PointsAdjusted, 'data'>): PointsAccount => ({
    ...s,
    lots: data.given ? [...s.lots, fresh(data.given)] : without(s.lots, data.taken ?? [], 'spent'),
    stores: s.stores.includes(data.storeId) ? s.stores : [...s.stores, data.storeId],
    available: s.available + data.points,
    adjusted: s.adjusted + data.points,
    adjustments: new Map(s.adjustments).set(data.adjustmentId, { status: 'done', adjusted: data }),
  }),
  AdjustmentReversed: (
    s: PointsAccount,
    { data }: Pick<AdjustmentReversed, 'data'>,
  ): PointsAccount => {
    const { returned, takenBack, points, debt, reverses, adjustmentId } = data;
    const left = sumOf(takenBack?.lots ?? []);
    const next = returned
      ? { ...withGivenBack(s, returned), adjusted: s.adjusted + points }
      : {
          ...s,
          lots: afterTakingBack(s.lots, takenBack!),
          available: s.available - left,
          reversed: s.reversed + left,
          debt: s.debt + debt,
        };
    const adjustments = new Map<string, KnownAdjustment>(s.adjustments).set(adjustmentId, {
      status: 'reversal',
      storeId: data.storeId,
      points,
    });
    const undone = adjustments.get(reverses);
    if (undone && 'adjusted' in undone)
      adjustments.set(reverses, { ...undone, status: 'reversed' });
    return { ...next, adjustments };
  },
};
