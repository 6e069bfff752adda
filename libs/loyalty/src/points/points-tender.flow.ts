import { findAll, notFound, refused, type TenderOwner } from '@chignon/eventing';
import { programmeInForce } from '../rules/programme.effects.js';
import { termsIn, USUAL_RETURNS } from '../rules/programme.js';
import { points } from './account/points-ledger.js';
import { reservationOf, statusOf } from './account/reserved.js';
import { pointsReservations } from './reservations.view.js';

const PAGE = 200;

/**
 * Points pay bills (LY-11): their account is the customer's, and what they are worth is the programme's, by currency. Kept for a bill they
 * are nobody else's and do not expire; a refund gives the same lots back.
 */
export const pointsTender: TenderOwner = {
  kind: 'points',
  use: 'tender',

  /** @throws Refusal 404 `account-not-found`; 409 `points-currency`, `tender-insufficient`; 422 `points-value`, `points-limit` */
  async reserve(tools, { account, ...asked }, cause) {
    const { customerId } = asked.purpose;
    if (customerId === undefined || (account !== undefined && account !== customerId))
      throw notFound('account-not-found', 'The visit has no such account of points.', {
        field: customerId === undefined ? 'customerId' : 'account',
        expected: customerId ?? 'the visit of a customer',
      });
    const worth = termsIn(await programmeInForce(tools), asked.currency)?.worth;
    if (!worth)
      throw refused('points-currency', 'No bill in this currency is paid with points.', {
        field: 'currency',
      });
    await tools.execute(
      points,
      customerId,
      {
        type: 'ReservePoints',
        reservation: {
          ...asked,
          owner: 'loyalty',
          kind: 'points',
          use: 'tender',
          account: customerId,
        },
        worth,
      },
      cause,
    );
    const known = reservationOf((await tools.load(points, customerId)).state, asked.id);
    return { reservation: known.reservation!, status: statusOf(known) };
  },

  async apply(tools, movement, cause) {
    const programme = await programmeInForce(tools);
    const worth = termsIn(programme, movement.currency)?.worth;
    await tools.execute(
      points,
      movement.account,
      {
        type: 'TenderPoints',
        movement,
        ...(worth && { worth }),
        terms: programme.returns ?? USUAL_RETURNS,
      },
      // It is true since the bill was settled, however late that is heard.
      { ...cause, effectiveAt: movement.settledAt },
    );
  },

  async release(tools, { id, account }, because, cause) {
    const { returns: terms = USUAL_RETURNS } = await programmeInForce(tools);
    await tools.execute(
      points,
      account,
      { type: 'ReleasePoints', reservationId: id, because, terms },
      // The terms are looked up: a repeat under others is the same wish.
      { ...cause, input: { id, because } },
    );
    const known = (await tools.load(points, account)).state.reservations.get(id);
    return known ? statusOf(known) : 'released';
  },

  async *overdue(tools, before) {
    yield* findAll(tools.documents, tools.collection(pointsReservations), {
      index: 'byExpiry',
      where: { open: true },
      range: { field: 'expiresAt', lt: before },
      limit: PAGE,
    });
  },
};
