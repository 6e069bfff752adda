import { type Span, without } from '@chignon/calendar';

/** A break somewhere in a window of a shift. */
export interface FloatingSpan extends Span {
  readonly lengthMs: number;
}

/** Most floating breaks of one shift: every order of them is tried. */
export const MAX_FLOATING = 3;

/**
 * A place for every break of one shift in the free time, none of them at once, each as early as its order allows; undefined
 * when there is none (R-BK-42). Exact: for a given order the earliest places are the best ones, and all orders are tried.
 */
export function placesFor(
  breaks: readonly FloatingSpan[],
  free: readonly Span[],
): Span[] | undefined {
  if (breaks.length === 0) return [];
  for (const [i, first] of breaks.entries()) {
    const place = earliest(first, free);
    if (!place) return undefined;
    const rest = placesFor(
      breaks.filter((_, n) => n !== i),
      without(free, [{ fromMs: 0, toMs: place.toMs }]),
    );
    if (rest) return [place, ...rest];
  }
  return undefined;
}

/** The free time of a person: when they work, less what keeps them busy. */
export const freeTime = (working: readonly Span[] | undefined, busy: readonly Span[]): Span[] =>
  without(working ?? [], busy);

function earliest(
  { fromMs, toMs, lengthMs }: FloatingSpan,
  free: readonly Span[],
): Span | undefined {
  for (const span of free) {
    const startMs = Math.max(span.fromMs, fromMs);
    if (startMs + lengthMs <= Math.min(span.toMs, toMs))
      return { fromMs: startMs, toMs: startMs + lengthMs };
  }
  return undefined;
}
