/* What happens to the points of a customer, and what may be asked of them. */
import type { DomainEvent, ReleaseReason, Reservation, SettledMovement } from '@chignon/eventing';
import type { EarningTerms } from '../../rules/earning-rules.js';
import type { NotedSettlement } from './entitlement.js';
import type { GivenBack } from './given-back.js';
import type { Lot, LotPart, TakenBack } from './lots.js';
import type { ReservedEvent } from './reserved.js';
import type { PointsWorth, Programme, ReturnTerms, TierName } from '../../rules/programme.js';
import type { TierNotice } from '../../tiers/tiers.js';

/** Points that are given (above 0) or taken (below 0) by hand. */
export interface Adjustment {
  readonly points: number;
  /** A code of the chain's list. */
  readonly reason: string;
  /** Number of the ticket or paper that says why. */
  readonly evidence?: string;
  /** The store that answers for it. */
  readonly storeId: string;
}

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
  {
    points: number;
    lots: readonly LotPart[];
    /** Of these the points that a bill had been paid with though they were not there any more: spent now. Absent: none. */
    overdrawn?: number;
    balanceAfter: number;
  }
>;

/** A redemption did not come about: its points are back in their lots, in full. Once a redemption. */
export type RedemptionCancelled = DomainEvent<
  'RedemptionCancelled',
  GivenBack & {
    redemptionId: string;
    points: number;
    reason: string;
    storeId?: string;
    /** What was to become of points whose time was over. */
    terms: ReturnTerms;
    cancelledAt: string;
    balanceAfter: number;
  }
>;

/** More points are to be given or taken by hand than whoever asked may move alone: it waits for a second person. */
export type AdjustmentProposed = DomainEvent<
  'AdjustmentProposed',
  Adjustment & { adjustmentId: string; limit: number; proposedBy: string; proposedAt: string }
>;

/** A second person said no, or who proposed it took it back. */
export type AdjustmentRefused = DomainEvent<
  'AdjustmentRefused',
  { adjustmentId: string; storeId: string; refusedBy: string; refusedAt: string }
>;

/** Points were given (above 0) or taken (below) by hand. */
export type PointsAdjusted = DomainEvent<
  'PointsAdjusted',
  Adjustment & {
    adjustmentId: string;
    /** Points that whoever did it may move alone. */
    limit: number;
    adjustedBy: string;
    /** With `adjustedBy` two people; absent: it was within the limit. */
    approvedBy?: string;
    /** The lot that was given, or the parts that were taken. */
    given?: Lot;
    taken?: readonly LotPart[];
    adjustedAt: string;
    balanceAfter: number;
  }
>;

/** What an adjustment did was undone, once: what it gave was taken back, or what it took came back to its lots. */
export type AdjustmentReversed = DomainEvent<
  'AdjustmentReversed',
  Pick<Adjustment, 'reason' | 'evidence' | 'storeId'> & {
    /** Of this event: it cannot be reversed in turn. */
    adjustmentId: string;
    /** The adjustment that was undone. */
    reverses: string;
    /** Signed: the opposite of what the adjustment moved. */
    points: number;
    reversedBy: string;
    returned?: GivenBack;
    takenBack?: TakenBack;
    /** What could not be taken back, for it was spent. */
    debt: number;
    reversedAt: string;
    balanceAfter: number;
  }
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
  | RedemptionCancelled
  | AdjustmentProposed
  | AdjustmentRefused
  | PointsAdjusted
  | AdjustmentReversed
  | ReservedEvent
  | TierChanged
  | TierLossNoticed;

/** Those that move points, and say what they leave. */
export type Movement = Exclude<
  PointsEvent,
  SettlementNoted | AdjustmentProposed | AdjustmentRefused | TierChanged | TierLossNoticed
>;

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

/** Give the points of a redemption back. Once a redemption. */
export interface CancelRedemption {
  readonly type: 'CancelRedemption';
  readonly redemptionId: string;
  readonly reason: string;
  readonly storeId?: string;
  readonly terms: ReturnTerms;
}

/** Give or take points by hand; above the limit of who asks it becomes a proposal. */
export interface AdjustPoints extends Adjustment {
  readonly type: 'AdjustPoints';
  /** Points that whoever asks may move alone. */
  readonly limit: number;
  readonly by: string;
}

/** A second person says yes; `limit`: points that this person may approve. */
export interface ApproveAdjustment {
  readonly type: 'ApproveAdjustment';
  readonly adjustmentId: string;
  readonly by: string;
  readonly limit: number;
}

export interface RefuseAdjustment {
  readonly type: 'RefuseAdjustment';
  readonly adjustmentId: string;
  readonly by: string;
}

/** Undo an adjustment. Once; a reversal is not reversed. */
export interface ReverseAdjustment extends Pick<Adjustment, 'reason' | 'evidence'> {
  readonly type: 'ReverseAdjustment';
  readonly adjustmentId: string;
  readonly by: string;
  readonly limit: number;
  readonly terms: ReturnTerms;
}

/** Keep points for a bill, under the id of the reservation. The same id again: nothing. */
export interface ReservePoints {
  readonly type: 'ReservePoints';
  readonly reservation: Reservation;
  readonly worth: PointsWorth;
}

/** A settlement took points of a reservation, or gave some back. Never refused; once a settlement. */
export interface TenderPoints {
  readonly type: 'TenderPoints';
  readonly movement: SettledMovement;
  /** For a reservation that was never made here; absent: points are worth nothing in the currency. */
  readonly worth?: PointsWorth;
  readonly terms: ReturnTerms;
}

/** Give back what no settlement took. */
export interface ReleasePoints {
  readonly type: 'ReleasePoints';
  readonly reservationId: string;
  readonly because: ReleaseReason;
  readonly terms: ReturnTerms;
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
  | NoteSettlement
  | ReversePoints
  | RedeemPoints
  | CancelRedemption
  | AdjustPoints
  | ApproveAdjustment
  | RefuseAdjustment
  | ReverseAdjustment
  | ReservePoints
  | TenderPoints
  | ReleasePoints
  | ExpirePoints
  | ReviewTier;
