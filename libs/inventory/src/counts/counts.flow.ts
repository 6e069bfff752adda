/* Use cases of a count: the sheet, the shelf of each of its products, and what may be shown of them. */
import {
  type CommandMetadata,
  deriveId,
  invalid,
  notFound,
  optional,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';
import { type Product, productDataOf, products } from '../products/product.js';
import { inStockMilli, UNKNOWN_UNITS } from '../products/units.js';
import { type CountedLot, expectedAt } from '../stock/ledger/frozen.js';
import type { Stock } from '../stock/ledger/stock.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { CURRENT_COUNT_RULES, countRules, USUAL_RECOUNT } from './count-rules.js';
import { type Stocktake, type StocktakeLine, stocktakeKey } from './stocktake.js';
import { stocktakes } from './stocktake-ledger.js';

/** A sheet and its revision. */
export interface Sheet {
  readonly state: Stocktake;
  readonly revision: number;
}

/** @throws Refusal 404 `count-not-found` */
export async function sheetOf(tools: Tools, storeId: string, countId: string): Promise<Sheet> {
  const sheet = await tools.load(stocktakes, stocktakeKey(storeId, countId));
  if (sheet.state.status === undefined)
    throw notFound('count-not-found', 'This store has no such count.', { field: 'countId' });
  return sheet;
}

/**
 * Begins a count. A product that another count holds is refused here; of two that begin at the same instant the second has the product when it is counted.
 * @throws Refusal 409 `count-open`
 */
export async function startCount(
  tools: Tools,
  storeId: string,
  skus: readonly string[],
  by: string,
  cause: CommandMetadata,
): Promise<Sheet> {
  const countId = deriveId(`count|${cause.commandId}`);
  const key = stocktakeKey(storeId, countId);
  const known = await tools.load(stocktakes, key);
  if (known.state.status === undefined) {
    const held = await Promise.all(skus.map((sku) => tools.load(stock, stockKey(storeId, sku))));
    held.forEach(({ state: { frozen } }, i) => {
      if (frozen)
        throw new Refusal('refused', 'count-open', 'A count of this product is under way.', {
          field: `skus.${i}`,
          countId: frozen.countId,
        });
    });
  }
  const own = await tools.documents.get(countRules, CURRENT_COUNT_RULES);
  const started = await tools.execute(
    stocktakes,
    key,
    { type: 'StartCount', skus, recount: own?.recount ?? USUAL_RECOUNT, by },
    cause,
  );
  if (known.state.status !== undefined && known.state.status !== 'open') return known;
  const described = await tools.documents.getMany(products, skus);
  await Promise.all(
    described.map((product) =>
      freeze(tools, storeId, product, countId, cause).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      }),
    ),
  );
  return started;
}

async function freeze(
  tools: Tools,
  storeId: string,
  product: Product,
  countId: string,
  { expected: _, ...cause }: CommandMetadata,
): Promise<Stock> {
  const { state } = await tools.execute(
    stock,
    stockKey(storeId, product.id),
    { type: 'FreezePosition', product: productDataOf(product), countId },
    { ...cause, commandId: deriveId(`freeze|${countId}|${product.id}`), input: countId },
  );
  return state;
}

/** What somebody counted of one product. */
export interface Counted {
  readonly sku: string;
  readonly countedMilli?: number;
  readonly lots?: readonly CountedLot[];
  /** An instant; absent: now. */
  readonly countedAt?: string;
}

/**
 * Notes what was counted. Its position is frozen first, where the start did not come so far.
 * @throws Refusal 404 `count-not-found`, `lot-not-found`; 409 `count-not-open`, `count-open`; 422 `count-ambiguous`, `product-not-counted`,
 *   `instant-invalid`, `counted-at-invalid`
 */
