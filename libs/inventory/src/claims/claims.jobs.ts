import { findAll, type Job, runEach } from '@chignon/eventing';
import { stock } from '../stock/ledger/stock-ledger.js';
import { standingClaims } from './claims.view.js';

/** Every minute: claims whose time is over. They hold nothing since that instant; here it is written down. */
export const expireClaims: Job = {
  name: 'inventory.expire-claims',
  everyMs: 60_000,
  run: (tools, cause) =>
    runEach(
      findAll(tools.documents, tools.collection(standingClaims), {
        index: 'byExpiry',
        range: { field: 'expiresAt', lte: tools.facts.now() },
        limit: 100,
      }),
      async ({ key, id, storeId }) => {
        await tools.execute(stock, key, { type: 'ExpireClaims' }, cause(id, { storeId }));
      },
    ),
};
