import type { STORES } from './stores.js';

/** The products of the demo chain, and what is on the shelves of its stores. Plain data. */

const tube = {
  productClass: 'colour',
  stockUnit: 'tube',
  useUnit: 'g',
  useUnitsPerStockUnitMilli: 60_000,
  supplier: 'Northern Supplies',
  currency: 'USD',
};
const bottle = (ml: number) => ({
  stockUnit: 'bottle',
  useUnit: 'ml',
  useUnitsPerStockUnitMilli: ml * 1000,
  supplier: 'Northern Supplies',
  currency: 'USD',
});

export const PRODUCTS = {
  'COL-7-0': {
    name: 'Permanent colour 7.0',
    priceCents: 1600,
    costCents: 700,
    category: 'colour',
    ...tube,
  },
  'TON-9-1': { name: 'Toner 9.1', priceCents: 1500, costCents: 650, category: 'colour', ...tube },
  'LIFT-1': {
    name: 'Lightening cream',
    priceCents: 1800,
    costCents: 800,
    category: 'colour',
    ...tube,
  },
  'DEV-6': {
    name: 'Developer 6 %',
    productClass: 'professional',
    priceCents: 1200,
    costCents: 400,
    category: 'colour',
    ...bottle(1000),
  },
  'GEL-CLEAR': {
    name: 'Clear gel',
    productClass: 'professional',
    priceCents: 1400,
    costCents: 500,
    category: 'nail',
    ...bottle(15),
  },
  'SHAMPOO-250': {
    name: 'Moisture shampoo 250 ml',
    productClass: 'retail',
    priceCents: 2400,
    costCents: 1100,
    category: 'care',
    ...bottle(250),
  },
  'MASK-200': {
    name: 'Repair mask 200 ml',
    productClass: 'retail',
    priceCents: 3200,
    costCents: 1500,
    category: 'care',
    ...bottle(200),
  },
} as const;

/** Thousandths of the stock unit: what is on the shelf, and below what the buyer is told. */
export interface Shelf {
  readonly onHandMilli: number;
  readonly minimumMilli: number;
  readonly maximumMilli: number;
}

const well = (units: number): Shelf => ({
  onHandMilli: units * 1000,
  minimumMilli: 2000,
  maximumMilli: 2 * units * 1000,
});

/** At the harbour half a tube of 7.0 is left above the minimum: one root colour (45 g of 60 g) crosses it. */
export const SHELVES: {
  readonly [storeId in keyof typeof STORES]: { readonly [sku in keyof typeof PRODUCTS]?: Shelf };
} = {
  harbour: {
    'COL-7-0': { onHandMilli: 4500, minimumMilli: 4000, maximumMilli: 12_000 },
    'TON-9-1': well(6),
    'LIFT-1': well(8),
    'DEV-6': well(5),
    'GEL-CLEAR': well(8),
    'SHAMPOO-250': well(10),
    'MASK-200': well(6),
  },
  'old-town': {
    'COL-7-0': well(9),
    'LIFT-1': well(5),
    'TON-9-1': well(5),
    'DEV-6': well(4),
    'SHAMPOO-250': well(8),
  },
  riverside: { 'COL-7-0': well(12), 'DEV-6': well(6), 'GEL-CLEAR': well(10), 'MASK-200': well(9) },
};