export async function countLine(
  tools: Tools,
  { state: sheet }: Sheet,
  counted: Counted,
  by: string,
  cause: CommandMetadata,
): Promise<{ readonly line: StocktakeLine; readonly revision: number }> {
  const { storeId, countId } = sheet;
  const { sku, lots } = counted;
  const countedMilli = countedOf(counted);
  const product = await tools.documents.get(products, sku);
  if (sheet.status === 'open' && sheet.skus.includes(sku) && product)
    await freeze(tools, storeId, product, countId, cause);
  const { state: shelf } = await tools.load(stock, stockKey(storeId, sku));
  const at = countedAtOf(counted, shelf, tools.facts.now());
  for (const [i, { lotId }] of (lots ?? []).entries())
    if (lotId !== undefined && !shelf.lots.some((lot) => lot.lotId === lotId))
      throw notFound('lot-not-found', 'This lot never came into this store.', {
        field: `lots.${i}.lot`,
      });
  const { state, revision } = await tools.execute(
    stocktakes,
    stocktakeKey(storeId, countId),
    {
      type: 'CountLine',
      sku,
      countedMilli,
      ...optional({ lots }),
      countedAt: at,
      expectedMilli: inStockMilli(expectedAt(shelf, at), shelf.product ?? UNKNOWN_UNITS),
      by,
    },
    cause,
  );
  return { line: state.lines.get(sku)!, revision };
}

/** @throws Refusal 422 `count-ambiguous` */
function countedOf({ countedMilli, lots }: Counted): number {
  const ids = new Set(lots?.map(({ lotId }) => lotId));
  if ((countedMilli === undefined) === (lots === undefined) || ids.size !== (lots?.length ?? 0))
    throw invalid('count-ambiguous', 'Say what was counted once: in one figure, or lot by lot.', {
      field: lots === undefined ? 'countedMilli' : 'lots',
      expected: '`countedMilli`, or `lots` with each lot once',
    });
  return countedMilli ?? lots!.reduce((sum, lot) => sum + lot.countedMilli, 0);
}

/** With milliseconds, as instants are compared as text. @throws Refusal 422 `instant-invalid`, `counted-at-invalid` */
function countedAtOf({ countedAt }: Counted, { frozen }: Stock, now: string): string {
  if (countedAt === undefined) return now;
  let at: string;
  try {
    at = Temporal.Instant.from(countedAt).toString({ fractionalSecondDigits: 3 });
  } catch {
    throw invalid('instant-invalid', 'This instant does not exist.', {
      field: 'countedAt',
      expected: 'an ISO 8601 instant with its offset',
    });
  }
  if (frozen && (at < frozen.at || at > now))
    throw invalid('counted-at-invalid', 'This is not within the count.', {
      field: 'countedAt',
      expected: `from ${frozen.at} to ${now}`,
    });
  return at;
}

/** What a line differs by. */
export interface Difference {
  readonly expectedMilli: number;
  readonly differenceMilli: number;
  readonly differenceCents?: number;
  readonly currency?: string;
}

/** Differences of all lines of a sheet that is no longer counted, from the shelves themselves: what was heard late is in them. */
export async function differencesOf(
  tools: Tools,
  { storeId, countId, status, lines }: Stocktake,
): Promise<ReadonlyMap<string, Difference>> {
  if (status !== 'submitted' && status !== 'approved') return new Map();
  const described = new Map(
    (await tools.documents.getMany(products, [...lines.keys()])).map((one) => [one.id, one]),
  );
  const found = await Promise.all(
    [...lines.values()].map(async (line) => {
      const { state } = await tools.load(stock, stockKey(storeId, line.sku));
      const posted = state.counts.find((count) => count.countId === countId);
      const differenceMilli =
        posted?.varianceMilli ??
        line.countedMilli -
          inStockMilli(expectedAt(state, line.countedAt), state.product ?? UNKNOWN_UNITS);
      return [
        line.sku,
        {
          expectedMilli: line.countedMilli - differenceMilli,
          differenceMilli,
          ...worthOf(described.get(line.sku), differenceMilli),
        },
      ] as const;
    }),
  );
  return new Map(found);
}

/** Minor units, rounded towards nothing. */
function worthOf(
  product: Pick<Product, 'costCents' | 'currency'> | undefined,
  differenceMilli: number,
): Pick<Difference, 'differenceCents' | 'currency'> {
  if (product?.costCents === undefined) return {};
  const cents = Number((BigInt(product.costCents) * BigInt(differenceMilli)) / 1000n);
  return { differenceCents: cents, currency: product.currency };
}
