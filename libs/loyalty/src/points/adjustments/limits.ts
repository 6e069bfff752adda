/** How many points each role may move by hand, alone and as the second person (R-LY-22). */
import type { Collection } from '@chignon/eventing';

/** Of one role. Points, whether given or taken. */
export interface AdjustmentLimit {
  readonly role: string;
  /** At most so many without a second person; 0: none. */
  readonly alone: number;
  /** At most so many that somebody else proposed. */
  readonly approves: number;
}

export interface AdjustmentLimits {
  readonly limits: readonly AdjustmentLimit[];
  /** Somebody who adjusts so often just under their limit is named by the alerts. */
  readonly alert: { readonly count: number; readonly days: number };
}

/** The chain's own, one document `current`; absent: `USUAL_LIMITS`. */
export const adjustmentLimits: Collection<AdjustmentLimits & { readonly id: string }> = {
  name: 'loyalty.adjustment-limits',
  indexes: {},
};
export const CURRENT_LIMITS = 'current';

export const USUAL_LIMITS: AdjustmentLimits = {
  limits: [
    { role: 'chain-ops', alone: 5_000, approves: 1_000_000 },
    { role: 'store-manager', alone: 500, approves: 5_000 },
    { role: 'front-desk', alone: 0, approves: 0 },
  ],
  alert: { count: 10, days: 30 },
};

/** The most that any of these roles may. */
export function limitOf(
  { limits }: AdjustmentLimits,
  roles: readonly string[],
  what: 'alone' | 'approves',
): number {
  return Math.max(0, ...limits.filter(({ role }) => roles.includes(role)).map((one) => one[what]));
}

/** Per cent of a limit from which on an adjustment is just under it. */
const NEAR_PERCENT = 80;

/** Done alone, and just under what its author may do alone. */
export const isNearLimit = (points: number, limit: number): boolean =>
  limit > 0 && Math.abs(points) * 100 >= limit * NEAR_PERCENT;
