/**
 * A transfer of goods from one store to another (IN-12, R-IN-08). Stream `transfer-<transferId>`. It decides what is sent, what arrived and what was
 * lost; both shelves follow it, and the sender's says which lots left.
 *
 * The rule people get wrong: what is in transit is the sender's until it is received, once. A parcel that is short is the sender's loss; one that holds
 * more than was written down took more from the sender too. So the two shelves, the parcel and the loss always come to the same.
 */
import {
  type Decide,
  type Evolve,
  invalid,
  type Ledger,
  optional,
  Refusal,
  refused,
} from '@chignon/eventing';
import { inStockMilli, type Quantity } from '../products/units.js';
import { type LotPart, sumOf } from '../stock/ledger/lots.js';
import { arrivalOf } from './arrival.js';
import type {
  ParcelLot,
  Transfer,
  TransferCommand,
  TransferEvent,
  TransferStatus,
} from './transfer.js';

const evolve: Evolve<Transfer, TransferEvent> = {
  TransferRequested: (s, { data: { fromStoreId, toStoreId, lines, at } }) => ({
    ...s,
    status: 'requested',
    fromStoreId,
    toStoreId,
    lines,
    requestedAt: at,
  }),
  TransferApproved: (s) => ({ ...s, status: 'approved' }),
  TransferSent: (s, { data: { lines, at } }) => ({ ...s, status: 'sent', sent: lines, sentAt: at }),
  ParcelNoted: (s, { data: { sku, lots, refused: no } }) => ({
    ...s,
    parcels: new Map(s.parcels).set(sku, { lots, ...optional({ refused: no }) }),
  }),
  TransferReceived: (s, { data: { lines, at } }) => ({
    ...s,
    status: 'received',
    received: lines,
    endedAt: at,
  }),
  TransferCancelled: (s, { data: { reason, at } }) => ({
    ...s,
    status: 'cancelled',
    reason,
    endedAt: at,
  }),
};

const decide: Decide<Transfer, TransferCommand, TransferEvent> = {
  RequestTransfer: (state, { type: _, ...transfer }, facts) => {
    if (state.status !== undefined) return [];
    if (transfer.fromStoreId === transfer.toStoreId)
      throw invalid('transfer-same-store', 'Goods are transferred to another store.', {
        field: 'otherStoreId',
        expected: 'another store',
      });
    mustBeOnce(transfer.lines);
    return [{ type: 'TransferRequested', data: { ...transfer, at: facts.now() } }];
  },
  ApproveTransfer: (state, { by }, facts) => {
    if (state.status === 'approved') return [];
    mustBe(state, 'requested');
    return [{ type: 'TransferApproved', data: { ...routeOf(state), by, at: facts.now() } }];
  },
  SendTransfer: (state, { lines, localDate, by }, facts) => {
    mustBe(state, 'approved');
    mustBeOnce(lines);
    lines.forEach(({ sku }, i) => {
      if (!state.lines.some((line) => line.sku === sku)) throw notInTransfer(`lines.${i}.sku`);
    });
    const data = { ...routeOf(state), lines, localDate, by, at: facts.now() };
    return [{ type: 'TransferSent', data }];
  },
  NoteParcel: (state, { sku, lots, refused: no }, facts) => {
    const line = state.sent.find((one) => one.sku === sku);
    if (!line || state.parcels.has(sku)) return [];
    const milli = (quantity: Quantity) => inStockMilli(quantity, line.product);
    const parcel = {
      sku,
      quantityMilli: milli(sumOf(lots)),
      lots: lots.map((lot) => ({ ...lot, quantityMilli: milli(lot.quantity) })),
      ...optional({ refused: no }),
    };
    return [{ type: 'ParcelNoted', data: { ...routeOf(state), ...parcel, at: facts.now() } }];
  },
  ReceiveTransfer: (state, { lines, localDate, senderDate, by }, facts) => {
    mustBe(state, 'sent');
    mustBePacked(state);
    const received = lines.map((line) =>
      arrivalOf(line, (state.parcels.get(line.sku)?.lots ?? []).map(bare)),
    );
    const dates = { localDate, senderDate };
    return [
      {
        type: 'TransferReceived',
        data: { ...routeOf(state), lines: received, ...dates, by, at: facts.now() },
      },
    ];
  },
  CancelTransfer: (state, { storeId, reason, by }, facts) => {
    if (state.status === 'cancelled') return [];
    if (state.status === 'sent') {
      mustBeSide(state, storeId, 'sender');
      mustBePacked(state);
    } else if (state.status !== 'requested') mustBe(state, 'approved');
    const returned = [...state.parcels].flatMap(([sku, { lots }]) =>
      lots.length > 0 ? [{ sku, lots: lots.map(bare) }] : [],
    );
    return [
      {
        type: 'TransferCancelled',
        data: { ...routeOf(state), reason, returned, by, at: facts.now() },
      },
    ];
  },
};

/** @throws Refusal 409 `transfer-other-store` */
export function mustBeSide(
  { fromStoreId, toStoreId }: Transfer,
  storeId: string,
  side: 'sender' | 'receiver',
): void {
  if ((side === 'sender' ? fromStoreId : toStoreId) !== storeId)
    throw refused(
      'transfer-other-store',
      `Only the store that ${side === 'sender' ? 'sends' : 'receives'} the goods does this.`,
      { field: 'storeId', expected: side },
    );
}

const routeOf = ({ fromStoreId, toStoreId }: Transfer) => ({ fromStoreId, toStoreId });
const bare = ({ quantityMilli: _, ...part }: ParcelLot): LotPart => part;

/** @throws Refusal 422 `transfer-product-twice` */
export function mustBeOnce(lines: readonly { readonly sku: string }[]): void {
  const again = lines.findIndex(({ sku }, i) => lines.findIndex((one) => one.sku === sku) < i);
  if (again >= 0)
    throw invalid('transfer-product-twice', 'Each product stands in a transfer once.', {
      field: `lines.${again}.sku`,
      expected: 'a product that is not named before',
    });
}

/** @returns Refusal 422 `product-not-transferred` */
export const notInTransfer = (field: string) =>
  invalid('product-not-transferred', 'This product is not part of the transfer.', {
    field,
    expected: 'a SKU of the transfer',
  });

/** @throws Refusal 409 `transfer-not-requested`, `transfer-not-approved`, `transfer-not-sent` */
function mustBe(
  { status }: Transfer,
  wanted: Extract<TransferStatus, 'requested' | 'approved' | 'sent'>,
): void {
  if (status === wanted) return;
  const detail = { field: 'transferId', found: status };
  if (wanted === 'requested')
    throw refused('transfer-not-requested', 'This transfer does not wait for approval.', detail);
  if (wanted === 'approved')
    throw refused('transfer-not-approved', 'This transfer is not ready to be sent.', detail);
  throw refused('transfer-not-sent', 'This transfer is not on its way.', detail);
}

/** The sender's shelf says within moments what left. @throws Refusal 503 `not-yet-visible` */
function mustBePacked({ sent, parcels }: Transfer): void {
  if (sent.some(({ sku }) => !parcels.has(sku)))
    throw new Refusal(
      'unavailable',
      'not-yet-visible',
      'What left the sending store is being written down. Ask again in a moment.',
    );
}

/** Category `transfer`, key = the transfer. */
export const transfers: Ledger<Transfer, TransferCommand, TransferEvent> = {
  category: 'transfer',
  initial: (transferId) => ({
    transferId,
    fromStoreId: '',
    toStoreId: '',
    lines: [],
    sent: [],
    parcels: new Map(),
    received: [],
    requestedAt: '',
  }),
  evolve,
  decide,
};
