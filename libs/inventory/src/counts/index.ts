import type { Part } from '@chignon/eventing';
import { countRules } from './count-rules.js';
import { CountRulesHttp } from './count-rules.http.js';
import { CountsHttp } from './counts.http.js';
import { postCounts } from './counts.reactions.js';
import { listedCounts } from './counts.view.js';
import { stocktakes } from './stocktake-ledger.js';

/** Counts that stand while the shop is open: blind, twice where they are far off, approved by another person. */
export const countsPart: Part = {
  ledgers: [stocktakes],
  collections: [countRules],
  views: [listedCounts],
  reactions: [postCounts],
  controllers: [CountRulesHttp, CountsHttp],
};
