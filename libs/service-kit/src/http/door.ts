import type { Claims, TokenVerifier } from '../auth/tokens.js';
import { TokenError } from '../auth/tokens.js';
import { MinuteCounter, networkOf } from './limits.js';
import { HttpProblem, malformed } from './problems.js';
import type { ChignonRequest } from './routes.js';

/** Whose token it is, or why that cannot be said: the route decides whether it matters. */
export type Identity = { readonly claims: Claims } | { readonly problem: Error };

/** Whether a token was taken back before its end. */
export type Revoked = (claims: Claims) => Promise<boolean>;

const BEARER = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The first look at every request, before any route: whose token is it, and do they ask too often? Whoever shows a token
 * that holds is counted by their subject, wherever they come from; everybody else by their address. Wrong tokens, keys
 * and signatures are counted apart: guessing is slow, and who guesses takes nobody else's place.
 */
export class Door {
  private readonly subjects: MinuteCounter;
  private readonly addresses: MinuteCounter;
  private readonly guesses: MinuteCounter;

  constructor(
    private readonly tokens: TokenVerifier,
    private readonly revoked: Revoked,
    limits: { readonly requests: number; readonly guesses: number },
  ) {
    this.subjects = new MinuteCounter(limits.requests);
    this.addresses = new MinuteCounter(limits.requests);
    this.guesses = new MinuteCounter(limits.guesses);
  }

  /** @throws HttpProblem 429 `rate-limited`, 400 `host-not-one` and `authorization-twice` */
  async enter(request: ChignonRequest): Promise<void> {
    if (
      timesSent(request, 'host') > 1 ||
      (request.headers.host === undefined && request.raw.httpVersion === '1.1')
    )
      throw malformed('host-not-one', 'A request must name exactly one host.', {
        field: 'Host',
        expected: 'one header',
      });
    // Probes are not callers.
    if (request.url.startsWith('/health/')) return;
    mustBePlainJson(request);
    if (timesSent(request, 'authorization') > 1)
      throw malformed('authorization-twice', 'The `Authorization` header was sent twice.', {
        field: 'Authorization',
        expected: 'one header',
      });
    const identity = await this.identify(request.headers.authorization);
    request.identity = identity;
    const now = Date.now();
    if ('claims' in identity) return slowDown(this.subjects.over(identity.claims.subject, now));
    slowDown(this.addresses.over(networkOf(request.ip), now));
    if (isGuess(identity.problem)) this.guessed(request);
  }

  /** What a refusal is told as: a wrong key or signature of an address that has shown too many is told to slow down. */
  told(error: unknown, request: ChignonRequest): unknown {
    if (
      !isGuess(error) ||
      request.identity === undefined ||
      'claims' in request.identity ||
      (error as { code?: string }).code === 'token-invalid'
    )
      return error;
    try {
      this.guessed(request);
      return error;
    } catch (tooMany) {
      return tooMany;
    }
  }

  /** Counts a wrong token, key or signature. @throws HttpProblem 429 `rate-limited` when this address has had too many */
  private guessed(request: ChignonRequest): void {
    slowDown(this.guesses.over(networkOf(request.ip), Date.now()));
  }

  private async identify(authorization: string | undefined): Promise<Identity> {
    if (authorization === undefined)
      return {
        problem: new HttpProblem(
          401,
          'token-missing',
          'Send an Authorization header with a bearer token.',
          { field: 'Authorization' },
        ),
      };
    const token = BEARER.exec(authorization)?.[1];
    if (!token)
      return {
        problem: new HttpProblem(
          401,
          'token-missing',
          'Send an Authorization header with a bearer token.',
          { field: 'Authorization', expected: 'Bearer and a token' },
        ),
      };
    try {
      const claims = await this.tokens.verify(token);
      if (await this.revoked(claims)) return { problem: wrongToken() };
      return { claims };
    } catch (error) {
      return { problem: error instanceof TokenError ? wrongToken() : (error as Error) };
    }
  }
}

/** How often a header came, of those that Node takes the first of. */
const timesSent = ({ raw }: ChignonRequest, header: string): number =>
  raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === header).length;

/** Bodies are UTF-8 as they are: what says that it is packed or written otherwise is not guessed at. @throws HttpProblem 415 */
function mustBePlainJson({ headers }: ChignonRequest): void {
  const packed = headers['content-encoding'];
  if (packed !== undefined && packed.trim().toLowerCase() !== 'identity')
    throw new HttpProblem(
      415,
      'content-encoding-unsupported',
      'Send the body without a content encoding.',
      { field: 'Content-Encoding', expected: 'none' },
    );
  const type = headers['content-type'];
  if (
    type !== undefined &&
    /^application\/json\b/i.test(type.trim()) &&
    !/^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i.test(type.trim())
  )
    throw new HttpProblem(415, 'content-type-unsupported', 'Send `application/json` in UTF-8.', {
      field: 'Content-Type',
      expected: 'application/json',
    });
}

/** Nothing tells a forged token from one that has run out or was revoked. */
const wrongToken = () =>
  new HttpProblem(401, 'token-invalid', 'The token is invalid, expired or revoked.', {
    field: 'Authorization',
  });

/** Refusals of something secret that was shown and is wrong; nothing at all is no guess. */
const GUESSES = new Set([
  'token-invalid',
  'publishable-key-invalid',
  'calendar-not-found',
  'unsubscribe-link-invalid',
  'rating-link-invalid',
  'signature-missing',
  'signature-wrong',
  'signature-too-old',
  'signature-too-new',
]);

/** Whether a refusal is due to a wrong token, key or signature. */
export const isGuess = (error: unknown): boolean =>
  GUESSES.has((error as { code?: string }).code ?? '');

function slowDown(seconds: number | undefined): void {
  if (seconds !== undefined)
    throw new HttpProblem(429, 'rate-limited', 'Too many requests. Try again later.', {
      retryAfterSeconds: seconds,
    });
}
