import type { Tools } from '@chignon/eventing';
import {
  CHAIN_RULES,
  CHAIN_TRAVEL,
  rosterRules,
  type RosterTerms,
  rulesOfStore,
  termsOf,
  travelTimes,
} from './roster-terms.js';

/** The terms in force for some stores. */
export async function termsFor(tools: Tools, storeIds: readonly string[]): Promise<RosterTerms> {
  const [rules, travel] = await Promise.all([
    tools.documents.getMany(rosterRules, [CHAIN_RULES, ...storeIds.map(rulesOfStore)]),
    tools.documents.get(travelTimes, CHAIN_TRAVEL),
  ]);
  return termsOf(rules, travel);
}
