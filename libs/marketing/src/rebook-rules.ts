import type { Collection } from '@chignon/eventing';

/**
 * How the rebook message is timed. A version never changes: each evaluation names the version it used, and the same
 * inputs under it always give the same instant.
 */
export interface RebookRules {
  readonly version: string;
  /** Days between visits where a customer has no rhythm of their own yet, by service group. */
  readonly intervalDays: { readonly [serviceGroup: string]: number };
  /** For groups not listed. */
  readonly fallbackDays: number;
  /** So many days before the expected visit. */
  readonly leadDays: number;
  /** A message not sent so many days after it was due is not sent at all. */
  readonly validityDays: number;
  /** Local hour of the store at which messages become due. */
  readonly sendAtHour: number;
}

/** R-CM-03: one week early. The intervals are the trade's usual ones; a chain sets its own. */
export const DEFAULT_REBOOK_RULES: RebookRules = {
  version: 'rebook-1',
  intervalDays: {
    cut: 42,
    colour: 42,
    highlights: 84,
    perm: 90,
    care: 30,
    styling: 30,
    beard: 21,
    nails: 21,
    lashes: 21,
    waxing: 28,
    brows: 28,
    facial: 28,
  },
  fallbackDays: 42,
  leadDays: 7,
  validityDays: 7,
  sendAtHour: 10,
};

/** The chain's own rules, one document `current`; absent: `DEFAULT_REBOOK_RULES`. */
export type RebookRulesDocument = RebookRules & { readonly id: string };
export const rebookRules: Collection<RebookRulesDocument> = {
  name: 'marketing.rebook-rules',
  indexes: {},
};
export const CURRENT_RULES = 'current';
