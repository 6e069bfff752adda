/** What other contexts hear of stock: each movement, and the minimum passed or regained. Key: `<store>/<sku>`. */
import {
  LotRecalled,
  LotRecallLifted,
  publication,
  RecalledLotReached,
  StockFellBelowMinimum,
  StockMoved,
  StockRecovered,
} from '@chignon/contracts';
import {
  announcements,
  keyOf,
  optional,
  type Publication,
  type RecordedEvent,
} from '@chignon/eventing';
import { KINDS, type MovementKind, shownLot } from './movements.view.js';
import type { Movement, StockConsumed, StockIssued, StockReceived } from './ledger/stock-events.js';
import { isOfLot } from './ledger/lots.js';
import type { ReachedVisit, RecalledLot } from './ledger/recalled.js';
import type { StockSent } from './ledger/sent.js';
import { partsOfKey } from './ledger/stock-key.js';
import { stock } from './ledger/stock-ledger.js';

/** What movements may say of where they came from; each says its own part. */
type Origin = Partial<
  Pick<
    StockConsumed['data'] & StockReceived['data'] & StockIssued['data'],
    'visitId' | 'uses' | 'useUnit' | 'lotId' | 'lots' | 'expiresOn' | 'reason'
  > &
    Pick<StockSent['data'], 'transferId'>
>;

type Taken = Pick<StockConsumed['data'], 'visitId' | 'recalls' | 'lots' | 'at'>;

const origin = ({
  visitId,
  transferId,
  uses,
  useUnit,
  lotId,
  lots,
  expiresOn,
  reason,
}: Origin) => ({
  ...optional({ visitId, transferId }),
  ...(uses === undefined ? {} : { uses: uses.map((use) => ({ ...use })) }),
  ...(useUnit === undefined || uses === undefined ? {} : { useUnit }),
  ...optional({ lotId, expiresOn }),
  ...(lots === undefined ? {} : { lots: lots.map(shownLot) }),
  ...optional({ reason }),
});

/**
 * A movement too small to show in thousandths of the stock unit adds nothing yet: the changes sum up. It is told for its lots and its visit
 * all the same, but for those of releases that kept no lots and told nothing of it.
 */
const movement =
  <E extends Origin & Pick<Movement, 'changeMilli' | 'onHandMilli' | 'at'>>(
    kind: (data: E) => MovementKind,
  ) =>
  ({ stream, data }: RecordedEvent<string, E>) => {
    const { changeMilli, onHandMilli, at, lots, uses } = data;
    const tells = lots !== undefined && (lots.length > 0 || uses !== undefined);
    if (changeMilli === 0 && !tells) return undefined;
    return publication(StockMoved, keyOf(stream), {
      ...partsOfKey(keyOf(stream)),
      movement: kind(data),
      changeMilli,
      onHandMilli,
      at,
      ...origin(data),
    });
  };

/** A visit that has goods of a recalled lot. */
const reached = (
  stream: string,
  { lotId, recallId }: RecalledLot,
  visit: ReachedVisit,
  at: string,
) =>
  publication(RecalledLotReached, keyOf(stream), {
    ...partsOfKey(keyOf(stream)),
    lotId,
    recallId,
    ...visit,
    at,
  });

/** A visit that is heard of after the recall, or took of the lot all the same. */
const withReached =
  <E extends Taken>(move: (event: RecordedEvent<string, E>) => Publication | undefined) =>
  (event: RecordedEvent<string, E>) => {
    const { visitId, recalls = [], lots = [], at } = event.data;
    const told = move(event);
    return [
      ...(told ? [told] : []),
      ...recalls.map((recall) => {
        const changes = lots.filter((lot) => isOfLot(lot, recall.lotId));
        const quantityMilli = changes.reduce((sum, { changeMilli }) => sum - changeMilli, 0);
        return reached(event.stream, recall, { visitId, quantityMilli }, at);
      }),
    ];
  };

export const stockAnnouncements = announcements(stock, {
  StockReceived: movement(() => KINDS.StockReceived),
  LotOpened: movement(() => KINDS.LotOpened),
  StockSold: withReached(movement(() => KINDS.StockSold)),
  SaleReturned: movement(() => KINDS.SaleReturned),
  StockConsumed: withReached(movement(() => KINDS.StockConsumed)),
  ConsumptionReturned: movement(() => KINDS.ConsumptionReturned),
  StockCounted: movement(() => KINDS.StockCounted),
  CountPosted: movement(() => KINDS.CountPosted),
  CountRevised: movement(() => KINDS.CountRevised),
  StockSent: movement(() => KINDS.StockSent),
  SentReturned: movement(() => KINDS.SentReturned),
  TransferArrived: movement(() => KINDS.TransferArrived),
  StockIssued: movement((data) => data.movement),
  UnitsSet: movement(() => 'units-set'),
  LotRecalled: ({ stream, data: { visits, ...data } }) => [
    publication(LotRecalled, keyOf(stream), { ...partsOfKey(keyOf(stream)), ...data }),
    ...visits.map((visit) => reached(stream, data, visit, data.at)),
  ],
  LotRecallLifted: ({ stream, data }) =>
    publication(LotRecallLifted, keyOf(stream), { ...partsOfKey(keyOf(stream)), ...data }),
  StockFellBelowMinimum: ({ stream, data }) =>
    publication(StockFellBelowMinimum, keyOf(stream), { ...partsOfKey(keyOf(stream)), ...data }),
  StockRecovered: ({ stream, data: { onHandMilli, at } }) =>
    publication(StockRecovered, keyOf(stream), {
      ...partsOfKey(keyOf(stream)),
      onHandMilli,
      at,
    }),
});
