import {
  OneOf,
  Optional,
  Int,
  Text,
  Instant,
  Currency,
  Many,
  Nested,
  Texts,
  Revision,
} from '@chignon/service-kit';
import { RETURN_POLICIES, type ReturnPolicy } from './programme.js';

/** One version of the earning rules. It is never edited: the next one follows it. */
export class EarningRuleAnswer {
  /** Name of the version, such as `base-2`; stands in what was earned by it. */
  @Text() version: string;
  /** Bills settled from then on earn by it. */
  @Instant() validFrom: string;
  /** Bills settled before then earn by it, exclusive. Absent: until further notice. */
  @Optional() @Instant() validTo?: string;
  /** What earns: `pre-tax`, the net of the bill, for points on tax would reward the tax office's part (R-LY-02). */
  @Text() basis: string;
  /** Parts of a bill paid by these tenders earn nothing. */
  @Texts() excludedTenders: string[];
  /** Points stay valid to the end of the month, in the store's zone, this many months after the visit. Absent: for ever. */
  @Optional() @Int() expiryMonths?: number;
  /** Of lots with equal expiry and age the lowest priority is spent first (R-LY-08). */
  @Int() priority: number;
}

/** Spend of twelve months at which each tier begins, in minor units of the currency; `regular` begins at nothing. */
export class TierThresholdsShape {
  /** Where `silver` begins. Left out: it cannot be reached in this currency. */
  @Optional() @Int({ min: 1, max: 1_000_000_000_000 }) silver?: number;
  /** Where `gold` begins, above `silver`. Left out: it cannot be reached in this currency. */
  @Optional() @Int({ min: 1, max: 1_000_000_000_000 }) gold?: number;
  /** Where `diamond` begins, above `gold`. Left out: it cannot be reached in this currency. */
  @Optional() @Int({ min: 1, max: 1_000_000_000_000 }) diamond?: number;
}

/** What points are worth as a means of payment, and how many a bill takes (LY-11, R-LY-09). */
export class PointsWorthShape {
  /** So many points are worth `cents`. */
  @Int({ min: 1, max: 1_000_000 }) points: number;
  /** What these points are worth, in minor units of the currency. A bill is paid with whole points. */
  @Int({ min: 1, max: 1_000_000_000 }) cents: number;
  /** A bill takes at least so many points. Left out: 1. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) minPoints?: number;
  /** A bill takes points in multiples of so many. Left out: 1. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) stepPoints?: number;
  /** A bill takes at most so many points, at least `minPoints`. Left out: no limit. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) maxPoints?: number;
}

/** What the programme gives in one currency. */
export class CurrencyTermsShape {
  /** ISO 4217. */
  @Currency() currency: string;
  /** Net spend in minor units that earns one point: 100 is a point for each euro or dollar. */
  @Int({ min: 1, max: 1_000_000_000 }) minorPerPoint: number;
  /** Qualifying spend of twelve months, in minor units, at which each tier begins, each above the one before. A tier left out cannot be reached in this currency. */
  @Nested(() => TierThresholdsShape) tiers: TierThresholdsShape;
  /** What points pay of a bill in this currency. Left out: none is paid with points. */
  @Optional() @Nested(() => PointsWorthShape) worth?: PointsWorthShape;
}

/** What becomes of spent points that come back when their time is over (R-LY-12). */
export class ReturnTermsShape {
  /** `grace`: they may be spent until the end of the day `graceDays` later. `forfeit`: they are gone. */
  @OneOf(RETURN_POLICIES) expired: ReturnPolicy;
  /** Days. Points that were kept for a bill and given back live at least as long, whatever `expired` says (R-LY-10). */
  @Int({ min: 0, max: 365 }) graceDays: number;
}

/** The programme of the chain. */
export class ProgrammeBody {
  /** Replaces the whole table. A currency that is not in it earns nothing and reaches no tier. */
  @Many(() => CurrencyTermsShape, { min: 1, max: 60 }) currencies: CurrencyTermsShape[];
  /** Left out: a grace of seven days. */
  @Optional() @Nested(() => ReturnTermsShape) returns?: ReturnTermsShape;
}

/** The programme in force. */
export class ProgrammeAnswer {
  /** Name of the version; stands in what was decided by it. */
  @Text() version: string;
  /** What it gives, by currency. A currency that is not listed earns nothing and reaches no tier. */
  @Many(() => CurrencyTermsShape) currencies: CurrencyTermsShape[];
  /** What becomes of spent points that come back when their time is over. */
  @Nested(() => ReturnTermsShape) returns: ReturnTermsShape;
  /** 0: the chain has set none yet, and these are the defaults. */
  @Revision() revision: number;
}
