/* Instants as questions name them. */
import { invalid } from '@chignon/eventing';
import { Temporal } from 'temporal-polyfill';

/** How a question names an instant: ISO 8601 in UTC. */
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

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
