/** What other contexts hear of stock: each movement, and the minimum passed or regained. Key: `<store>/<sku>`. */
import { publication, StockFellBelowMinimum, StockMoved, StockRecovered } from '@chignon/contracts';
import { announcements, keyOf, optional, type RecordedEvent } from '@chignon/eventing';
import { KINDS, type MovementKind, shownLot } from './movements.view.js';
import type { Movement, StockConsumed, StockIssued, StockReceived } from './ledger/stock-events.js';
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

export const stockAnnouncements = announcements(stock, {
  StockReceived: movement(() => KINDS.StockReceived),
  LotOpened: movement(() => KINDS.LotOpened),
  StockSold: movement(() => KINDS.StockSold),
  SaleReturned: movement(() => KINDS.SaleReturned),
  StockConsumed: movement(() => KINDS.StockConsumed),
  ConsumptionReturned: movement(() => KINDS.ConsumptionReturned),
  StockCounted: movement(() => KINDS.StockCounted),
  CountPosted: movement(() => KINDS.CountPosted),
  CountRevised: movement(() => KINDS.CountRevised),
  StockSent: movement(() => KINDS.StockSent),
  SentReturned: movement(() => KINDS.SentReturned),
  TransferArrived: movement(() => KINDS.TransferArrived),
  StockIssued: movement((data) => data.movement),
  UnitsSet: movement(() => 'units-set'),
  StockFellBelowMinimum: ({ stream, data }) =>
    publication(StockFellBelowMinimum, keyOf(stream), { ...partsOfKey(keyOf(stream)), ...data }),
  StockRecovered: ({ stream, data: { onHandMilli, at } }) =>
    publication(StockRecovered, keyOf(stream), {
      ...partsOfKey(keyOf(stream)),
      onHandMilli,
      at,
    }),
});
