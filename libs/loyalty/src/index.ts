/** Loyalty: points as a ledger, tiers, what points are spent on, stored value, gift cards, and what is owed for all of them. Each part knows those before it, never those after it. */
import { type Context, merge, type Part } from '@chignon/eventing';
import { appliesTenders, releasesTenders } from '@chignon/service-kit';
import { giftCardsPart } from './gift-cards/index.js';
import { liabilityPart } from './liability/index.js';
import { adjustmentsPart } from './points/adjustments/index.js';
import { pointsPart } from './points/index.js';
import { followSettlements } from './points/settlements.effects.js';
import { rewardsPart } from './rewards/index.js';
import { proofPart } from './proof/index.js';
import { roles } from './roles.js';
import { rulesPart } from './rules/index.js';
import { tiersPart } from './tiers/index.js';
import { walletPart } from './wallet/index.js';
import { previewAccounts } from './gift-cards/preview.flow.js';

const parts = [
  rulesPart,
  tiersPart,
  pointsPart,
  adjustmentsPart,
  rewardsPart,
  walletPart,
  giftCardsPart,
  liabilityPart,
  proofPart,
];

/** Settlements are heard once for all kinds of tender that the parts own. */
const owners = parts.flatMap(({ tenders = [] }) => tenders);
const applyTenders = appliesTenders('loyalty', owners);
const tendersPart: Part = {
  effects: [applyTenders],
  jobs: [releasesTenders('loyalty', owners)],
  previews: [previewAccounts([followSettlements, applyTenders])],
};

export const loyalty: Context = {
  ...merge('loyalty', ...parts, tendersPart),
  roles,
};

export { accounts } from './points/accounts.view.js';
export { points } from './points/account/points-ledger.js';
export { statements } from './points/statements.view.js';
export { giftCards } from './gift-cards/gift-card-ledger.js';
export { wallets } from './wallet/wallet-ledger.js';
