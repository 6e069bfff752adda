/** How much each role may write off of one product in one day (IN-14). */
import type { Collection } from '@chignon/eventing';

/** In minor units of the currency; 0: nothing. */
export interface WriteOffLimit {
  readonly role: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly cents: number;
}

/** The chain's own, one document `current`; absent: there are no limits. */
export const writeOffLimits: Collection<{
  readonly id: string;
  readonly limits: readonly WriteOffLimit[];
}> = { name: 'inventory.write-off-limits', indexes: {} };
export const CURRENT_WRITE_OFF_LIMITS = 'current';

/** The most that any of these roles may, in this currency; undefined: one of them has no limit. */
export function limitOf(
  limits: readonly WriteOffLimit[],
  roles: readonly string[],
  currency: string,
): number | undefined {
  const found = roles.map((role) =>
    limits.find((one) => one.role === role && one.currency === currency),
  );
  const known = found.filter((one) => one !== undefined);
  if (known.length === 0 || known.length < found.length) return undefined;
  return Math.max(...known.map(({ cents }) => cents));
}
