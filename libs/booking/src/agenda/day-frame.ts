import { lookUp } from '@chignon/eventing';
import { covers, type Span } from '../calendar/instants.js';
import type { PriceRule } from '../peaks/price-rule.js';
import type { UnitOfDay } from '../resources/unit.js';
import type { FloatingSpan } from '../roster/floating.js';
import { servesThen, type ServingWindow } from '../roster/person-day.js';
import type { PlannedLine } from './line.js';
import type { Asker, Reserved } from './reserved.js';

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
  readonly asker?: Asker;
}

/** Why a line, `deltaMs` later, is not inside the day (B5). */
export type Outside = 'closed' | 'off-shift' | 'not-served' | undefined;

/**
 * Opening hours hold what the customer sees; shifts hold the staff with their buffers, and processing too unless the
 * store lets it run through a block-out or, when it is the last phase, past the end of the shift (R-BK-03).
 */
export function outsideDay(line: PlannedLine, deltaMs: number, frame: DayFrame): Outside {
  const [startMs, endMs] = [line.startMs + deltaMs, line.endMs + deltaMs];
  const outside = staffOutside(line, deltaMs, frame);
  if (outside) return outside;
  const lead = line.assistants === undefined ? line.staff : line.staff.filter((s) => s.staffId === line.staffId);
  const trailing = lead.length > 0 && lead[lead.length - 1]!.toMs < line.endMs;
  const staffed = frame.processingMayOverlapBlockOut ? frame.present : frame.working;
  for (const gap of staffFree(line, lead)) {
    const last = gap.toMs === line.endMs && trailing;
    if (last && frame.processingMayPassShiftEnd) continue;
    if (!covers(lookUp(staffed, line.staffId), gap.fromMs + deltaMs, gap.toMs + deltaMs)) return 'off-shift';
  }
  return covers(frame.open, startMs, endMs) || (trailing && frame.processingMayPassShiftEnd && covers(frame.open, startMs, lead.at(-1)!.toMs + deltaMs)) ? undefined : 'closed';
}

/** Why somebody of the line does not serve then. */
export function staffOutside(line: PlannedLine, deltaMs: number, frame: DayFrame): 'off-shift' | 'not-served' | undefined {
  for (const span of line.staff) {
    if (!covers(lookUp(frame.working, span.staffId), span.fromMs - span.beforeMs + deltaMs, span.toMs + span.afterMs + deltaMs)) return 'off-shift';
    if (frame.serving && !servesThen(lookUp(frame.serving, span.staffId), line, span.fromMs + deltaMs, span.toMs + deltaMs)) return 'not-served';
  }
  return undefined;
}

/** Visible stretches of a line in which its lead is not busy. */
function staffFree(line: PlannedLine, lead: PlannedLine['staff']): Span[] {
  const free: Span[] = [];
  let atMs = line.startMs;
  for (const span of lead) {
    if (span.fromMs > atMs) free.push({ fromMs: atMs, toMs: span.fromMs });
    atMs = Math.max(atMs, span.toMs);
  }
  if (line.endMs > atMs) free.push({ fromMs: atMs, toMs: line.endMs });
  return free;
}
