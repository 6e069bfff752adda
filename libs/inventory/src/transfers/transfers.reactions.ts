/** What a transfer decided moves the goods of both stores, and the sender's shelf says which lots left. */
import { type Dispatch, dispatch, keyOf, optional, reaction } from '@chignon/eventing';
import { parcelOf } from '../stock/ledger/sent.js';
import { partsOfKey, stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { transfers } from './transfer-ledger.js';

export const transferGoods = reaction([transfers], {
  name: 'inventory.transfer-goods',
  on: {
    TransferSent: ({ stream, data: { fromStoreId, toStoreId, lines, localDate, at } }) => {
      const transferId = keyOf(stream);
      return lines.map(({ sku, product, quantityMilli, lotId }) =>
        dispatch(
          stock,
          stockKey(fromStoreId, sku),
          {
            type: 'SendStock',
            product,
            transferId,
            toStoreId,
            quantityMilli,
            ...optional({ lotId }),
            localDate,
            at,
          },
          // Somebody else was first at the shelf: it is not in the parcel, and the transfer says so.
          ({ code }) => [
            dispatch(transfers, transferId, { type: 'NoteParcel', sku, lots: [], refused: code }),
          ],
        ),
      );
    },
    TransferReceived: ({ stream, data }) => {
      const { fromStoreId, toStoreId, lines, localDate, at } = data;
      const transferId = keyOf(stream);
      return lines.flatMap(({ sku, product, lots, corrected }): Dispatch[] => [
        ...(lots.length === 0
          ? []
          : [
              dispatch(stock, stockKey(toStoreId, sku), {
                type: 'ArriveStock',
                product,
                transferId,
                fromStoreId,
                lots,
                localDate,
                at,
              }),
            ]),
        ...(corrected.length === 0
          ? []
          : [
              dispatch(stock, stockKey(fromStoreId, sku), {
                type: 'CorrectSent',
                transferId,
                toStoreId,
                lots: corrected,
                at,
              }),
            ]),
      ]);
    },
    TransferCancelled: ({ stream, data: { fromStoreId, returned, at } }) =>
      returned.map(({ sku, lots }) =>
        dispatch(stock, stockKey(fromStoreId, sku), {
          type: 'ReturnSent',
          transferId: keyOf(stream),
          lots,
          at,
        }),
      ),
  },
});

export const parcels = reaction([stock], {
  name: 'inventory.parcels',
  on: {
    StockSent: ({ stream, data }) =>
      data.reason === 'sent'
        ? [
            dispatch(transfers, data.transferId, {
              type: 'NoteParcel',
              sku: partsOfKey(keyOf(stream)).sku,
              lots: parcelOf(data),
            }),
          ]
        : [],
  },
});
