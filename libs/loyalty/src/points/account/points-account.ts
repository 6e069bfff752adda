/* An account of points as its events leave it. */
import type { Envelope, Evolve } from '@chignon/eventing';
import { type Entitlement, entitlement } from './entitlement.js';
import { adjustedEvolve, type KnownAdjustment } from './adjusted.js';
import { withGivenBack } from './given-back.js';
import { type PointsReservation, reservedEvolve } from './reserved.js';
import { afterTakingBack, fresh, type LotLeft, type LotPart, without } from './lots.js';
import type { PointsEvent, SettlementNoted } from './points-events.js';
import type { StandingInput } from '../../tiers/standing.js';
import type { QualifyingSpend } from '../../tiers/tiers.js';

/** What is known of one visit. */
export interface NotedVisit {
  readonly settlements: ReadonlyMap<number, SettlementNoted['data']>;
  /** Highest settlement whose points were earned before settlements were noted; 0: none. */
  readonly earnedBefore: number;
  readonly voided: boolean;
}

/** Points that were spent at once, and whether that was undone. */
export interface KnownRedemption {
  readonly points: number;
  readonly lots: readonly LotPart[];
  readonly cancelled: boolean;
}

export const UNHEARD: NotedVisit = { settlements: new Map(), earnedBefore: 0, voided: false };

export interface PointsAccount extends StandingInput {
  readonly customerId: string;
  /** Every lot ever: an empty one still knows what was spent of it. */
  readonly lots: readonly LotLeft[];
  readonly visits: ReadonlyMap<string, NotedVisit>;
  /** Stores that settled bills or took points: who may see the account. */
  readonly stores: readonly string[];
  /** Currencies of bills in which the programme gave nothing. */
  readonly unrewarded: readonly string[];
  readonly earned: number;
  /** Left in the lots, those included whose points may be spent later only. */
  readonly available: number;
  /** Kept for bills that are not settled yet. */
  readonly held: number;
  readonly redeemed: number;
  readonly expired: number;
  readonly reversed: number;
  /** Given less taken by hand; below 0 where more was taken. */
  readonly adjusted: number;
  readonly debt: number;
  /** Of the debt: bills that were paid with points which were not there any more. */
  readonly overdrawn: number;
  readonly redemptions: ReadonlyMap<string, KnownRedemption>;
  readonly adjustments: ReadonlyMap<string, KnownAdjustment>;
  readonly reservations: ReadonlyMap<string, PointsReservation>;
}

export const initial = (customerId: string): PointsAccount => ({
  customerId,
  lots: [],
  visits: new Map(),
  qualifying: [],
  tier: 'regular',
  zone: 'UTC',
  stores: [],
  unrewarded: [],
  earned: 0,
  available: 0,
  held: 0,
  redeemed: 0,
  expired: 0,
  reversed: 0,
  adjusted: 0,
  debt: 0,
  overdrawn: 0,
  redemptions: new Map(),
  adjustments: new Map(),
  reservations: new Map(),
});

