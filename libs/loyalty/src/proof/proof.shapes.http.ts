import { Cents, Instant, Int, Many, OneOf, Optional, Text, Texts } from '@chignon/service-kit';
import { FLOWS, LIABILITY_KINDS } from '../liability/item.js';

const LEAVES = [...FLOWS, 'pending', 'kept', 'owed', 'repaid'] as const;
const PARTS = [...LIABILITY_KINDS, 'debt', 'kept'] as const;

/** What no further rule stands behind. */
class BalanceLeafAnswer {
  /** As in the liability; `pending`: may be spent later only; `kept`: for a bill that is not settled yet; `owed` and `repaid`: of a debt. */
  @OneOf(LEAVES) flow: (typeof LEAVES)[number];
  /** Signed: whole points, or minor units of the currency. */
  @Int() amount: number;
  /** When it became true. */
  @Instant() at: string;
  /** When it was written down. Absent: the clock alone brought it about. */
  @Optional() @Instant() recordedAt?: string;
  /** Revision of the account's ledger: its number in the statement. Absent: nothing was written down for it. */
  @Optional() @Int() entryNo?: number;
  /** Where it happened, if that is known. */
  @Optional() @Text() storeId?: string;
}

/** A lot of points, the principal or bonus of a top-up, a gift card, a debt, or what bills keep. */
class BalancePartAnswer {
  /** The lot, top-up or card; `debt` and `kept` are no items. */
  @Text() item: string;
  /** What it is. */
  @OneOf(PARTS) kind: (typeof PARTS)[number];
  /** The sum of its leaves. */
  @Int() amount: number;
  /** The store that issued it. */
  @Optional() @Text() storeId?: string;
  /** Version of the earning rules by which it was earned. */
  @Optional() @Text() ruleVersion?: string;
  /** Version of the programme by which it was earned. */
  @Optional() @Text() programmeVersion?: string;
  /** When it ends. Absent: never. */
  @Optional() @Instant() expiresAt?: string;
  /** The visit whose bill earned it. */
  @Optional() @Text() visitId?: string;
  /** The line of that bill. */
  @Optional() @Text() lineId?: string;
  /** Net of that line after refunds and corrections, in minor units of the bill's currency. */
  @Optional() @Cents() netCents?: number;
  /** Who performed that line, where the bill said so. */
  @Optional() @Texts() staffIds?: string[];
  /** Entries that it comes from, the oldest first. */
  @Many(() => BalanceLeafAnswer) leaves: BalanceLeafAnswer[];
}

/** A balance with everything that it is made of (BY-02). */
export class BalanceProofAnswer {
  /** The sum of its parts: points that may be spent less the debt, or minor units of the currency. */
  @Int() amount: number;
  /** As of when. */
  @Instant() effectiveAt: string;
  /** By what was written down until then. */
  @Instant() knownAt: string;
  /** What it is made of; what comes to nothing in points is left out. */
  @Many(() => BalancePartAnswer) parts: BalancePartAnswer[];
}
