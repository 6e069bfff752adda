/* Instants as questions name them, and what of a history counts then. */
import { type Envelope, invalid } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';

/** Sorts behind every instant. */
export const EVER = '9999';

/** With milliseconds, as everything is compared as text. @throws Refusal 422 `instant-invalid` */
export function instantOf(text: string, field: string): string {
  try {
    return Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 });
  } catch {
    throw invalid('instant-invalid', 'This instant does not exist.', {
      field,
      expected: 'an ISO 8601 instant in UTC',
    });
  }
}

/**
 * What of a history counts (BY-01): had become true by one instant, and was written down by another. Nothing becomes true later than it was written down,
 * so that points of a bill that lies ahead are there at once, and wait in their lots.
 */
export const countedAt = <E extends Pick<Envelope, 'meta'>>(
  history: readonly E[],
  effectiveAt: string,
  knownAt: string,
): E[] =>
  history.filter(
    ({ meta }) =>
      meta.recordedAt <= knownAt &&
      (meta.effectiveAt <= effectiveAt || meta.recordedAt <= effectiveAt),
  );
