import { Optional, Int, Text, Id, Many, Revision } from '@chignon/service-kit';

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
