import { invalid, isOwned, type Tools } from '@chignon/eventing';
import { CURRENT_LIMITS, DEFAULT_LIMITS, topUpLimits } from './top-up-terms.js';

/** @throws Refusal 422 `top-up-limit`: more than one top-up in this currency may be */
export async function mustBeWithinLimit(
  tools: Tools,
  currency: string,
  cents: number,
): Promise<void> {
  const { limits } = (await tools.documents.get(topUpLimits, CURRENT_LIMITS)) ?? {
    limits: DEFAULT_LIMITS,
  };
  const limit = limits.find((one) => one.currency === currency);
  if (limit && cents > limit.maxCents)
    throw invalid('top-up-limit', 'The law allows less in one top-up.', {
      field: 'principalCents',
      expected: `at most ${limit.maxCents}`,
    });
}

/**
 * Stored value is bought and paid out with money alone: what the chain owes already would become money that nobody paid.
 * @throws Refusal 422 `top-up-tender`
 */
export function mustBeMoney(tender: string): void {
  if (isOwned(tender))
    throw invalid('top-up-tender', 'Stored value is bought and paid out with money alone.', {
      field: 'tender',
      expected: 'a tender that is money, such as cash or card',
    });
}
