/**
 * Quantities and units (R-IN-04). Pure. Stock is counted in stock units (bottle, tube, piece), used in use units (g, ml).
 * The two are added up apart and only compared through the conversion, so that thousands of uses of 37.5 g out of 60 g
 * tubes never drift: the quantity on hand is an exact fraction, rounded down only where it is shown.
 */

/** Thousandths of the stock unit and of the use unit, both signed whole numbers; the quantity is their sum. */
export interface Quantity {
  readonly stockMilli: number;
  readonly useMilli: number;
}

/** How a product is counted. */
export interface Units {
  readonly stockUnit: string;
  readonly useUnit: string;
  /** Thousandths of the use unit in one stock unit: 60 g a tube is 60000. */
  readonly useUnitsPerStockUnitMilli: number;
}

/** Sold to customers, used at the back-bar, or mixed as colour (IN-02). */
export type ProductClass = 'retail' | 'professional' | 'colour';

/** What the ledger must know of the product; commands from the desk bring it along. */
export interface ProductData extends Units {
  readonly productClass: ProductClass;
  readonly productVersion: number;
}

export const NOTHING: Quantity = { stockMilli: 0, useMilli: 0 };
/** For what was used before anybody described the product: one for one. */
export const UNKNOWN_UNITS: Units = {
  stockUnit: 'unit',
  useUnit: 'unit',
  useUnitsPerStockUnitMilli: 1000,
};

/** The unit was neither the product's stock unit nor its use unit; the number was taken as use units. */
export type UnitFlag = 'unknown-product' | 'unit-mismatch';

export const plus = (a: Quantity, b: Quantity): Quantity => ({
  stockMilli: a.stockMilli + b.stockMilli,
  useMilli: a.useMilli + b.useMilli,
});
/** Never a negative zero, which JSON would not keep. */
export const negated = (a: Quantity): Quantity => ({
  stockMilli: 0 - a.stockMilli,
  useMilli: 0 - a.useMilli,
});

/** The quantity in thousandths of the stock unit, rounded down (also below zero): comparing it with a whole number is exact. */
export function inStockMilli(quantity: Quantity, { useUnitsPerStockUnitMilli }: Units): number {
  const numerator = BigInt(quantity.useMilli) * 1000n;
  const divisor = BigInt(useUnitsPerStockUnitMilli);
  const whole = numerator / divisor;
  return quantity.stockMilli + Number(numerator % divisor < 0n ? whole - 1n : whole);
}

/** A number and the unit it was given in, as a quantity of the product; without units known, as it was given. */
export function quantityOf(
  milli: number,
  unit: string,
  units: Units | undefined,
): { quantity: Quantity; flag?: UnitFlag } {
  if (!units) return { quantity: { stockMilli: 0, useMilli: milli }, flag: 'unknown-product' };
  if (unit === units.useUnit) return { quantity: { stockMilli: 0, useMilli: milli } };
  if (unit === units.stockUnit) return { quantity: { stockMilli: milli, useMilli: 0 } };
  return { quantity: { stockMilli: 0, useMilli: milli }, flag: 'unit-mismatch' };
}

/** A quantity in thousandths of the use unit, rounded down: for comparing plan and actual, never for counting stock. */
export const inUseMilli = (quantity: Quantity, units: Units): number =>
  quantity.useMilli +
  Number((BigInt(quantity.stockMilli) * BigInt(units.useUnitsPerStockUnitMilli)) / 1000n);
