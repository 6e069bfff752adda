import { joined, MINUTE_MS, type Span } from '@chignon/calendar';
import { optional } from '@chignon/eventing';
import { isBuffer, type Requirement, type Service } from '../../salon/catalogue/service.js';
import {
  type Assistant,
  placeHolder,
  type PlannedLine,
  type PoolSpan,
  type StaffSpan,
} from './line.js';

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
export function lineAtZero({
  service,
  minutes,
  staffId,
  level,
  requested,
  priceCents,
  lineId,
  needs,
}: LineChoice): PlannedLine {
  const lengths = minutes.map((m) => m * MINUTE_MS);
  let at = -service.phases.reduce(
    (sum, phase, i) => sum + (phase.kind === 'buffer-before' ? lengths[i]! : 0),
    0,
  );
  const spans = service.phases.map((phase, i) => ({
    phase,
    fromMs: at,
    toMs: (at += lengths[i]!),
  }));
  const endMs = Math.max(0, ...spans.filter((s) => !isBuffer(s.phase)).map((s) => s.toMs));
  const roles = assistantsOf(service);
  const line = {
    lineId,
    serviceId: service.id,
    serviceGroup: service.serviceGroup,
    category: service.category,
    catalogueVersion: service.version,
    staffId,
    requested,
    startMs: 0,
    endMs,
    priceCents,
    phases: spans.map(({ phase, fromMs, toMs }) => ({
      name: phase.name,
      kind: phase.kind,
      minutes: (toMs - fromMs) / MINUTE_MS,
    })),
    staff: [
      ...staffSpans(
        spans.filter((s) => s.phase.staff),
        staffId,
        service.allowBookingDuringProcessing ? undefined : endMs,
      ),
      ...roles.flatMap((one, i) =>
        staffSpans(
          spans.filter((s) => s.phase.assistants?.[i]),
          one.staffId,
          undefined,
        ),
      ),
    ],
    customer: joined(spans.filter((s) => s.phase.customer)),
    pools: [
      ...poolSpans(service.place, joined(spans.filter((s) => s.phase.place))).map((span) =>
        needs?.length ? { ...span, needs } : span,
      ),
      ...spans.flatMap((s) =>
        poolSpans(s.phase.equipment, s.toMs > s.fromMs ? [{ fromMs: s.fromMs, toMs: s.toMs }] : []),
      ),
    ],
  };
  return {
    ...line,
    ...optional({ level }),
    ...(service.needsApproval ? { needsApproval: true } : {}),
    ...(roles.length === 0 ? {} : { assistants: roles }),
  };
}

/** The parts of a service beside the lead's: one a person, with all that any of its phases asks of them. */
export const assistantsOf = ({ phases }: Pick<Service, 'phases'>): Assistant[] =>
  Array.from({ length: Math.max(0, ...phases.map((p) => p.assistants?.length ?? 0)) }, (_, i) => ({
    staffId: placeHolder(i),
    needs: phases.flatMap((p) => p.assistants?.[i] ?? []),
  }));

type PhaseSpan = Span & { readonly phase: Service['phases'][number] };

/** Joins neighbouring staff-busy phases; buffers become the margins of the stretch beside them. `wholeMs`: no other customer is served in between (R-BK-03). */
function staffSpans(
  spans: readonly PhaseSpan[],
  staffId: string,
  wholeMs: number | undefined,
): StaffSpan[] {
  const out: {
    staffId: string;
    fromMs: number;
    toMs: number;
    beforeMs: number;
    afterMs: number;
  }[] = [];
  let beforeMs = 0;
  for (const { phase, fromMs, toMs } of spans) {
    const last = out.at(-1);
    if (phase.kind === 'buffer-before') beforeMs = toMs - fromMs;
    else if (phase.kind === 'buffer-after' && last?.toMs === fromMs) last.afterMs = toMs - fromMs;
    else if (phase.kind === 'buffer-after')
      out.push({ staffId, fromMs, toMs: fromMs, beforeMs: 0, afterMs: toMs - fromMs });
    else if (last?.toMs === fromMs) last.toMs = toMs;
    else {
      out.push({
        staffId,
        fromMs,
        toMs,
        beforeMs: out.length === 0 && fromMs === 0 ? beforeMs : 0,
        afterMs: 0,
      });
    }
  }
  if (beforeMs > 0 && out[0]?.fromMs !== 0)
    out.unshift({ staffId, fromMs: 0, toMs: 0, beforeMs, afterMs: 0 });
  if (wholeMs === undefined || out.length === 0) return out;
  return [
    { staffId, fromMs: 0, toMs: wholeMs, beforeMs: out[0]!.beforeMs, afterMs: out.at(-1)!.afterMs },
  ];
}

const poolSpans = (needs: Requirement | undefined, spans: readonly Span[]): PoolSpan[] =>
  needs === undefined
    ? []
    : spans.flatMap((span) =>
        needs.match === 'any'
          ? [{ ...span, anyOf: needs.pools }]
          : needs.pools.map((pool) => ({ ...span, anyOf: [pool] })),
      );
