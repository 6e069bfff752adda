/** Loyalty: points as a ledger, tiers, and what points are spent on. Each part knows those before it, never those after it. */
import { type Context, merge } from '@chignon/eventing';
import { adjustmentsPart } from './points/adjustments/index.js';
import { pointsPart } from './points/index.js';
import { rewardsPart } from './rewards/index.js';
import { roles } from './roles.js';
import { rulesPart } from './rules/index.js';
import { tiersPart } from './tiers/index.js';

export const loyalty: Context = {
  ...merge('loyalty', rulesPart, tiersPart, pointsPart, adjustmentsPart, rewardsPart),
  roles,
};

export { accounts } from './points/accounts.view.js';
export { points } from './points/account/points-ledger.js';
export { statements } from './points/statements.view.js';
