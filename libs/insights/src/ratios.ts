/** `numerator / denominator` rounded to a whole number, half away from zero; exact at any size. Undefined when there is nothing to divide by. */
export function rounded(numerator: number, denominator: number): number | undefined {
  if (denominator === 0) return undefined;
  const negative = numerator < 0 !== denominator < 0;
  const [n, d] = [abs(numerator), abs(denominator)];
  const quotient = Number((2n * n + d) / (2n * d));
  return quotient === 0 ? 0 : negative ? -quotient : quotient;
}

/** Share of a whole in hundredths of a percent. */
export const basisPoints = (part: number, whole: number): number | undefined => {
  if (whole === 0) return undefined;
  const negative = part < 0 !== whole < 0;
  const [n, d] = [abs(part) * 10_000n, abs(whole)];
  const quotient = Number((2n * n + d) / (2n * d));
  return quotient === 0 ? 0 : negative ? -quotient : quotient;
};

const abs = (n: number): bigint => (n < 0 ? -BigInt(n) : BigInt(n));
