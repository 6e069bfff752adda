import {
  findAll,
  invalid,
  type Reservation,
  reservations,
  type TenderOwner,
} from '@chignon/eventing';
import { walletKey, wallets } from './wallet-ledger.js';
import { walletReservations } from './wallets.view.js';

const KIND = 'stored-value';

/** Stored value pays bills of the customer whose it is, in its own currency, at any store (LY-22, ADR 0061). */
export const storedValue: TenderOwner = {
  kind: KIND,
  use: 'tender',
  async reserve(tools, { account, ...asked }, cause) {
    const { customerId } = asked.purpose;
    if (customerId === undefined)
      throw invalid(
        'wallet-customer-missing',
        'The bill names no customer whose wallet could pay it.',
        {
          field: 'customerId',
          expected: 'the customer of the visit',
        },
      );
    const key = walletKey(customerId, asked.currency);
    if (account !== undefined && account !== key)
      throw invalid(
        'wallet-not-of-bill',
        'A wallet pays bills of its own customer in its own currency.',
        { field: 'account', expected: key },
      );
    const reservation: Reservation = {
      ...asked,
      owner: 'loyalty',
      kind: KIND,
      use: 'tender',
      account: key,
    };
    await tools.execute(wallets, key, { type: 'ReserveTender', reservation }, cause);
    const known = (await tools.load(wallets, key)).state.reservations.get(asked.id);
    if (!known?.reservation) throw new Error(`reservation ${asked.id} of ${key} left no entry`);
    return { reservation: known.reservation, status: reservations.statusOf(known) };
  },
  async apply(tools, movement, cause) {
    await tools.execute(wallets, movement.account, { type: 'MoveTender', movement }, cause);
  },
  async release(tools, { id, account }, because, cause) {
    await tools.execute(
      wallets,
      account,
      { type: 'ReleaseTender', reservationId: id, because },
      cause,
    );
    const known = (await tools.load(wallets, account)).state.reservations.get(id);
    return known ? reservations.statusOf(known) : 'released';
  },
  async *overdue(tools, before) {
    yield* findAll(tools.documents, tools.collection(walletReservations), {
      index: 'byExpiry',
      where: { open: true },
      range: { field: 'expiresAt', lt: before },
      limit: 100,
    });
  },
};
