import { MINUTE_MS } from '@chignon/calendar';
import type { PlannedLine, StaffSpan } from './line.js';

/** The minute that has begun is over for others: what is taken stays in whole minutes, as days that are asked for are kept (ADR 0029). */
const wholeMinute = (ms: number): number => Math.ceil(ms / MINUTE_MS) * MINUTE_MS;

/**
 * What lines took before an instant at which the visit was over: of what would have begun later nothing, of what was under way the part
 * before it. Cleaning up behind what was under way takes the time that it was planned to take.
 */
export function linesUntil(lines: readonly PlannedLine[], endedMs: number): PlannedLine[] {
  const atMs = wholeMinute(endedMs);
  return lines.flatMap((line) =>
    line.endMs <= atMs ? [line] : line.startMs >= atMs ? [] : [cutLine(line, atMs)],
  );
}

/** What of lines is free again from an instant on: what `linesUntil` leaves out. */
export function linesFrom(lines: readonly PlannedLine[], endedMs: number): PlannedLine[] {
  const atMs = wholeMinute(endedMs);
  return lines.flatMap((line) => {
    if (line.endMs <= atMs) return [];
    const later = <S extends { readonly fromMs: number; readonly toMs: number }>(
      spans: readonly S[],
    ): S[] =>
      spans
        .filter(({ toMs }) => toMs > atMs)
        .map((span) => (span.fromMs < atMs ? { ...span, fromMs: atMs } : span));
    return [
      {
        ...line,
        startMs: Math.max(line.startMs, atMs),
        staff: later(line.staff).map((span) =>
          span.fromMs === atMs ? { ...span, beforeMs: 0 } : span,
        ),
        customer: later(line.customer),
        pools: later(line.pools),
      },
    ];
  });
}

function cutLine(line: PlannedLine, atMs: number): PlannedLine {
  const people = [...new Set(line.staff.map(({ staffId }) => staffId))];
  return {
    ...line,
    endMs: atMs,
    staff: people.flatMap((staffId) =>
      cutStretches(
        line.staff.filter((span) => span.staffId === staffId),
        atMs,
      ),
    ),
    customer: line.customer
      .filter(({ fromMs }) => fromMs < atMs)
      .map((span) => ({ fromMs: span.fromMs, toMs: Math.min(span.toMs, atMs) })),
    pools: line.pools
      .filter(({ fromMs }) => fromMs < atMs)
      .map((span) => ({
        ...span,
        toMs: Math.min(span.toMs, atMs + Math.max(0, span.toMs - line.endMs)),
      })),
  };
}

/** One person's stretches: whoever has begun and would have gone on cleans up at once. */
function cutStretches(stretches: readonly StaffSpan[], atMs: number): readonly StaffSpan[] {
  const last = stretches.at(-1)!;
  if (last.toMs <= atMs) return stretches;
  const begun = stretches
    .filter(({ fromMs }) => fromMs < atMs)
    .map((span) => ({ ...span, toMs: Math.min(span.toMs, atMs), afterMs: 0 }));
  return begun.length === 0 || last.afterMs === 0
    ? begun
    : [...begun, { ...last, fromMs: atMs, toMs: atMs, beforeMs: 0 }];
}
