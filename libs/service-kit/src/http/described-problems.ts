import type { Route } from './route-table.js';
import type { JsonSchema } from './schemas.js';

/* How refusals are described: the statuses that a route may answer, with the codes that its sources come to. */

const problem = (description: string): JsonSchema => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The problems that any route of its kind may answer, by status. */
export function problemsOf({ open, method }: Route): { [status: string]: JsonSchema } {
  const writes = method !== 'GET';
  // Requests without a token (a payment provider's webhook, for example) are authenticated by what they carry, such as a signature.
  if (open !== undefined)
    return writes
      ? {
          400: problem('Malformed request, or not signed as it must be'),
          404: problem('No webhook configured'),
          409: problem('Refused by a rule'),
          413: problem('Body too large'),
          415: problem('Unsupported content type'),
          429: problem('Too many requests'),
          503: problem('Temporarily unavailable'),
        }
      : {};
  return {
    400: problem('Malformed request'),
    401: problem('No valid token'),
    403: problem('Not permitted'),
    404: problem('Not found, or outside your scope'),
    ...(writes
      ? {
          409: problem('Refused by a rule'),
          412: problem('Changed since it was read'),
          413: problem('Body too large'),
          415: problem('Unsupported content type'),
        }
      : {}),
    422: problem('Invalid input'),
    ...(writes ? { 428: problem('If-Match is required') } : {}),
    429: problem('Too many requests'),
    503: problem('Temporarily unavailable'),
  };
}

/** Problems with the codes that this operation may answer. */
export function withCodes(
  problems: { [status: string]: JsonSchema },
  codes: { readonly [status: string]: readonly string[] } = {},
): { [status: string]: JsonSchema } {
  const all = { ...problems };
  for (const [status, named] of Object.entries(codes)) {
    const known = all[status] ?? problem(STATUS_TEXTS[status] ?? 'Refused');
    all[status] = {
      ...known,
      description: `${String(known['description'])}: ${named.map((code) => `\`${code}\``).join(', ')}`,
      'x-codes': named,
    };
  }
  return all;
}

/** Texts of statuses that only some operations answer. */
const STATUS_TEXTS: { readonly [status: string]: string } = {
  403: 'Not permitted',
  404: 'Not found',
  409: 'Refused by a rule',
  422: 'Invalid input',
  428: 'If-Match is required',
};
