import type { Part } from '@chignon/eventing';
import { tierReviews } from './tier-reviews.js';
import { TiersHttp } from './tiers.http.js';

/** What the spend of a customer carries, when a tier is reached and when it is lost. The account says it; its ledger stands with the points. */
export const tiersPart: Part = { collections: [tierReviews], controllers: [TiersHttp] };
