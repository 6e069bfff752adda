/** When the chain asks for a second count. */
import type { Collection } from '@chignon/eventing';
import type { RecountRule } from './stocktake.js';

/** The chain's own rule, one document `current`. */
export interface CountRules {
  readonly id: string;
  readonly recount: RecountRule;
}
export const countRules: Collection<CountRules> = { name: 'inventory.count-rules', indexes: {} };
export const CURRENT_COUNT_RULES = 'current';

/** What holds when a chain says nothing: more than one package, and more than a tenth. */
export const USUAL_RECOUNT: RecountRule = { aboveMilli: 1_000, abovePercent: 10 };
