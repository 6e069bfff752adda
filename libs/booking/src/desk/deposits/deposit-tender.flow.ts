import {
  findAll,
  invalid,
  notFound,
  refused,
  type ReservationStatus,
  type TenderOwner,
  type Tools,
} from '@chignon/eventing';
import { deposits } from '../../deposits/deposit-ledger.js';
import { depositReservations } from '../../deposits/reservations.view.js';
import { DEPOSIT_TENDER } from '../../salon/till/till-rules.js';
import { visits } from '../../visits/visit-ledger.js';
import { follow, followId } from './follow.flow.js';

const PAGE = 200;

/**
 * Deposits pay bills (R-BK-32): their account is the appointment of the visit. The ledger keeps the part of a bill until it is settled, so that
 * it is not returned meanwhile. Deposits hear visits themselves, in the same context, and look up how the bill stands.
 */
export const depositTender: TenderOwner = {
  kind: DEPOSIT_TENDER,
  use: 'tender',

  /** @throws Refusal 409 `deposit-insufficient`, `deposit-currency`; 404 `visit-not-found`, `account-not-found`; 422 `reservation-purpose` */
  async reserve(tools, { id, account, cents, currency, purpose, expiresAt }, cause) {
    const { visitId } = purpose;
    const { opening } = (await tools.load(visits, visitId)).state;
    if (!opening || opening.storeId !== purpose.storeId)
      throw notFound('visit-not-found', 'There is no such visit.', { field: 'visitId' });
    const { appointmentId, customerId } = opening;
    if (account !== undefined && account !== appointmentId)
      throw notFound('account-not-found', 'The visit has no such deposit.', {
        field: 'account',
        expected: appointmentId ?? 'none',
      });
    if (customerId !== purpose.customerId)
      throw invalid('reservation-purpose', 'The visit is of another customer.', {
        field: 'customerId',
        expected: 'the customer of the visit',
      });
    if (appointmentId === undefined)
      throw refused('deposit-insufficient', 'A visit without an appointment has no deposit.', {
        field: 'tenders',
        heldCents: 0,
        expected: 'at most 0',
      });
    const { state, replayed } = await tools.execute(
      deposits,
      appointmentId,
      { type: 'ReserveDeposit', reservationId: id, visitId, cents, currency, expiresAt },
      cause,
    );
    return {
      reservation: {
        id,
        owner: 'booking',
        kind: DEPOSIT_TENDER,
        use: 'tender',
        account: appointmentId,
        cents,
        currency,
        purpose,
        // A repeat is answered as the first time.
        expiresAt: state.reserved?.expiresAt ?? expiresAt,
      },
      status: replayed ? await statusOf(tools, id, appointmentId, visitId) : 'held',
    };
  },

  async apply(tools, { account, visitId, settlement }, cause) {
    const name = `${visitId}|${settlement}`;
    await follow(tools, account, { ...cause, commandId: followId(name), input: name });
  },

  async release(tools, { id, account }, because, cause) {
    const { reserved } = (await tools.load(deposits, account)).state;
    if (reserved?.reservationId !== id) return 'released';
    // Settled already, and not heard yet: it is the bill's.
    const status = await statusOf(tools, id, account, reserved.visitId);
    if (status !== 'held') return status;
    await tools.execute(
      deposits,
      account,
      { type: 'ReleaseDeposit', reservationId: id, because },
      cause,
    );
    return 'released';
  },

  async *overdue(tools, before) {
    const over = findAll(tools.documents, tools.collection(depositReservations), {
      index: 'byExpiry',
      where: { open: true },
      range: { field: 'expiresAt', lt: before },
      limit: PAGE,
    });
    for await (const { id, reservationId } of over) yield { id: reservationId, account: id };
  },
};

async function statusOf(
  tools: Tools,
  reservationId: string,
  appointmentId: string,
  visitId: string,
): Promise<ReservationStatus> {
  const { settlements } = (await tools.load(visits, visitId)).state;
  const named = settlements.flatMap(({ reserved = [] }) => reserved);
  if (named.some((part) => part.reservationId === reservationId)) return 'applied';
  const { reserved } = (await tools.load(deposits, appointmentId)).state;
  return reserved?.reservationId === reservationId ? 'held' : 'released';
}
