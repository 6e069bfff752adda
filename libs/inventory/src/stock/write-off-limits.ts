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

/**
 * The most that any of these roles may, in this currency; undefined: one of them has no limit. Whoever is limited in another currency alone may nothing in
 * this one: a limit that nobody set here must not let everything through.
 */
export function limitOf(
  limits: readonly WriteOffLimit[],
  roles: readonly string[],
  currency: string,
): number | undefined {
  const most = roles.map((role) => {
    const own = limits.filter((one) => one.role === role);
    return own.length === 0
      ? undefined
      : (own.find((one) => one.currency === currency)?.cents ?? 0);
  });
  const limited = most.filter((cents) => cents !== undefined);
  return limited.length < roles.length || roles.length === 0 ? undefined : Math.max(...limited);
}
