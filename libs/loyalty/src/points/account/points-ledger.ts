/**
 * Points of one customer, chain-wide. Stream `points-<customerId>`: the ledger is the balance (LY-28).
 *
 * Every settlement of a visit is noted as it is heard, in any order; the points follow the net of all of them, line by
 * line. Settlements count in the order of their numbers: one that is heard too early waits in the ledger, and the same
 * movements follow once those before it are there.
 *
 * The one rule people get wrong: taking back points that were already spent must not make a lot or the balance negative,
 * and must not be forgotten either. What cannot be taken back is a debt, a number of its own (L2, R-LY-11a); while there
 * is a debt nothing is available, and the next points earned repay it first.
 *
 * At every revision: earned + adjusted = available + held + redeemed + expired + reversed (L1), available = sum of the lots (L9).
 */
import {
  type Decide,
  type Envelope,
  invalid,
  type Ledger,
  optional,
  refused,
} from '@chignon/eventing';
import { countedAt, EVER } from '../../rules/instants.js';
import { byHand } from './by-hand.js';
import { earningTerms, termsBeforeCurrencies } from '../../rules/earning-rules.js';
import { isOpen, partsToSpend, partsToTakeBack, sumOf } from './lots.js';
import {
  apply,
  countedOf,
  earlier,
  evolve,
  initial,
  type PointsAccount,
  visitOf,
} from './points-account.js';
import { pay } from './pay.js';
import { Entries } from './points-entries.js';
import type { PointsCommand, PointsEvent } from './points-events.js';

const decide: Decide<PointsAccount, PointsCommand, PointsEvent> = {
  NoteSettlement: (state, { type: _, programme, ...settlement }, facts) => {
    const { visitId, settlementNo, currency, settledAt } = settlement;
    const visit = visitOf(state, visitId);
    if (visit.voided || visit.settlements.has(settlementNo)) return [];
    const now = facts.now();
    const log = new Entries(state, now);
    log.clock(programme);
    const terms =
      visit.earnedBefore > 0
        ? termsBeforeCurrencies(currency, settledAt)
        : earningTerms(currency, settledAt, programme);
    log.push({
      type: 'SettlementNoted',
      data: { ...settlement, ...(terms && { terms }), notedAt: now },
      effectiveAt: earlier(settledAt, now),
    });
    const heard = visitOf(log.state, visitId);
    for (
      let no = Math.max(countedOf(visit) + 1, visit.earnedBefore, 1);
      no <= countedOf(heard);
      no++
    )
      log.follow(visitId, no);
    log.review(programme);
    // A visit heard years late may bring points that are over already: they stand in the ledger, and leave it, in one append.
    log.expire(now);
    log.repay();
    return log.events;
  },
  ReversePoints: (state, { visitId, voidedAt, programme }, facts) => {
    if (visitOf(state, visitId).voided) return [];
    const now = facts.now();
    const log = new Entries(state, now);
    log.clock(programme);
    const own = log.state.lots.filter((lot) => lot.visitId === visitId);
    const qualifyingCents = log.state.qualifying.reduce(
      (sum, spend) => (spend.visitId === visitId ? sum + spend.cents : sum),
      0,
    );
    log.takeBack(partsToTakeBack(own, sumOf(own)), {
      visitId,
      qualifyingCents,
      reversedAt: voidedAt,
      notedAt: now,
    });
    log.clock(programme);
    log.repay();
    return log.events;
  },
  RedeemPoints: (state, { points, reason, storeId }, facts) => {
    if (!Number.isSafeInteger(points) || points < 1)
      throw invalid('points-invalid', 'Points must be a whole number above zero.', {
        field: 'points',
        expected: 'a whole number above 0',
      });
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    const open = log.state.lots.filter((lot) => isOpen(lot, now));
    const available = sumOf(open.map((lot) => ({ points: lot.remaining })));
    if (points > available)
      throw refused('points-insufficient', `The account has ${available} points to spend.`, {
        field: 'points',
        available,
        debt: log.state.debt,
      });
    log.add('PointsRedeemed', {
      redemptionId: facts.newId(),
      points,
      reason,
      ...optional({ storeId }),
      lots: partsToSpend(open, points),
    });
    return log.events;
  },
  ...byHand,
  ...pay,
  ExpirePoints: (state, { asOf }) => {
    const log = new Entries(state, asOf);
    log.expire(asOf);
    return log.events;
  },
  ReviewTier: (state, { asOf, programme }) => {
    const log = new Entries(state, asOf);
    log.review(programme);
    return log.events;
  },
};

/** Category `points`, key = the customer id. */
export const points: Ledger<PointsAccount, PointsCommand, PointsEvent> = {
  category: 'points',
  initial,
  evolve,
  decide,
};

/** The account as it stood at an instant (ISO UTC): what had become true by then, and what was over by then. @param knownAt what was written down later does not count; left out: all does */
export function accountAt(
  customerId: string,
  history: readonly Envelope[],
  at: string,
  knownAt = EVER,
): PointsAccount {
  const state = countedAt(history, at, knownAt).reduce(apply, initial(customerId));
  return settledAt(state, at);
}

/** The account with everything that is over at an instant, also where no run has written it down yet. */
export function settledAt(state: PointsAccount, at: string): PointsAccount {
  const log = new Entries(state, at);
  log.expire(at);
  return log.state;
}
