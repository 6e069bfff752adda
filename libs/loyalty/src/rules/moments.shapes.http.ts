import { InstantText, Optional } from '@chignon/service-kit';
import { invalid } from '@chignon/eventing';
import { instantOf } from './instants.js';

/** As of when something is asked for, and by which knowledge. */
export class MomentQuery {
  /** As it stood at this instant (ISO 8601 in UTC), by all that is known now. Another name of `effectiveAt`. */
  @Optional() @InstantText() asOf?: string;
  /** As it stood at this instant (ISO 8601 in UTC). Left out: `knownAt`, or now. */
  @Optional() @InstantText() effectiveAt?: string;
  /** As the books stood at this instant (ISO 8601 in UTC): what was written down later does not count, whenever it became true. Left out: now. */
  @Optional() @InstantText() knownAt?: string;
}

/** Two instants, ISO UTC with milliseconds. */
export interface Moment {
  readonly effectiveAt: string;
  readonly knownAt: string;
}

/** The moment that a question names; undefined: now. @throws Refusal 422 `instant-invalid`; `instant-repeated` where `asOf` and `effectiveAt` are both named */
export function momentOf(
  { asOf, effectiveAt, knownAt }: MomentQuery,
  now: string,
): Moment | undefined {
  if (asOf !== undefined && effectiveAt !== undefined)
    throw invalid('instant-repeated', 'The instant is named twice.', {
      field: 'effectiveAt',
      expected: '`asOf` or `effectiveAt`',
    });
  if (asOf === undefined && effectiveAt === undefined && knownAt === undefined) return undefined;
  const known = knownAt === undefined ? now : instantOf(knownAt, 'knownAt');
  if (asOf !== undefined) return { effectiveAt: instantOf(asOf, 'asOf'), knownAt: known };
  return {
    effectiveAt: effectiveAt === undefined ? known : instantOf(effectiveAt, 'effectiveAt'),
    knownAt: known,
  };
}
