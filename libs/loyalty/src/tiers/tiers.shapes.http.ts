import { Text, Currency, Cents, Many } from '@chignon/service-kit';

/** Where a tier begins in one currency. */
export class ThresholdAnswer {
  @Currency() currency: string;
  /** Qualifying spend of twelve months at which the tier begins, in minor units. */
  @Cents() fromCents: number;
}

/** A tier and where it begins. */
export class TierAnswer {
  /** `regular`, `silver`, `gold` or `diamond`, lowest first. */
  @Text() tier: string;
  /** By currency; the first tier begins at nothing. */
  @Many(() => ThresholdAnswer) thresholds: ThresholdAnswer[];
  /** Version of the programme that says so. */
  @Text() ruleVersion: string;
}
