/** Decisions of the points ledger about bills that are paid with points (LY-11, R-LY-09, R-LY-10, R-LY-12). Pure. */
import { type Decide, invalid, refused } from '@chignon/eventing';
import type { PointsWorth } from '../../rules/programme.js';
import { isOpen, type LotLeft, partsToSpend, sumOf } from './lots.js';
import type { PointsAccount } from './points-account.js';
import { Entries } from './points-entries.js';
import type { PointsCommand, PointsEvent } from './points-events.js';
import { type PointsReservation, reservationOf, statusOf } from './reserved.js';

type Pay = 'ReservePoints' | 'TenderPoints' | 'ReleasePoints';

export const pay: Pick<Decide<PointsAccount, PointsCommand, PointsEvent>, Pay> = {
  ReservePoints: (state, { reservation, worth }, facts) => {
    const known = reservationOf(state, reservation.id);
    // Kept already, or settled before it was ever heard of: what its bill took then is taken.
    if (known.reservation || statusOf(known) !== 'held') return [];
    const points = pointsFor(reservation.cents, worth);
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    mustBeWithin(log.state, reservation.purpose.visitId, points, worth);
    const open = openLots(log.state, now);
    const available = sumOf(open.map((lot) => ({ points: lot.remaining })));
    if (points > available) {
      const availableCents = Math.floor((available * worth.cents) / worth.points);
      throw refused('tender-insufficient', `The account has ${available} points to spend.`, {
        field: 'cents',
        expected: `at most ${availableCents}`,
        availableCents,
        available,
        debt: log.state.debt,
      });
    }
    log.add('PointsReserved', { reservation, points, lots: partsToSpend(open, points) });
    return log.events;
  },

  TenderPoints: (state, { movement, worth, terms }, facts) => {
    const { reservationId, settlement, cents, currency, visitId, storeId, settledAt } = movement;
    const known = reservationOf(state, reservationId);
    if (known.moved.has(settlement)) return [];
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    const after = { ...known, moved: new Map(known.moved).set(settlement, cents) };
    const target = takenBy(after, worth);
    const fromHeld = statusOf(known) === 'held' && statusOf(after) === 'applied' ? known.points : 0;
    const more = target - known.taken - fromHeld;
    const parts = more > 0 ? partsToSpend(openLots(log.state, now), more) : [];
    const back = Math.max(0, -more);
    const forgiven = Math.min(back, log.state.overdrawn);
    log.add('PointsTendered', {
      reservationId,
      settlement,
      cents,
      currency,
      visitId,
      storeId,
      settledAt,
      points: target - known.taken,
      fromHeld,
      lots: parts,
      owed: Math.max(0, more) - sumOf(parts),
      ...(back === 0
        ? {}
        : {
            returned: {
              ...log.giveBack({
                from: known.lots,
                points: back - forgiven,
                forgiven,
                terms,
                // What a settlement left of what was kept for it was never spent.
                released: fromHeld > 0,
                name: `${reservationId}:${settlement}`,
              }),
              forgiven,
            },
          }),
    });
    log.repay();
    return log.events;
  },

  ReleasePoints: (state, { reservationId, because, terms }, facts) => {
    const known = state.reservations.get(reservationId);
    if (!known?.reservation || statusOf(known) !== 'held') return [];
    const now = facts.now();
    const log = new Entries(state, now);
    log.expire(now);
    const { points } = known;
    log.add('PointsReleased', {
      reservationId,
      because,
      points,
      ...log.giveBack({ from: known.lots, points, terms, released: true, name: reservationId }),
    });
    log.repay();
    return log.events;
  },
};

const openLots = (state: PointsAccount, now: string): LotLeft[] =>
  state.lots.filter((lot) => isOpen(lot, now));

/** What an amount is in points. @throws Refusal 422 `points-value` unless it is a whole number of them */
function pointsFor(cents: number, worth: PointsWorth): number {
  const points = (BigInt(cents) * BigInt(worth.points)) / BigInt(worth.cents);
  if (points * BigInt(worth.cents) !== BigInt(cents) * BigInt(worth.points) || points < 1n) {
    const least = Number(points) || 1;
    throw invalid('points-value', 'The amount must be a whole number of points.', {
      field: 'cents',
      expected: `${worth.points} points are worth ${worth.cents}; nearest: ${Math.ceil((least * worth.cents) / worth.points)}`,
      points: worth.points,
      cents: worth.cents,
    });
  }
  return Number(points);
}

/** @throws Refusal 422 `points-limit`: fewer than the least, no multiple of the step, or more than the most of a bill */
function mustBeWithin(
  state: PointsAccount,
  visitId: string,
  points: number,
  { minPoints = 1, stepPoints = 1, maxPoints }: PointsWorth,
): void {
  const already = [...state.reservations.values()]
    .filter(({ reservation }) => reservation?.purpose.visitId === visitId)
    .reduce((sum, one) => sum + (statusOf(one) === 'held' ? one.points : one.taken), 0);
  const most = maxPoints === undefined ? undefined : maxPoints - already;
  if (points >= minPoints && points % stepPoints === 0 && (most === undefined || points <= most))
    return;
  throw invalid('points-limit', 'A bill takes another number of points.', {
    field: 'cents',
    expected: [
      `at least ${minPoints} points`,
      `a multiple of ${stepPoints}`,
      ...(most === undefined ? [] : [`at most ${Math.max(0, most)}`]),
    ].join(', '),
    points,
  });
}

/** Points that a bill has of a reservation by all that was heard: what goes back is rounded down, so that parts never come to more than the whole. */
function takenBy(known: PointsReservation, worth: PointsWorth | undefined): number {
  if (statusOf(known) !== 'applied') return 0;
  const net = Math.max(
    0,
    [...known.moved.values()].reduce((sum, cents) => sum + cents, 0),
  );
  const { reservation, points } = known;
  const [of, whole] = reservation
    ? [points, reservation.cents]
    : [worth?.points ?? 0, worth?.cents ?? 1];
  return Number((BigInt(net) * BigInt(of) + BigInt(whole) - 1n) / BigInt(whole));
}
