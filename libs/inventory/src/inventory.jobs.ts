import { ConflictError, type Collection, type Job } from '@chignon/eventing';
import { description, products } from './product.js';

/** One more when other contexts are to hear something new of every product. */
const EDITION = 1;
const PAGE = 200;
const LOOK_EVERY_MS = 600_000;

/** How far the products have been announced to who has come to listen since, one document `products`. */
interface Told {
  readonly id: string;
  readonly edition: number;
  /** Where to go on; absent: all are told. */
  readonly after?: string;
}
export const toldProducts: Collection<Told> = { name: 'inventory.told-products', indexes: {} };

/**
 * Announces the products that stand here from before others listened: a release that published nothing of them, or less.
 * Once, in the products' own writes, so that a change at the same moment is told after it; stopped half-way it goes on from
 * there, and what is told twice is the same.
 */
export const tellProducts: Job = {
  name: 'inventory.tell-products',
  everyMs: LOOK_EVERY_MS,
  atStart: true,
  run: async (tools, cause) => {
    const told = await tools.documents.get(toldProducts, 'products');
    const begun = told?.edition === EDITION;
    if (begun && told.after === undefined) return;
    const telling = cause(`${EDITION}`, { commandId: `inventory.tell-products:${EDITION}` });
    let after = begun ? told.after : undefined;
    do {
      const page = await tools.documents.find(products, {
        index: 'bySku',
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      await Promise.all(
        page.items.map(async ({ revision, ...product }) => {
          try {
            await tools.documents.put(products, product, {
              expected: revision,
              announce: [tools.message(description(product), telling)],
            });
          } catch (error) {
            // Whoever has changed it since has announced it.
            if (!(error instanceof ConflictError)) throw error;
          }
        }),
      );
      after = page.next;
      await tools.documents.put(toldProducts, {
        id: 'products',
        edition: EDITION,
        ...(after === undefined ? {} : { after }),
      });
    } while (after !== undefined);
  },
};
