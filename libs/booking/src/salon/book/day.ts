import type { Span } from '@chignon/calendar';
import type { PriceRule } from '../peaks/price-rule.js';
import type { UnitOfDay } from '../resources/unit.js';
import type { FloatingSpan } from '../roster/floating.js';
import type { ServingWindow } from '../roster/person-day.js';
import type { Reserved } from '../vip/vip-terms.js';

/**
 * What the roster and the store say about one business day, resolved before a decision and frozen into its command:
 * the decision itself looks nothing up.
 */
export interface DayFrame {
  readonly storeId: string;
  readonly businessDate: string;
  readonly zone: string;
  /** Of the store's prices. */
  readonly currency?: string;
  /** When customers may be in the store. */
  readonly open: readonly Span[];
  /** Per staff member: may serve. */
  readonly working: { readonly [staffId: string]: readonly Span[] };
  /** Per staff member: in the shift, pauses and block-outs included. */
  readonly present: { readonly [staffId: string]: readonly Span[] };
  readonly capacities: { readonly [pool: string]: number };
  /** Units of the pools that have any; the capacity of such a pool is their number. */
  readonly units?: { readonly [pool: string]: readonly UnitOfDay[] };
  /** Price rules of the day, the one that counts first. */
  readonly prices?: readonly PriceRule[];
  readonly gapRule: 'sum' | 'max';
  readonly interleaveLimit: number;
  readonly stepMs: number;
  readonly processingMayOverlapBlockOut: boolean;
  readonly processingMayPassShiftEnd: boolean;
  /** Per staff member who does some services in some hours only (R-BK-41); absent: nobody. */
  readonly serving?: { readonly [staffId: string]: readonly ServingWindow[] };
  /** Per staff member with floating breaks, by shift (R-BK-42); absent: nobody. */
  readonly floating?: { readonly [staffId: string]: readonly (readonly FloatingSpan[])[] };
  /** Per staff member with a limit of time with customers (R-BK-40); absent: nobody. */
  readonly serviceLimitMs?: { readonly [staffId: string]: number };
  /** What is kept for customers of some tiers (R-BK-46); absent: nothing. */
  readonly reserved?: readonly Reserved[];
  /** For whom it counts; the decision says when. Absent: what is reserved is not looked at, as for what was booked before. */
  readonly asker?: Requester;
}

/** For whom a day is looked at, and when. */
export interface Requester {
  /** Absent: an anonymous customer, or no tier. */
  readonly tier?: string;
  readonly nowMs: number;
}
