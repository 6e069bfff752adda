/*
 * What each event of a points account changes of what is owed, lot by lot. Pure, and told by the event alone. Over an event the lines of a flow come to
 * what the account counts under that name, and `transferred` to 0.
 */
import type { GivenBack } from '../points/account/given-back.js';
import type { Lot, LotPart } from '../points/account/lots.js';
import type { PointsEvent } from '../points/account/points-events.js';
import type { Flow, LotShare } from './item.js';

/** A change of one item. */
export interface Posting {
  /** A lot; or points that a bill keeps, or that went against a debt. */
  readonly item: string;
  readonly flow: Flow;
  readonly amount: number;
  readonly storeId?: string | undefined;
}

/** Points that came back and went against a debt at once. They were of no lot any more. */
export const AGAINST_DEBT = '~debt';
/** What a bill keeps under a reservation. */
export const keptItem = (reservationId: string): string => `~kept:${reservationId}`;

/** Lots that an event makes. */
export interface Made {
  readonly lots: readonly Lot[];
  readonly currency?: string;
  readonly kept?: { readonly item: string; readonly shares: readonly LotShare[] };
}

const each = (parts: readonly LotPart[], flow: Flow, sign: 1 | -1, storeId?: string): Posting[] =>
  parts.map(({ lotId, points }) => ({ item: lotId, flow, amount: sign * points, storeId }));

/** Points that come back from where a flow had brought them. */
const back = (given: GivenBack, from: Flow, storeId?: string): Posting[] => [
  ...each(given.back, from, 1, storeId),
  ...each(given.lapsed, from, 1, storeId),
  ...each(given.lapsed, 'expired', -1),
  { item: AGAINST_DEBT, flow: from, amount: given.debt, storeId },
  { item: AGAINST_DEBT, flow: 'reversed', amount: given.overdrawn - given.debt },
  { item: AGAINST_DEBT, flow: 'used', amount: -given.overdrawn },
];

/** The last of the parts against what bills overdrew, which is spent now; those before are taken back. */
function repaid(parts: readonly LotPart[], overdrawn: number): Posting[] {
  let left = parts.reduce((sum, { points }) => sum + points, 0) - overdrawn;
  return parts.flatMap(({ lotId, points }) => {
    const taken = Math.min(points, left);
    left -= taken;
    return [
      { item: lotId, flow: 'reversed' as const, amount: -taken },
      { item: lotId, flow: 'used' as const, amount: taken - points },
    ];
  });
}

type Postings = {
  readonly [T in PointsEvent['type']]: (
    data: Extract<PointsEvent, { type: T }>['data'],
  ) => readonly Posting[];
};
const nothing = (): readonly Posting[] => [];

const postings: Postings = {
  SettlementNoted: nothing,
  AdjustmentProposed: nothing,
  AdjustmentRefused: nothing,
  TierChanged: nothing,
  TierLossNoticed: nothing,
  PointsEarned: ({ lots, storeId }) => each(lots, 'issued', 1, storeId),
  PointsRedeemed: ({ lots, storeId }) => each(lots, 'used', -1, storeId),
  PointsReversed: ({ lots }) => each(lots, 'reversed', -1),
  DebtRepaid: ({ lots, overdrawn = 0 }) => repaid(lots, overdrawn),
  RedemptionCancelled: (data) => back(data, 'used', data.storeId),
  PointsAdjusted: ({ given, taken = [], storeId }) => [
    ...each(given ? [given] : [], 'adjusted', 1, storeId),
    ...each(taken, 'adjusted', -1, storeId),
  ],
  AdjustmentReversed: ({ returned, takenBack, storeId }) =>
    returned ? back(returned, 'adjusted', storeId) : each(takenBack?.lots ?? [], 'reversed', -1),
  PointsExpired: ({ lots }) => each(lots, 'expired', -1),
  PointsReserved: ({ reservation, points, lots }) => [
    ...each(lots, 'transferred', -1),
    { item: keptItem(reservation.id), flow: 'transferred', amount: points },
  ],
  PointsReleased: (data) => [
    { item: keptItem(data.reservationId), flow: 'transferred', amount: -data.points },
    ...back(data, 'transferred'),
  ],
  PointsTendered: ({ reservationId, fromHeld, lots, returned, storeId }) => [
    { item: keptItem(reservationId), flow: 'used', amount: -fromHeld, storeId },
    ...each(lots, 'used', -1, storeId),
    ...(returned ? back(returned, 'used', storeId) : []),
  ],
};

/** What an event changes; lines of 0 are left out. */
export const postingsOf = <E extends PointsEvent>({
  type,
  data,
}: Pick<E, 'type' | 'data'>): Posting[] =>
  (postings[type] as (data: E['data']) => readonly Posting[])(data).filter(
    ({ amount }) => amount !== 0,
  );

/** The items that an event makes, or may be the first to name. */
export function madeBy(event: Pick<PointsEvent, 'type' | 'data'>): Made {
  const { type, data } = event as PointsEvent;
  switch (type) {
    case 'PointsEarned':
      return { lots: data.lots, currency: data.currency };
    case 'PointsAdjusted':
      return { lots: data.given ? [data.given] : [] };
    case 'RedemptionCancelled':
    case 'PointsReleased':
      return { lots: data.back };
    case 'AdjustmentReversed':
    case 'PointsTendered':
      return { lots: data.returned?.back ?? [] };
    case 'PointsReserved':
      return {
        lots: [],
        kept: {
          item: keptItem(data.reservation.id),
          shares: data.lots.map(({ lotId, points }) => ({ lotId, points })),
        },
      };
    default:
      return { lots: [] };
  }
}
