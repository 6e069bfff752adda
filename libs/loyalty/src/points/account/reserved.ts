/**
 * Points that pay bills (LY-11, R-LY-10): kept for a bill, applied with its settlement, given back with its refund. Settlements
 * are heard in any order and more than once; what a bill has of a reservation is a function of all that were heard.
 */
import type { DomainEvent, ReleaseReason, Reservation, SettledMovement } from '@chignon/eventing';
import { type GivenBack, pointsOf, withGivenBack } from './given-back.js';
import { type LotPart, sumOf, without } from './lots.js';
import type { PointsAccount } from './points-account.js';

/** Points were kept for a bill: nobody else may spend them, and they do not expire. */
export type PointsReserved = DomainEvent<
  'PointsReserved',
  {
    reservation: Reservation;
    /** What the amount comes to in points. */
    points: number;
    lots: readonly LotPart[];
    balanceAfter: number;
  }
>;

/** No settlement took them: they are the account's again, with a life of some days at least. */
export type PointsReleased = DomainEvent<
  'PointsReleased',
  GivenBack & {
    reservationId: string;
    because: ReleaseReason;
    points: number;
    balanceAfter: number;
  }
>;

/** A settlement took points, or a refund, correction or void gave some back. Once a reservation and settlement. */
export type PointsTendered = DomainEvent<
  'PointsTendered',
  Pick<
    SettledMovement,
    'reservationId' | 'settlement' | 'cents' | 'currency' | 'visitId' | 'storeId' | 'settledAt'
  > & {
    /** Signed: how the points that the bill has changed. */
    points: number;
    /** Points that were kept for it until now. */
    fromHeld: number;
    /** Taken besides: the reservation had ended before the settlement was heard. */
    lots: readonly LotPart[];
    /** And what was not there any more: a debt. */
    owed: number;
    /** What came back; `forgiven` of it was still owed by this or another bill. */
    returned?: GivenBack & { forgiven: number };
    balanceAfter: number;
  }
>;

export type ReservedEvent = PointsReserved | PointsReleased | PointsTendered;

/** One reservation and what became of it. */
export interface PointsReservation {
  /** Absent: a settlement was heard that names one which was never made here. */
  readonly reservation?: Reservation;
  readonly points: number;
  /** Of whose lots the bill has points, or keeps them. */
  readonly lots: readonly LotPart[];
  readonly released: boolean;
  /** Cents by settlement. */
  readonly moved: ReadonlyMap<string, number>;
  /** Points that the bill has. */
  readonly taken: number;
}

const NEVER_MADE: PointsReservation = {
  points: 0,
  lots: [],
  released: false,
  moved: new Map(),
  taken: 0,
};

export const reservationOf = (state: PointsAccount, id: string): PointsReservation =>
  state.reservations.get(id) ?? NEVER_MADE;

/** What goes back may be heard before the settlement that took it: until then it stays kept. */
export const statusOf = ({ moved, released }: PointsReservation) =>
  [...moved.values()].some((cents) => cents > 0) ? 'applied' : released ? 'released' : 'held';

const withReservation = (
  state: PointsAccount,
  id: string,
  change: Partial<PointsReservation>,
): PointsAccount['reservations'] =>
  new Map(state.reservations).set(id, { ...reservationOf(state, id), ...change });

/** The parts without what came back of them. */
function lessReturned(parts: readonly LotPart[], { back, lapsed }: GivenBack): LotPart[] {
  const gone = new Map<string, number>();
  for (const { lotId, points } of [
    ...back.map(({ lotId, from, points }) => ({ lotId: from ?? lotId, points })),
    ...back.flatMap(({ lotId, from, points }) => (from === undefined ? [] : [{ lotId, points }])),
    ...lapsed,
  ])
    gone.set(lotId, (gone.get(lotId) ?? 0) + points);
  return parts.flatMap(({ lotId, points }) => {
    const left = points - (gone.get(lotId) ?? 0);
    return left > 0 ? [{ lotId, points: left }] : [];
  });
}

/** The account after these events. */
export const reservedEvolve = {
  PointsReserved: (s: PointsAccount, { data }: Pick<PointsReserved, 'data'>): PointsAccount => ({
    ...s,
    lots: without(s.lots, data.lots, 'spent'),
    available: s.available - data.points,
    held: s.held + data.points,
    reservations: withReservation(s, data.reservation.id, {
      reservation: data.reservation,
      points: data.points,
      lots: data.lots,
    }),
  }),
  PointsReleased: (s: PointsAccount, { data }: Pick<PointsReleased, 'data'>): PointsAccount => ({
    ...withGivenBack(s, data),
    held: s.held - data.points,
    reservations: withReservation(s, data.reservationId, { released: true, lots: [] }),
  }),
  PointsTendered: (s: PointsAccount, { data }: Pick<PointsTendered, 'data'>): PointsAccount => {
    const { reservationId, settlement, cents, points, fromHeld, lots, owed, returned } = data;
    const known = reservationOf(s, reservationId);
    const taken = sumOf(lots);
    const next: PointsAccount = {
      ...s,
      lots: without(s.lots, lots, 'spent'),
      available: s.available - taken,
      held: s.held - fromHeld,
      redeemed: s.redeemed + fromHeld + taken,
      debt: s.debt + owed,
      overdrawn: s.overdrawn + owed,
      stores: s.stores.includes(data.storeId) ? s.stores : [...s.stores, data.storeId],
      reservations: withReservation(s, reservationId, {
        moved: new Map(known.moved).set(settlement, cents),
        taken: known.taken + points,
        lots: returned
          ? lessReturned([...known.lots, ...lots], returned)
          : [...known.lots, ...lots],
      }),
    };
    if (!returned) return next;
    const after = withGivenBack(
      {
        ...next,
        debt: next.debt - returned.forgiven,
        overdrawn: next.overdrawn - returned.forgiven,
      },
      returned,
    );
    return { ...after, redeemed: after.redeemed - pointsOf(returned) };
  },
};
