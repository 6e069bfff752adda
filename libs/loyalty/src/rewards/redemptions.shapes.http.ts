import { Optional, Instant, Int, Text, Id, Many, Revision } from '@chignon/service-kit';

/** Points to spend. */
export class RedemptionBody {
  /** How many points to spend: whole points, at most what is `available`. */
  @Int({ min: 1, max: 1_000_000_000 }) points: number;
  /** A code of the chain's list (`/v1/loyalty/reasons`) such as `gift` or `coupon`, never free text. */
  @Text({ max: 64, matches: /^[a-z0-9][a-z0-9-]{0,63}$/ }) reason: string;
  /** The store in which they are spent; the caller must see it. Left out: none in particular. */
  @Optional() @Id() storeId?: string;
}

/** A number of points of one lot. */
export class PointsLotPartAnswer {
  @Text() lotId: string;
  /** Points of this lot. */
  @Int() points: number;
}

/** Points that were spent. */
export class RedemptionAnswer {
  /** Names the redemption in the statement and in events. */
  @Text() redemptionId: string;
  @Text() customerId: string;
  /** Points that were spent. */
  @Int() points: number;
  /** What it consumed, in spend order. */
  @Many(() => PointsLotPartAnswer) lots: PointsLotPartAnswer[];
  /** Points that may still be spent. */
  @Int() available: number;
  @Revision() revision: number;
}

/** Why a redemption is cancelled. */
export class CancelRedemptionBody {
  /** A code of the chain's list (`/v1/loyalty/reasons`, `cancellation`), never free text. */
  @Text({ max: 64, matches: /^[a-z0-9][a-z0-9-]{0,63}$/ }) reason: string;
  /** The store in which it is cancelled; the caller must see it. Left out: none in particular. */
  @Optional() @Id() storeId?: string;
}

/** Points that came back to a lot. */
export class ReturnedLotAnswer {
  @Text() lotId: string;
  /** Points that came back. */
  @Int() points: number;
  /** The lot that they were spent from, where its time was over and they have an expiry of their own now. Absent: it is the same lot. */
  @Optional() @Text() from?: string;
  /** When they expire. Absent: never. */
  @Optional() @Instant() expiresAt?: string;
}

/** A redemption that did not come about. */
export class CancelledRedemptionAnswer {
  /** The id that the redemption answered. */
  @Text() redemptionId: string;
  @Text() customerId: string;
  /** Points that had been spent. */
  @Int() points: number;
  /** Where they went back to. */
  @Many(() => ReturnedLotAnswer) lots: ReturnedLotAnswer[];
  /** Points whose time was over, and that are gone, by `forfeit` of the programme's `returns`. */
  @Int() lapsed: number;
  /** Points that went against the debt which the bill of their lots had left. */
  @Int() repaid: number;
  /** Points that may be spent. */
  @Int() available: number;
  @Revision() revision: number;
}
