import { ACCESS_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { revocationsOf, revokedView } from '../auth/revocations.js';
import { secretsOf } from '../auth/pseudonyms.js';
import { claimsOf, sweepOf } from '../http/claims.js';
import { customersView } from './customers.js';
import { productsView } from './products.js';
import { storesView } from './stores.js';

/**
 * What every process keeps at its door, whichever contexts it serves: which stores, customers and products there are, which
 * tokens were taken back, which idempotency keys were used.
 */
export function doorContext(process: string) {
  const [stores, customers, products, revoked] = [
    storesView(process),
    customersView(process),
    productsView(process),
    revokedView(process),
  ];
  const [claims, revocations, secrets] = [
    claimsOf(process),
    revocationsOf(process),
    secretsOf(process),
  ];
  const context: Context = {
    name: `${process}-directory`,
    ledgers: [],
    collections: [claims, revocations, secrets],
    views: [stores, customers, products, revoked],
    reactions: [],
    effects: [],
    announcements: {},
    jobs: [sweepOf(claims)],
    topics: [ACCESS_TOPIC],
    controllers: [],
  };
  return { context, views: { stores, customers, products }, revoked, claims, revocations, secrets };
}
