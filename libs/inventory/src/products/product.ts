/** What the chain stocks: one document a product, chain-wide. Master data, so it is a document and not a ledger. */
import { ProductDescribed, publication } from '@chignon/contracts';
import {
  type Collection,
  type CommandMetadata,
  ConflictError,
  optional,
  type Publication,
  type Tools,
} from '@chignon/eventing';
import type { ProductClass, ProductData, Units } from './units.js';

/** Sold to customers, used at the back-bar, or mixed as colour (IN-02). */
export const PRODUCT_CLASSES: readonly ProductClass[] = ['retail', 'professional', 'colour'];

/** What a user says about a product. Money in minor units, units as in `Units`. */
export interface ProductDetails extends Units {
  readonly sku: string;
  readonly name: string;
  readonly productClass: ProductClass;
  /** Codes. */
  readonly supplier?: string;
  readonly brand?: string;
  readonly category?: string;
  /** Months that it is good after opening (the open jar on the package); absent: not known. */
  readonly monthsAfterOpening?: number;
  readonly priceCents: number;
  /** What one stock unit costs the chain, as far as it is known. */
  readonly costCents?: number;
  /** ISO 4217, of price and cost. */
  readonly currency: string;
  readonly active: boolean;
}

/** `id` is the SKU. */
export interface Product extends ProductDetails {
  readonly id: string;
  /** 1 for the first description, one more with each change. */
  readonly productVersion: number;
}

export const products: Collection<Product> = {
  name: 'inventory.products',
  indexes: {
    bySku: { fields: ['sku'] },
    byClass: { fields: ['productClass', 'sku'] },
    byCategory: { fields: ['category', 'sku'] },
  },
};

/** What a stock ledger must know of it. */
export const productDataOf = ({
  productClass,
  productVersion,
  stockUnit,
  useUnit,
  useUnitsPerStockUnitMilli,
}: Product): ProductData => ({
  productClass,
  productVersion,
  stockUnit,
  useUnit,
  useUnitsPerStockUnitMilli,
});

const FIELDS = [
  'name',
  'productClass',
  'stockUnit',
  'useUnit',
  'useUnitsPerStockUnitMilli',
  'supplier',
  'brand',
  'category',
  'monthsAfterOpening',
  'priceCents',
  'costCents',
  'currency',
  'active',
] as const;

/** What others hear of a product. */
export const description = ({
  sku,
  name,
  brand,
  category,
  productClass,
  priceCents,
  currency,
  active,
  stockUnit,
  useUnit,
}: ProductDetails): Publication =>
  publication(ProductDescribed, sku, {
    sku,
    name,
    ...optional({ brand, category }),
    productClass,
    priceCents,
    currency,
    active,
    stockUnit,
    useUnit,
  });

/** True when nothing that a user said differs. */
export const sameProduct = (a: ProductDetails, b: ProductDetails): boolean =>
  FIELDS.every((field) => a[field] === b[field]);

/** Two people describing one product at the same instant: whoever is second looks again. */
const MAX_TRIES = 3;

/**
 * Writes a description when it changes anything, and announces it. `details` sees what is known already.
 * @throws ConflictError when `expected` is given and the document is at another revision (0: absent)
 */
export async function describeProduct(
  tools: Tools,
  sku: string,
  details: (known: Product | undefined) => ProductDetails,
  cause: CommandMetadata,
  expected?: number,
): Promise<{ product: Product; revision: number; changed: boolean }> {
  for (let attempt = 1; ; attempt++) {
    const known = await tools.documents.get(products, sku);
    const revision = known?.revision ?? 0;
    if (expected !== undefined && expected !== revision)
      throw new ConflictError(`product ${sku}`, expected, revision);
    const next = details(known);
    if (known && sameProduct(known, next)) return { product: known, revision, changed: false };
    const product: Product = {
      ...next,
      id: sku,
      sku,
      productVersion: (known?.productVersion ?? 0) + 1,
    };
    try {
      const put = await tools.documents.put(products, product, {
        expected: revision,
        announce: [tools.message(description(product), cause)],
      });
      return { product, revision: put.revision, changed: true };
    } catch (error) {
      if (!(error instanceof ConflictError) || expected !== undefined || attempt >= MAX_TRIES)
        throw error;
    }
  }
}
