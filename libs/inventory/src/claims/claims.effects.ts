/** When a visit is over, what was kept for its bill and not sold is free again. What it sold, the shelf hears by itself. */
import { visitEvents } from '@chignon/contracts';
import { effect, type EffectCause, listAll, type Tools } from '@chignon/eventing';
import { stock } from '../stock/ledger/stock-ledger.js';
import { standingClaims } from './claims.view.js';

/** More than that are on no bill. */
const MOST = 500;

/** @param sold products of the settlement: their claims end with the sale */
async function endClaims(
  { visitId, storeId }: { readonly visitId: string; readonly storeId: string },
  tools: Tools,
  cause: EffectCause,
  sold: ReadonlySet<string> = new Set(),
): Promise<void> {
  const standing = await listAll(
    tools.documents,
    tools.collection(standingClaims),
    { index: 'byVisit', where: { visitId }, limit: 100 },
    MOST,
  );
  const keys = new Set(standing.filter(({ sku }) => !sold.has(sku)).map(({ key }) => key));
  for (const key of keys)
    await tools.execute(
      stock,
      key,
      { type: 'EndClaims', of: { visitId }, because: 'visit-over' },
      cause(key, { storeId }),
    );
}

/** A claim that is made in the same moment is not seen here: the clock ends it. */
export const releaseClaims = effect([visitEvents], {
  name: 'inventory.release-claims',
  on: {
    VisitAbandoned: ({ data }, tools, cause) => endClaims(data, tools, cause),
    VisitVoided: ({ data }, tools, cause) => endClaims(data, tools, cause),
    VisitSettled: ({ data }, tools, cause) =>
      endClaims(
        data,
        tools,
        cause,
        new Set(data.lines.flatMap(({ kind, itemId }) => (kind === 'product' ? [itemId] : []))),
      ),
  },
});
