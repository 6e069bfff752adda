import {
  findAll,
  invalid,
  type Reservation,
  reservations,
  type TenderOwner,
} from '@chignon/eventing';
import { opened } from './codes.flow.js';
import { giftCards } from './gift-card-ledger.js';
import { giftCardReservations } from './gift-cards.view.js';

const KIND = 'gift-card';

/** A gift card pays bills of whoever brings its code, in its own currency, at any store. The account that a till names is the code; what stands in ledgers is the number. */
export const giftCardTender: TenderOwner = {
  kind: KIND,
  use: 'tender',
  async reserve(tools, { account: code, ...asked }, cause) {
    if (code === undefined)
      throw invalid('gift-card-code-missing', 'A gift card pays by its code.', {
        field: 'account',
        expected: 'the code of the card',
      });
    const { number } = await opened(tools, code, cause, 'account');
    const reservation: Reservation = {
      ...asked,
      owner: 'loyalty',
      kind: KIND,
      use: 'tender',
      account: number,
    };
    await tools.execute(giftCards, number, { type: 'ReserveTender', reservation }, cause);
    const known = (await tools.load(giftCards, number)).state.reservations.get(asked.id);
    if (!known?.reservation)
      throw new Error(`reservation ${asked.id} of a gift card left no entry`);
    return { reservation: known.reservation, status: reservations.statusOf(known) };
  },
  async apply(tools, movement, cause) {
    await tools.execute(giftCards, movement.account, { type: 'MoveTender', movement }, cause);
  },
  async release(tools, { id, account }, because, cause) {
    await tools.execute(
      giftCards,
      account,
      { type: 'ReleaseTender', reservationId: id, because },
      cause,
    );
    const known = (await tools.load(giftCards, account)).state.reservations.get(id);
    return known ? reservations.statusOf(known) : 'released';
  },
  async *overdue(tools, before) {
    yield* findAll(tools.documents, tools.collection(giftCardReservations), {
      index: 'byExpiry',
      where: { open: true },
      range: { field: 'expiresAt', lt: before },
      limit: 100,
    });
  },
};
