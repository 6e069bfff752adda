/* What happens to the points of a customer, and what may be asked of them. */
import type { DomainEvent } from '@chignon/eventing';
import type { EarningTerms } from '../rules/earning-rules.js';
import type { NotedSettlement } from './entitlement.js';
import type { Lot, LotPart } from './lots.js';
import type { Programme, TierName } from '../rules/programme.js';
import type { TierNotice } from '../tiers/tiers.js';

/** A settlement of a visit was heard. Whatever it changes of the points follows in the same append. */
export type SettlementNoted = DomainEvent<
  'SettlementNoted',
  NotedSettlement & {
    /** What the visit earns by, from its first settlement; absent: it earns nothing, for the programme has no terms in its currency. */
    terms?: EarningTerms;
    notedAt: string;
  }
>;

/** A visit earned points: by its bill, or because a correction raised it. Events of before `SettlementNoted` stand alone, and also for a net below one point. */
export type PointsEarned = DomainEvent<
  'PointsEarned',
  {
    visitId: string;
    settlementNo: number;
    storeId: string;
    ruleVersion: string;
    currency: string;
    netCents: number;
    qualifyingCents: number;
    points: number;
    lots: readonly Lot[];
    earnedAt: string;
    balanceAfter: number;
  }
>;

/** Points were spent; the lots they came from are recorded, so that a refund can give back the same ones. */
export type PointsRedeemed = DomainEvent<
  'PointsRedeemed',
  {
    redemptionId: string;
    points: number;
    reason: string;
    storeId?: string;
    lots: readonly LotPart[];
    balanceAfter: number;
  }
>;

/**
 * Points that a visit no longer earns were taken back: `points` out of its own lots, `debt` could not be, for they were
 * spent. With `settlementNo`: because of that refund or correction. Without: the visit was voided, and nothing of it
 * counts any more; both may be 0.
 */
export type PointsReversed = DomainEvent<
  'PointsReversed',
  {
    visitId: string;
    settlementNo?: number;
    points: number;
    debt: number;
    qualifyingCents: number;
    lots: readonly LotPart[];
    /** Parts of the lots that had expired, and that had been spent; absent in voids of older releases: all of the visit. */
    lapsed?: readonly LotPart[];
    owed?: readonly LotPart[];
    reversedAt: string;
    notedAt?: string;
    balanceAfter: number;
  }
>;

/** Points of other lots went against the debt. */
export type DebtRepaid = DomainEvent<
  'DebtRepaid',
  { points: number; lots: readonly LotPart[]; balanceAfter: number }
>;

/** What was left in lots of one expiry instant is gone. Effective at that instant, whenever it was written down. */
export type PointsExpired = DomainEvent<
  'PointsExpired',
  { points: number; lots: readonly LotPart[]; expiredAt: string; balanceAfter: number }
>;

/** The customer reached a higher tier, with the settlement that did it, or lost one. `qualifyingCents` in minor units of `currency`; before it was said, in hundredths of any currency's unit. */
export type TierChanged = DomainEvent<
  'TierChanged',
  {
    from: TierName;
    to: TierName;
    qualifyingCents: number;
    currency?: string;
    ruleVersion: string;
    changedAt: string;
  }
>;

/** At the end of a month the spend no longer carried the tier: it falls at `dropsAt` unless `missingCents` are spent before (R-LY-14). */
export type TierLossNoticed = DomainEvent<'TierLossNoticed', TierNotice & { ruleVersion: string }>;

export type PointsEvent =
  | SettlementNoted
  | PointsEarned
  | PointsRedeemed
  | PointsReversed
  | DebtRepaid
  | PointsExpired
  | TierChanged
  | TierLossNoticed;

/** Those that move points, and say what they leave. */
export type Movement = Exclude<PointsEvent, SettlementNoted | TierChanged | TierLossNoticed>;

/** A visit was settled, refunded or corrected. Once per visit and settlement number, whatever the command id. */
export interface NoteSettlement extends NotedSettlement {
  readonly type: 'NoteSettlement';
  readonly programme: Programme;
}

/** A visit never counted. Once per visit. */
export interface ReversePoints {
  readonly type: 'ReversePoints';
  readonly visitId: string;
  readonly voidedAt: string;
  readonly programme: Programme;
}

/** Spend points; `points` a whole number above 0, `reason` a code. */
export interface RedeemPoints {
  readonly type: 'RedeemPoints';
  readonly points: number;
  readonly reason: string;
  readonly storeId?: string;
}

/** Let what is over at `asOf` expire. Repeated, run twice at once or skipped for days: the same events (L11). */
export interface ExpirePoints {
  readonly type: 'ExpirePoints';
  readonly asOf: string;
}

/** Give the notices and let fall the tiers that are due at `asOf`. As above (L11). */
export interface ReviewTier {
  readonly type: 'ReviewTier';
  readonly asOf: string;
  readonly programme: Programme;
}

export type PointsCommand =
  NoteSettlement | ReversePoints | RedeemPoints | ExpirePoints | ReviewTier;
