import { optional } from '@chignon/eventing';
/**
 * One row of a product import, checked field by field so that a bad row is named and the others go on. Pure. Units and
 * months after opening are not in such files: a new product is counted in pieces, a known one keeps its own.
 */
import { SKU } from '@chignon/contracts';
import { type Product, PRODUCT_CLASSES, type ProductDetails } from './product.js';
import type { ProductClass } from './units.js';

/** A row as it may be used. Quantities in thousandths of the stock unit, money in minor units. */
export interface ImportedProduct {
  readonly sku: string;
  readonly name: string;
  readonly class: ProductClass;
  readonly supplier?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly priceCents: number;
  readonly costCents?: number;
  /** May be below zero: systems sell what they do not have. */
  readonly onHandMilli: number;
  readonly minimumMilli: number;
  readonly maximumMilli: number;
  readonly active: boolean;
}

/** Why a row cannot be used. */
export interface RowProblem {
  readonly sku: string;
  readonly code:
    | 'row-invalid'
    | 'sku-invalid'
    | 'field-missing'
    | 'field-invalid'
    | 'field-unknown'
    | 'par-crossed';
  readonly field: string;
}

const MOST = 1_000_000_000_000;
const text =
  (most: number) =>
  (value: unknown): boolean =>
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= most &&
    !/[\u0000-\u001f]/.test(value);
const whole =
  (least: number) =>
  (value: unknown): boolean =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= MOST;

/** How each field is checked, and whether it may be left out. */
const FIELDS: Readonly<
  Record<
    keyof ImportedProduct,
    { readonly ok: (value: unknown) => boolean; readonly optional?: true }
  >
> = {
  sku: { ok: (value) => typeof value === 'string' && SKU.test(value) },
  name: { ok: text(200) },
  class: { ok: (value) => (PRODUCT_CLASSES as readonly unknown[]).includes(value) },
  supplier: { ok: text(64), optional: true },
  brand: { ok: text(64), optional: true },
  category: { ok: text(64), optional: true },
  priceCents: { ok: whole(0) },
  costCents: { ok: whole(0), optional: true },
  onHandMilli: { ok: whole(-MOST) },
  minimumMilli: { ok: whole(0) },
  maximumMilli: { ok: whole(0) },
  active: { ok: (value) => typeof value === 'boolean' },
};

export function readRow(
  row: unknown,
): { readonly row: ImportedProduct } | { readonly problem: RowProblem } {
  if (typeof row !== 'object' || row === null || Array.isArray(row))
    return { problem: { sku: '', code: 'row-invalid', field: '' } };
  const given = row as Record<string, unknown>;
  const sku = typeof given['sku'] === 'string' ? given['sku'].slice(0, 200) : '';
  for (const [field, { ok, optional }] of Object.entries(FIELDS)) {
    const value = given[field];
    if (value === undefined) {
      if (!optional) return { problem: { sku, code: 'field-missing', field } };
    } else if (!ok(value))
      return { problem: { sku, code: field === 'sku' ? 'sku-invalid' : 'field-invalid', field } };
  }
  const unknown = Object.keys(given).find((field) => !Object.hasOwn(FIELDS, field));
  if (unknown !== undefined)
    return { problem: { sku, code: 'field-unknown', field: unknown.slice(0, 100) } };
  const read = given as unknown as ImportedProduct;
  if (read.minimumMilli > read.maximumMilli)
    return { problem: { sku, code: 'par-crossed', field: 'minimumMilli' } };
  return { row: read };
}

/** The description that a row gives, over what is known of the product. */
export const detailsOf = (
  {
    onHandMilli: _,
    minimumMilli: __,
    maximumMilli: ___,
    class: productClass,
    ...row
  }: ImportedProduct,
  currency: string,
  known: Product | undefined,
): ProductDetails => ({
  stockUnit: known?.stockUnit ?? 'piece',
  useUnit: known?.useUnit ?? 'piece',
  useUnitsPerStockUnitMilli: known?.useUnitsPerStockUnitMilli ?? 1000,
  ...optional({ monthsAfterOpening: known?.monthsAfterOpening }),
  ...row,
  productClass,
  currency,
});
