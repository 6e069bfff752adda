import {
  canonical,
  type CommandMetadata,
  ConflictError,
  type Stored,
  type Tools,
} from '@chignon/eventing';
import { priceRuleDescription } from './described.js';
import { type PriceRule, priceRules } from './price-rule.js';

/** Whoever writes without having read goes on from what is there: this often, while others write too. */
const MAX_TRIES = 5;

/**
 * Writes the next version of a price rule and tells others of it. The same again is no version.
 * @param expected revision that the writer has read; absent: whatever is there is replaced
 * @throws ConflictError when it was read and somebody has changed it since
 */
export async function writeRule(
  tools: Tools,
  rule: PriceRule,
  cause: CommandMetadata,
  expected?: number,
): Promise<Stored<PriceRule>> {
  for (let tries = 1; ; tries++) {
    const before = await tools.documents.get(priceRules, rule.id);
    if (expected !== undefined && expected !== (before?.revision ?? 0))
      throw new ConflictError(rule.id, expected, before?.revision);
    if (before) {
      const { revision: _, version: __, ...same } = before;
      if (canonical(same) === canonical(rule)) return before;
    }
    const next = { ...rule, version: before ? (before.version ?? 1) + 1 : 1 };
    try {
      const { revision } = await tools.documents.put(priceRules, next, {
        expected: before?.revision ?? 0,
        announce: [tools.message(priceRuleDescription(next), cause)],
      });
      return { ...next, revision };
    } catch (error) {
      if (!(error instanceof ConflictError) || expected !== undefined || tries === MAX_TRIES)
        throw error;
    }
  }
}
