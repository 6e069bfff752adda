import { SKU } from '@chignon/contracts';
import { After, Flag, Id, Instant, Int, Limit, Optional, Text } from '@chignon/service-kit';

/** Goods that a bill is to have. */
export class ClaimBody {
  /** The visit on whose bill they go. */
  @Id() visitId: string;
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Thousandths of the stock unit. Left out: 1000, one. */
  @Optional() @Int({ min: 1, max: 1_000_000 }) quantityMilli?: number;
  /** How long they are kept, in minutes. Left out: 240. */
  @Optional() @Int({ min: 1, max: 1_440 }) minutes?: number;
}

/** Of which product the claim is. */
export class ReleaseClaimBody {
  @Text({ max: 64, matches: SKU }) sku: string;
}

export class ClaimsQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Goods that are kept for a bill. */
export class ClaimAnswer {
  /** Names the claim, for giving it back. */
  @Text() claimId: string;
  @Text() storeId: string;
  @Text() sku: string;
  /** The visit on whose bill they are. */
  @Text() visitId: string;
  /** Thousandths of the stock unit. */
  @Int() quantityMilli: number;
  /** From then on they are anybody's. */
  @Instant() expiresAt: string;
  /** True: the shelf has less than is claimed. Retail is refused then; of other goods it is a warning. */
  @Flag() short: boolean;
  /** True: it keeps the goods now. False, of a repeat: it did, and has ended. */
  @Flag() standing: boolean;
}

/** What became of a claim. */
export class ReleasedClaimAnswer {
  /** The claim. */
  @Text() claimId: string;
  /** What is free again, in thousandths of the stock unit. */
  @Int() releasedMilli: number;
}
