/** Transfers as each of their two stores sees them (IN-12): one document a store, what is in transit among them. */
import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { transfers } from './transfer-ledger.js';
import type { ParcelLot, TransferEvent, TransferStatus } from './transfer.js';

/** `out`: the store sends; `in`: it receives. */
export const DIRECTIONS = ['in', 'out'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** `id`: `<storeId>/<transferId>`. */
export interface ListedTransfer {
  readonly id: string;
  readonly storeId: string;
  readonly transferId: string;
  readonly direction: Direction;
  readonly otherStoreId: string;
  readonly status: TransferStatus;
  readonly requestedAt: string;
  readonly skus: readonly string[];
}

type Data<T extends TransferEvent['type']> = Extract<TransferEvent, { type: T }>['data'];
type Heard<T extends TransferEvent['type']> = RecordedEvent<string, Data<T>>;
type Stores = Pick<Data<'TransferSent'>, 'fromStoreId' | 'toStoreId'>;

const idsOf = ({ stream, data }: RecordedEvent<string, Stores>): readonly string[] =>
  [data.fromStoreId, data.toStoreId].map((storeId) => `${storeId}/${keyOf(stream)}`);

const now = (status: TransferStatus) =>
  folding<ListedTransfer, RecordedEvent<string, Stores>>(
    idsOf,
    (known) => known && { ...known, status },
  );

export const listedTransfers: View<ListedTransfer> = view([transfers], {
  name: 'inventory.transfers',
  indexes: {
    byStore: { fields: ['storeId', 'requestedAt', 'id'] },
    byStatus: { fields: ['storeId', 'status', 'requestedAt', 'id'] },
    byDirection: { fields: ['storeId', 'direction', 'requestedAt', 'id'] },
    byBoth: { fields: ['storeId', 'direction', 'status', 'requestedAt', 'id'] },
  },
  guard: 'stream',
  on: {
    TransferRequested: folding<ListedTransfer, Heard<'TransferRequested'>>(
      idsOf,
      (_, { stream, data }, id) => ({
        id,
        ...sideOf(id, data),
        transferId: keyOf(stream),
        status: 'requested',
        requestedAt: data.at,
        skus: data.lines.map(({ sku }) => sku),
      }),
    ),
    TransferApproved: now('approved'),
    TransferSent: now('sent'),
    TransferReceived: now('received'),
    TransferCancelled: now('cancelled'),
  },
});

/** A store's side of a transfer. */
const sideOf = (id: string, { fromStoreId, toStoreId }: Stores) =>
  id.startsWith(`${fromStoreId}/`)
    ? ({ storeId: fromStoreId, direction: 'out', otherStoreId: toStoreId } as const)
    : ({ storeId: toStoreId, direction: 'in', otherStoreId: fromStoreId } as const);

/** Goods on their way, of one product and transfer, as one of the two stores sees them; `id`: `<storeId>/<transferId>/<sku>`. */
export interface InTransit {
  readonly id: string;
  readonly storeId: string;
  readonly transferId: string;
  readonly direction: Direction;
  readonly otherStoreId: string;
  readonly sku: string;
  /** Thousandths of the stock unit. */
  readonly quantityMilli: number;
  readonly lots: readonly Omit<ParcelLot, 'quantity'>[];
  /** When they left, ISO UTC. */
  readonly sentAt: string;
}

const goodsOf = (event: RecordedEvent<string, Stores>, skus: readonly string[]) =>
  idsOf(event).flatMap((id) => skus.map((sku) => `${id}/${sku}`));

export const inTransit: View<InTransit> = view([transfers], {
  name: 'inventory.in-transit',
  edition: 2,
  indexes: {
    byStore: { fields: ['storeId', 'sentAt', 'id'] },
    byDirection: { fields: ['storeId', 'direction', 'sentAt', 'id'] },
    bySku: { fields: ['sku', 'direction', 'sentAt', 'id'] },
  },
  guard: 'stream',
  on: {
    ParcelNoted: folding<InTransit, Heard<'ParcelNoted'>>(
      (event) => (event.data.lots.length === 0 ? [] : goodsOf(event, [event.data.sku])),
      (_, { stream, data }, id) => ({
        id,
        ...sideOf(id, data),
        transferId: keyOf(stream),
        sku: data.sku,
        quantityMilli: data.quantityMilli,
        lots: data.lots.map(({ quantity: __, ...lot }) => lot),
        sentAt: data.at,
      }),
    ),
    TransferReceived: folding<InTransit, Heard<'TransferReceived'>>(
      (event) =>
        goodsOf(
          event,
          event.data.lines.map(({ sku }) => sku),
        ),
      (): InTransit | undefined => undefined,
    ),
    TransferCancelled: folding<InTransit, Heard<'TransferCancelled'>>(
      (event) =>
        goodsOf(
          event,
          event.data.returned.map(({ sku }) => sku),
        ),
      (): InTransit | undefined => undefined,
    ),
  },
});
