/**
 * What people undo and put right by hand: a redemption that did not come about, and points that are given or taken with a
 * reason (R-LY-12, R-LY-22). Above the limit of whoever asks a second person decides. What undid something is not undone.
 */
import { type Decide, forbidden, invalid, notFound, optional, refused } from '@chignon/eventing';
import { endOfMonthAfter, ruleAt } from '../../rules/earning-rules.js';
import { isOpen, type Lot, partsToSpend, partsToTakeBack, sumOf } from './lots.js';
import type { PointsAccount } from './points-account.js';
import { Entries } from './points-entries.js';
import type { Adjustment, PointsAdjusted, PointsCommand, PointsEvent } from './points-events.js';

type ByHand =
  | 'CancelRedemption'
  | 'AdjustPoints'
  | 'ApproveAdjustment'
  | 'RefuseAdjustment'
  | 'ReverseAdjustment';

/** Decisions of the points ledger that a person asks for. */
export const byHand: Pick<Decide<PointsAccount, PointsCommand, PointsEvent>, ByHand> = {
  CancelRedemption: (state, { redemptionId, reason, storeId, terms }, facts) => {
    const known = state.redemptions.get(redemptionId);
    if (!known)
      throw notFound('redemption-not-found', 'The account has no such redemption.', {
        field: 'redemptionId',
      });
    if (known.cancelled)
      throw refused('redemption-cancelled', 'The redemption is cancelled already.', {
        field: 'redemptionId',
      });
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    const { points } = known;
    log.add('RedemptionCancelled', {
      redemptionId,
      points,
      reason,
      ...optional({ storeId }),
      ...log.giveBack({ from: known.lots, points, terms, released: false, name: redemptionId }),
      terms,
      cancelledAt: now,
    });
    log.repay();
    return log.events;
  },

  AdjustPoints: (state, { type: _, by, limit, ...asked }, facts) => {
    if (!Number.isSafeInteger(asked.points) || asked.points === 0)
      throw invalid('points-invalid', 'Points must be a whole number, and not none.', {
        field: 'points',
        expected: 'a whole number other than 0',
      });
    const now = facts.now();
    const adjustmentId = facts.newId();
    if (Math.abs(asked.points) > limit)
      return [
        {
          type: 'AdjustmentProposed',
          data: { ...asked, adjustmentId, limit, proposedBy: by, proposedAt: now },
        },
      ];
    return adjusted(state, asked, { adjustmentId, limit, adjustedBy: by, adjustedAt: now });
  },

  ApproveAdjustment: (state, { adjustmentId, by, limit }, facts) => {
    const {
      adjustmentId: _,
      limit: own,
      proposedBy,
      proposedAt: _at,
      ...asked
    } = waiting(state, adjustmentId);
    if (proposedBy === by)
      throw forbidden('adjustment-own', 'Who proposed it may not approve it.', {
        field: 'adjustmentId',
        expected: 'another person',
      });
    if (Math.abs(asked.points) > limit)
      throw forbidden('adjustment-limit', `This role moves at most ${limit} points.`, {
        field: 'adjustmentId',
        expected: `at most ${limit} points`,
        limit,
      });
    return adjusted(state, asked, {
      adjustmentId,
      limit: own,
      adjustedBy: proposedBy,
      approvedBy: by,
      adjustedAt: facts.now(),
    });
  },

  RefuseAdjustment: (state, { adjustmentId, by }, facts) => {
    const { storeId } = waiting(state, adjustmentId);
    return [
      {
        type: 'AdjustmentRefused',
        data: { adjustmentId, storeId, refusedBy: by, refusedAt: facts.now() },
      },
    ];
  },

  ReverseAdjustment: (
    state,
    { adjustmentId: reverses, reason, evidence, by, limit, terms },
    facts,
  ) => {
    const known = state.adjustments.get(reverses);
    if (known?.status === 'reversal')
      throw refused('reversal-final', 'What undid an adjustment is not undone: adjust anew.', {
        field: 'adjustmentId',
      });
    if (known?.status === 'reversed')
      throw refused('adjustment-reversed', 'The adjustment is undone already.', {
        field: 'adjustmentId',
      });
    if (known?.status !== 'done') throw adjustmentNotFound();
    const { points, storeId, given, taken = [] } = known.adjusted;
    if (Math.abs(points) > limit)
      throw forbidden('adjustment-limit', `This role moves at most ${limit} points.`, {
        field: 'adjustmentId',
        expected: `at most ${limit} points`,
        limit,
      });
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    const common = {
      adjustmentId: facts.newId(),
      reverses,
      points: -points,
      reason,
      ...optional({ evidence }),
      storeId,
      reversedBy: by,
      reversedAt: now,
    };
    if (given) {
      const lots = log.state.lots.filter((lot) => isOf(lot, given.lotId));
      const takenBack = partsToTakeBack(lots, points);
      log.add('AdjustmentReversed', { ...common, takenBack, debt: sumOf(takenBack.owed) });
    } else {
      const returned = log.giveBack({
        from: taken,
        points: -points,
        terms,
        released: false,
        name: reverses,
      });
      log.add('AdjustmentReversed', { ...common, returned, debt: 0 });
    }
    log.repay();
    return log.events;
  },
};

/** A lot, or what was split off from it when points came back. */
const isOf = (lot: Lot, lotId: string): boolean =>
  lot.lotId === lotId || lot.lotId.startsWith(`${lotId}~`);

function waiting(state: PointsAccount, adjustmentId: string) {
  const known = state.adjustments.get(adjustmentId);
  if (!known || known.status === 'reversal') throw adjustmentNotFound();
  if (known.status !== 'proposed')
    throw refused('adjustment-decided', 'The adjustment is decided already.', {
      field: 'adjustmentId',
      found: known.status,
    });
  return known.proposal;
}

const adjustmentNotFound = () =>
  notFound('adjustment-not-found', 'The account has no such adjustment.', {
    field: 'adjustmentId',
  });

/** @throws Refusal 409 `points-insufficient` when more is to be taken than may be spent */
function adjusted(
  state: PointsAccount,
  asked: Adjustment,
  who: Pick<
    PointsAdjusted['data'],
    'adjustmentId' | 'limit' | 'adjustedBy' | 'approvedBy' | 'adjustedAt'
  >,
): PointsEvent[] {
  const { points, storeId } = asked;
  const now = who.adjustedAt;
  const log = new Entries(state, now);
  log.expire(now);
  if (points > 0) {
    const rule = ruleAt(now);
    const given: Lot = {
      lotId: `adjustment:${who.adjustmentId}`,
      storeId,
      points,
      ruleVersion: rule?.version ?? 'none',
      rulePriority: rule?.priority ?? 0,
      earnedAt: now,
      availableAt: now,
      expiresAt:
        rule === undefined || rule.expiryMonths === null
          ? null
          : endOfMonthAfter(now, state.zone, rule.expiryMonths),
    };
    log.add('PointsAdjusted', { ...asked, ...who, given });
  } else {
    const open = log.state.lots.filter((lot) => isOpen(lot, now));
    const available = sumOf(open.map((lot) => ({ points: lot.remaining })));
    if (-points > available)
      throw refused('points-insufficient', `The account has ${available} points to take.`, {
        field: 'points',
        available,
        debt: log.state.debt,
      });
    log.add('PointsAdjusted', { ...asked, ...who, taken: partsToSpend(open, -points) });
  }
  log.repay();
  return log.events;
}
