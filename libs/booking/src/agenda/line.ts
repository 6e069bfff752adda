import { isBuffer, type PhaseKind, type Requirement, type Service } from '../catalogue/service.js';
import type { StaffChoice } from '../roster/any-staff.js';
import { joined, MINUTE_MS, type Span } from '../calendar/instants.js';

/** Staff-busy stretch of a line, with the preparation before and the clean-up after it. */
export interface StaffSpan extends Span {
  readonly staffId: string;
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** One unit of one of these pools; `pool` is the one bound when the line was booked. */
export interface PoolSpan extends Span {
  readonly anyOf: readonly string[];
  readonly pool?: string;
  /** Attributes that the unit must have: `private`, `accessible` (BK-14). */
  readonly needs?: readonly string[];
}

/**
 * One service of an appointment as it was planned and frozen (R-BK-06): what it occupies per kind of resource, in
 * half-open epoch milliseconds (R-BK-01, R-BK-07). More staff, pools or customers' spans are just more entries.
 */
export interface PlannedLine {
  readonly lineId: string;
  readonly serviceId: string;
  readonly serviceGroup: string;
  /** Of the service; lines booked by older releases do not say it. */
  readonly category?: string;
  readonly catalogueVersion: number;
  /** Who leads the line. */
  readonly staffId: string;
  readonly level?: string;
  /** The customer asked for this person. */
  readonly requested: boolean;
  /** Why this person, where the customer asked for nobody. */
  readonly choice?: StaffChoice;
  /** What the customer sees: without buffers. */
  readonly startMs: number;
  readonly endMs: number;
  readonly priceCents: number;
  /** Before the price rule of the day and hour, and which it was; absent when none applied. */
  readonly listCents?: number;
  readonly priceRuleId?: string;
  readonly phases: readonly { readonly name: string; readonly kind: PhaseKind; readonly minutes: number }[];
  readonly staff: readonly StaffSpan[];
  readonly customer: readonly Span[];
  readonly pools: readonly PoolSpan[];
  /** May run at the same time as another line of the same customer. */
  readonly parallel?: boolean;
  /** Of the customer, where something was reserved for it when the line was booked (R-BK-46). */
  readonly tier?: string;
  /** The store must say yes before it is booked (R-BK-22). */
  readonly needsApproval?: boolean;
}

/** What a line is made from. */
export interface LineChoice {
  readonly service: Service;
  /** Per phase of the service, in order. */
  readonly minutes: readonly number[];
  readonly staffId: string;
  readonly level?: string;
  readonly requested: boolean;
  readonly priceCents: number;
  readonly lineId: string;
  /** Attributes of the place that the customer asks for. */
  readonly needs?: readonly string[] | undefined;
}

/** The line as if the customer's part began at instant 0; `moved` places it. */
export function lineAtZero({ service, minutes, staffId, level, requested, priceCents, lineId, needs }: LineChoice): PlannedLine {
  const lengths = minutes.map((m) => m * MINUTE_MS);
  let at = -service.phases.reduce((sum, phase, i) => sum + (phase.kind === 'buffer-before' ? lengths[i]! : 0), 0);
  const spans = service.phases.map((phase, i) => ({ phase, fromMs: at, toMs: (at += lengths[i]!) }));
  const endMs = Math.max(0, ...spans.filter((s) => !isBuffer(s.phase)).map((s) => s.toMs));
  const line = {
    lineId, serviceId: service.id, serviceGroup: service.serviceGroup, category: service.category, catalogueVersion: service.version, staffId, requested, startMs: 0, endMs, priceCents,
    phases: spans.map(({ phase, fromMs, toMs }) => ({ name: phase.name, kind: phase.kind, minutes: (toMs - fromMs) / MINUTE_MS })),
    staff: staffSpans(spans, staffId, service.allowBookingDuringProcessing ? undefined : endMs),
    customer: joined(spans.filter((s) => s.phase.customer)),
    pools: [
      ...poolSpans(service.place, joined(spans.filter((s) => s.phase.place))).map((span) => (needs?.length ? { ...span, needs } : span)),
      ...spans.flatMap((s) => poolSpans(s.phase.equipment, s.toMs > s.fromMs ? [{ fromMs: s.fromMs, toMs: s.toMs }] : [])),
    ],
  };
  return { ...line, ...(level === undefined ? {} : { level }), ...(service.needsApproval ? { needsApproval: true } : {}) };
}

type PhaseSpan = Span & { readonly phase: Service['phases'][number] };

/** Joins neighbouring staff-busy phases; buffers become the margins of the stretch beside them. `wholeMs`: nobody else is served in between (R-BK-03). */
function staffSpans(spans: readonly PhaseSpan[], staffId: string, wholeMs: number | undefined): StaffSpan[] {
  const out: { staffId: string; fromMs: number; toMs: number; beforeMs: number; afterMs: number }[] = [];
  let beforeMs = 0;
  for (const { phase, fromMs, toMs } of spans) {
    if (!phase.staff) continue;
    const last = out.at(-1);
    if (phase.kind === 'buffer-before') beforeMs = toMs - fromMs;
    else if (phase.kind === 'buffer-after' && last?.toMs === fromMs) last.afterMs = toMs - fromMs;
    else if (phase.kind === 'buffer-after') out.push({ staffId, fromMs, toMs: fromMs, beforeMs: 0, afterMs: toMs - fromMs });
    else if (last?.toMs === fromMs) last.toMs = toMs;
    else {
      out.push({ staffId, fromMs, toMs, beforeMs: out.length === 0 && fromMs === 0 ? beforeMs : 0, afterMs: 0 });
    }
  }
  if (beforeMs > 0 && out[0]?.fromMs !== 0) out.unshift({ staffId, fromMs: 0, toMs: 0, beforeMs, afterMs: 0 });
  if (wholeMs === undefined || out.length === 0) return out;
  return [{ staffId, fromMs: 0, toMs: wholeMs, beforeMs: out[0]!.beforeMs, afterMs: out.at(-1)!.afterMs }];
}

const poolSpans = (needs: Requirement | undefined, spans: readonly Span[]): PoolSpan[] =>
  needs === undefined ? [] : spans.flatMap((span) => (needs.match === 'any' ? [{ ...span, anyOf: needs.pools }] : needs.pools.map((pool) => ({ ...span, anyOf: [pool] }))));

/** The same line `deltaMs` later. */
export function moved(line: PlannedLine, deltaMs: number): PlannedLine {
  if (deltaMs === 0) return line;
  // Field by field: a spread that changes a field gives every span a shape of its own.
  return {
    ...line, startMs: line.startMs + deltaMs, endMs: line.endMs + deltaMs,
    staff: line.staff.map(({ staffId, fromMs, toMs, beforeMs, afterMs }) => ({ staffId, fromMs: fromMs + deltaMs, toMs: toMs + deltaMs, beforeMs, afterMs })),
    customer: line.customer.map(({ fromMs, toMs }) => ({ fromMs: fromMs + deltaMs, toMs: toMs + deltaMs })),
    pools: line.pools.map((span) => poolSpan(span, deltaMs)),
  };
}

/** The span `deltaMs` later, bound to `pool`: by default as it was. */
export function poolSpan({ anyOf, fromMs, toMs, pool: bound, needs }: PoolSpan, deltaMs: number, pool = bound): PoolSpan {
  const span = pool === undefined ? { anyOf, fromMs: fromMs + deltaMs, toMs: toMs + deltaMs } : { anyOf, pool, fromMs: fromMs + deltaMs, toMs: toMs + deltaMs };
  return needs === undefined ? span : { ...span, needs };
}

/** The same line performed by somebody else; price and durations stay as they were frozen. */
export const performedBy = (line: PlannedLine, staffId: string): PlannedLine =>
  staffId === line.staffId ? line : { ...line, staffId, staff: line.staff.map((s) => (s.staffId === line.staffId ? { ...s, staffId } : s)) };

/** The line with the category that an older release did not keep. */
export const ofCategory = (line: PlannedLine, category: string | undefined): PlannedLine => (line.category !== undefined || category === undefined ? line : { ...line, category });

/** The same line without the pools it was bound to, so that another store or time may bind others. */
export const unbound = (line: PlannedLine): PlannedLine => ({ ...line, pools: line.pools.map(({ pool: _, ...span }) => span) });

/** Planned minutes of a line with its buffers. */
export const plannedMinutes = (line: PlannedLine): number => line.phases.reduce((sum, p) => sum + p.minutes, 0);