export const evolve: Evolve<PointsAccount, PointsEvent> = {
  SettlementNoted: (s, { data }) => {
    const before = visitOf(s, data.visitId);
    const visit = {
      ...before,
      settlements: new Map(before.settlements).set(data.settlementNo, data),
    };
    const next = {
      ...s,
      visits: withVisit(s, data.visitId, visit),
      stores: withOne(s.stores, data.storeId),
      zone: data.zone,
      unrewarded:
        data.terms || data.settlementNo > 1 ? s.unrewarded : withOne(s.unrewarded, data.currency),
    };
    const counted = countedOf(visit);
    if (visit.voided || counted < Math.max(1, visit.earnedBefore)) return next;
    const first = visit.settlements.get(1)!;
    const { netCents } = entitledTo(visit, counted);
    return withSpend(
      next,
      { visitId: data.visitId, at: first.settledAt, currency: first.currency, cents: netCents },
      data.notedAt,
    );
  },
  PointsEarned: (s, { data }) => {
    const visit = visitOf(s, data.visitId);
    const noted = visit.settlements.has(data.settlementNo);
    return {
      ...s,
      lots: [...s.lots, ...data.lots.map(fresh)],
      ...(noted
        ? {}
        : {
            visits: withVisit(s, data.visitId, {
              ...visit,
              earnedBefore: Math.max(visit.earnedBefore, data.settlementNo),
            }),
            qualifying: [
              ...s.qualifying,
              {
                visitId: data.visitId,
                at: data.earnedAt,
                currency: data.currency,
                cents: data.netCents,
              },
            ],
          }),
      stores: withOne(s.stores, data.storeId),
      earned: s.earned + data.points,
      available: s.available + data.points,
    };
  },
  PointsRedeemed: (s, { data }) => ({
    ...s,
    lots: without(s.lots, data.lots, 'spent'),
    stores: data.storeId === undefined ? s.stores : withOne(s.stores, data.storeId),
    available: s.available - data.points,
    redeemed: s.redeemed + data.points,
    redemptions: new Map(s.redemptions).set(data.redemptionId, {
      points: data.points,
      lots: data.lots,
      cancelled: false,
    }),
  }),
  RedemptionCancelled: (s, { data }) => {
    const next = withGivenBack(s, data);
    return {
      ...next,
      redeemed: next.redeemed - data.points,
      stores: data.storeId === undefined ? s.stores : withOne(s.stores, data.storeId),
      redemptions: new Map(s.redemptions).set(data.redemptionId, {
        ...s.redemptions.get(data.redemptionId)!,
        cancelled: true,
      }),
    };
  },
  ...adjustedEvolve,
  ...reservedEvolve,
  PointsReversed: (s, { data }) => {
    const {
      visitId,
      settlementNo,
      points,
      debt,
      lots,
      lapsed,
      owed,
      notedAt = data.reversedAt,
    } = data;
    const next = {
      ...s,
      lots:
        lapsed && owed
          ? afterTakingBack(s.lots, { lots, lapsed, owed })
          : s.lots.map((lot) =>
              lot.visitId === visitId
                ? { ...lot, remaining: 0, consumed: 0, repaid: 0, takenBack: lot.points }
                : lot,
            ),
      available: s.available - points,
      reversed: s.reversed + points,
      debt: s.debt + debt,
    };
    if (settlementNo !== undefined) return next;
    return {
      ...withSpend(next, { visitId, at: '', currency: '', cents: 0 }, notedAt),
      visits: withVisit(s, visitId, { ...visitOf(s, visitId), voided: true }),
    };
  },
  DebtRepaid: (s, { data }) => ({
    ...s,
    lots: without(s.lots, data.lots, 'repaid'),
    available: s.available - data.points,
    redeemed: s.redeemed + (data.overdrawn ?? 0),
    reversed: s.reversed + data.points - (data.overdrawn ?? 0),
    debt: s.debt - data.points,
    overdrawn: s.overdrawn - (data.overdrawn ?? 0),
  }),
  PointsExpired: (s, { data }) => ({
    ...s,
    lots: without(s.lots, data.lots, 'gone'),
    available: s.available - data.points,
    expired: s.expired + data.points,
  }),
  TierChanged: (s, { data }) => ({ ...s, tier: data.to, tierSince: data.changedAt }),
  TierLossNoticed: (s, { data }) => ({ ...s, noticedAt: data.checkedAt }),
};

/** Settlements that count: those without a gap from number 1 on. */
export function countedOf({ settlements }: NotedVisit): number {
  let counted = 0;
  while (settlements.has(counted + 1)) counted++;
  return counted;
}

/** What a visit has earned after its settlements up to a number. */
export function entitledTo({ settlements }: NotedVisit, upTo: number): Entitlement {
  const counted = Array.from({ length: upTo }, (_, i) => settlements.get(i + 1)!);
  return entitlement(counted, counted[0]?.terms);
}

export const apply = (
  state: PointsAccount,
  event: Pick<Envelope, 'type' | 'data'>,
): PointsAccount =>
  (
    evolve as unknown as Record<
      string,
      (s: PointsAccount, e: Pick<Envelope, 'type' | 'data'>) => PointsAccount
    >
  )[event.type]!(state, event);

export const earlier = (a: string, b: string): string => (a < b ? a : b);

export const visitOf = (state: PointsAccount, visitId: string): NotedVisit =>
  state.visits.get(visitId) ?? UNHEARD;

export const withVisit = (
  state: PointsAccount,
  visitId: string,
  visit: NotedVisit,
): PointsAccount['visits'] => new Map(state.visits).set(visitId, visit);

export const withOne = (all: readonly string[], one: string): readonly string[] =>
  all.includes(one) ? all : [...all, one];

/** The account with a visit's spend in place of what it said before; nothing when it is 0. A spend that falls is remembered: it lowers a tier at the next check only (R-LY-16). */
export function withSpend<S extends StandingInput>(
  state: S,
  spend: QualifyingSpend,
  notedAt: string,
): S {
  const before = state.qualifying
    .filter(({ visitId }) => visitId === spend.visitId)
    .reduce((sum, { cents }) => sum + cents, 0);
  const others = state.qualifying.filter(({ visitId }) => visitId !== spend.visitId);
  return {
    ...state,
    qualifying: spend.cents > 0 ? [...others, spend] : others,
    ...(spend.cents < before ? { loweredAt: notedAt } : {}),
  };
}
