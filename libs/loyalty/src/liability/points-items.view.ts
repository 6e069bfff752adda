/** What is owed in points: an item for each lot, one for what a bill keeps, one for what went against a debt. */
import { folding, keyOf, optional, type RecordedEvent, type View, view } from '@chignon/eventing';
import type { PointsEvent } from '../points/account/points-events.js';
import { points } from '../points/account/points-ledger.js';
import { itemIndexes, type LiabilityItem, trueAt, withLines } from './item.js';
import { madeBy, postingsOf } from './points-postings.js';

/** Names an item of an account in the view. */
export const pointsItemId = (customerId: string, item: string): string => `${customerId}|${item}`;

type PointsRecorded = RecordedEvent<PointsEvent['type'], PointsEvent['data']>;
const asEvent = (event: PointsRecorded) => event as unknown as PointsEvent;

/** An item as the first event that names it says. */
function newItem(event: PointsRecorded, id: string): Omit<LiabilityItem, 'until'> {
  const account = keyOf(event.stream);
  const { lots, currency, kept } = madeBy(asEvent(event));
  const lot = lots.find(({ lotId }) => pointsItemId(account, lotId) === id);
  return {
    id,
    account,
    issuedAt: lot?.earnedAt ?? trueAt(event.meta),
    ends:
      lot === undefined || lot.expiresAt === null
        ? []
        : [{ expiresAt: lot.expiresAt, recordedAt: event.meta.recordedAt }],
    lines: [],
    ...optional({
      storeId: lot?.storeId,
      currency: lot && currency,
    }),
    ...(kept && pointsItemId(account, kept.item) === id
      ? { shares: kept.shares, shared: true as const }
      : {}),
  };
}

const on = folding<LiabilityItem, PointsRecorded>(
  (event) => [
    ...new Set(
      postingsOf(asEvent(event)).map(({ item }) => pointsItemId(keyOf(event.stream), item)),
    ),
  ],
  (item, event, id) =>
    withLines(
      item ?? newItem(event, id),
      event,
      postingsOf(asEvent(event))
        .filter((posting) => pointsItemId(keyOf(event.stream), posting.item) === id)
        .map(({ flow, amount, storeId }) => ({ kind: 'points', flow, amount, storeId })),
    ),
);

export const pointsItems: View<LiabilityItem> = view([points], {
  name: 'loyalty.points-items',
  indexes: itemIndexes,
  guard: 'stream',
  on: {
    PointsEarned: on,
    PointsRedeemed: on,
    PointsReversed: on,
    DebtRepaid: on,
    RedemptionCancelled: on,
    PointsAdjusted: on,
    AdjustmentReversed: on,
    PointsExpired: on,
    PointsReserved: on,
    PointsReleased: on,
    PointsTendered: on,
  },
});
