/** Digits before the point that still leave every sum of a file exact in a double. */
const DECIMAL = /^([+-]?)(\d{1,9})(?:\.(\d{1,12}))?$/;

/**
 * Decimal text as a whole number of 10^-`places`: `decimal('4.1', 4)` is 41000. Exact: no binary fraction is ever made.
 * Undefined when it is not a decimal number or has more digits than `places` can hold.
 */
export function decimal(text: string, places: number): number | undefined {
  const match = DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  const units = Number(whole! + fraction.slice(0, places).padEnd(places, '0'));
  return sign === '-' && units !== 0 ? -units : units;
}

/** A whole number of 10^-`places` as decimal text with exactly that many places. */
export function decimalText(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0 ? `-${text}` : text;
}

/** `fine / perUnit` to the nearest whole number, halves away from zero. Exact for safe integers. */
export function rounded(fine: number, perUnit: number): number {
  const magnitude = Math.abs(fine);
  const rest = magnitude % perUnit;
  const whole = (magnitude - rest) / perUnit + (2 * rest >= perUnit ? 1 : 0);
  return fine < 0 && whole !== 0 ? -whole : whole;
}

/**
 * Rounds the sum of fine amounts once, and gives the whole units to the parts by largest remainder (the earlier part
 * first when remainders are equal), so that the parts sum to the rounded sum.
 */
export function allotted(fine: readonly number[], perUnit: number): number[] {
  const remainder = (n: number) => ((n % perUnit) + perUnit) % perUnit;
  const parts = fine.map((n) => (n - remainder(n)) / perUnit);
  let left =
    rounded(
      fine.reduce((a, b) => a + b, 0),
      perUnit,
    ) - parts.reduce((a, b) => a + b, 0);
  const order = fine
    .map((n, index) => ({ index, rest: remainder(n) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of order) {
    if (left <= 0) break;
    parts[index]! += 1;
    left -= 1;
  }
  return parts.map((part) => (part === 0 ? 0 : part));
}
