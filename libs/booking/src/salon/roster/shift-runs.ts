import type { Span } from '@chignon/calendar';
import { type Refusal, refused } from '@chignon/eventing';
import { type Hours, minutesOf, type Store } from '../stores/store.js';
import type { RosterTerms } from './roster-terms.js';
import type { Shift } from './shifts.js';

/** Told of a rule that shifts do not keep: under a key that is the same for the same shifts, in whatever week they are met. */
export type Report = (key: string, refusal: Refusal) => void;

/** No shift, with those that it touches, is worked too long without a break. @param date of shifts of one date; left out: of weekdays */
export function checkRuns(
  list: readonly Shift[],
  store: Store,
  terms: RosterTerms,
  field: string,
  report: Report,
  date?: string,
): void {
  const limit = terms.maxContinuousMinutes(store.id);
  if (limit === undefined) return;
  for (const [i, shift] of list.entries()) {
    const minutes = longestRun(
      shift,
      list.filter((other) => other !== shift && sameDay(other, shift)),
      store.dayStartsAt,
    );
    if (minutes > limit)
      report(
        `run ${store.id} ${date ?? (shift as { weekday?: number }).weekday} ${shift.from} ${shift.to} ${minutes}`,
        refused('works-too-long', 'The staff member would work too long without a break.', {
          field: `${field}.${i}`,
          expected: `at most ${limit} minutes`,
          minutes,
          limit,
        }),
      );
  }
}

const sameDay = (a: Shift, b: Shift): boolean =>
  (a as { weekday?: number }).weekday === (b as { weekday?: number }).weekday;

/** Minutes as a span: the arithmetic does not mind the unit. */
export const minuteSpan = (hours: Hours, dayStartsAt: string): Span => {
  const { from, to } = minutesOf(hours, dayStartsAt);
  return { fromMs: from, toMs: to };
};

/** What a span has left between the cuts. */
export function gaps(span: Span, cuts: readonly Span[]): Span[] {
  let fromMs = span.fromMs;
  const left: Span[] = [];
  for (const cut of [...cuts].sort((a, b) => a.fromMs - b.fromMs)) {
    if (cut.fromMs > fromMs) left.push({ fromMs, toMs: Math.min(cut.fromMs, span.toMs) });
    fromMs = Math.max(fromMs, cut.toMs);
  }
  if (fromMs < span.toMs) left.push({ fromMs, toMs: span.toMs });
  return left.filter((s) => s.toMs > s.fromMs);
}

/**
 * The longest work without a break that a shift, and those that it touches, may come to, wherever in their windows the floating breaks
 * are placed: from an end of work or the earliest end of a break to an end of work or the latest begin of one, with every break outside.
 */
function longestRun(shift: Shift, others: readonly Shift[], dayStartsAt: string): number {
  const joinedTo = [shift];
  for (let grown = true; grown;) {
    grown = false;
    for (const other of others) {
      if (joinedTo.includes(other) || !joinedTo.some((s) => touches(s, other, dayStartsAt)))
        continue;
      joinedTo.push(other);
      grown = true;
    }
  }
  const spans = joinedTo.map((s) => minuteSpan(s, dayStartsAt));
  const whole = {
    fromMs: Math.min(...spans.map((s) => s.fromMs)),
    toMs: Math.max(...spans.map((s) => s.toMs)),
  };
  const floats = joinedTo.flatMap((s) =>
    (s.floating ?? []).map((b) => ({ ...minuteSpan(b, dayStartsAt), lengthMs: b.minutes })),
  );
  let longest = 0;
  for (const stretch of gaps(
    whole,
    joinedTo.flatMap((s) => s.breaks.map((b) => minuteSpan(b, dayStartsAt))),
  )) {
    for (const from of [stretch.fromMs, ...floats.map((f) => f.fromMs + f.lengthMs)]) {
      for (const to of [stretch.toMs, ...floats.map((f) => f.toMs - f.lengthMs)]) {
        const [a, b] = [Math.max(from, stretch.fromMs), Math.min(to, stretch.toMs)];
        if (floats.every((f) => f.fromMs + f.lengthMs <= a || f.toMs - f.lengthMs >= b))
          longest = Math.max(longest, b - a);
      }
    }
  }
  return longest;
}

const touches = (a: Hours, b: Hours, dayStartsAt: string): boolean =>
  minuteSpan(a, dayStartsAt).toMs === minuteSpan(b, dayStartsAt).fromMs ||
  minuteSpan(b, dayStartsAt).toMs === minuteSpan(a, dayStartsAt).fromMs;
