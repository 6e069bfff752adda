import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Inject,
  Injectable,
} from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { type ChignonRequest, HttpProblem, PUBLISHABLE_KEY, TOOLS } from '@chignon/service-kit';
import type { FastifyReply } from 'fastify';
import { publishableKeysOf } from './keys.flow.js';
import { Limiter } from './limiter.js';
import type { PublishableKey } from './publishable-key.js';

/** Of one client address, with whatever key or none that there is: guessing is slow, and costs little. */
const PER_ADDRESS = 1200;
/** What a page may send beside what any may: its key, and the place in a trace that its request belongs to. */
const PAGE_HEADERS = [PUBLISHABLE_KEY, 'traceparent'].join(', ');
/** How long a browser need not ask for the options again. */
const PREFLIGHT_SECONDS = 600;

type KeyedRequest = ChignonRequest & { publishable?: PublishableKey };

/** The publishable key that a public route was asked with. */
export const KeyOfPage = createParamDecorator(
  (_: unknown, context: ExecutionContext): PublishableKey =>
    context.switchToHttp().getRequest<KeyedRequest>().publishable!,
);

/**
 * Lets a web page in: by its key, from an origin of the key, within the limits. A wrong key and a revoked one are told the
 * same way; a page of another origin gets no header that would let it read the answer.
 */
@Injectable()
export class PageGuard implements CanActivate {
  private readonly limiter = new Limiter();

  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply.header('vary', 'Origin');
    this.within(`address ${request.ip}`, PER_ADDRESS);
    const { origin } = request.headers;
    if (request.method === 'OPTIONS') return this.preflight(request, reply, origin);
    const key = await publishableKeysOf(this.tools).living(textOf(request));
    if (!key)
      throw new HttpProblem(
        401,
        'publishable-key-invalid',
        'The publishable key is invalid or revoked.',
        { field: PUBLISHABLE_KEY },
      );
    if (origin !== undefined && !key.origins.includes(origin)) throw notThatOrigin();
    if (origin !== undefined)
      void reply.headers({
        'access-control-allow-origin': origin,
        'access-control-expose-headers': 'retry-after, x-correlation-id',
      });
    this.within(`${key.id} ${request.ip}`, key.requestsPerMinutePerAddress);
    this.within(key.id, key.requestsPerMinute);
    request.publishable = key;
    return true;
  }

  /** Browsers ask without the key whether they may send it: any living key with the origin will do. */
  private async preflight(
    { headers }: KeyedRequest,
    reply: FastifyReply,
    origin: string | undefined,
  ): Promise<boolean> {
    void reply.header('allow', 'GET, HEAD, OPTIONS');
    if (origin === undefined) return true;
    if (!(await publishableKeysOf(this.tools).isOrigin(origin))) throw notThatOrigin();
    void reply.header('access-control-allow-origin', origin);
    if (headers['access-control-request-method'] !== undefined)
      void reply.headers({
        'access-control-allow-methods': 'GET, HEAD',
        'access-control-allow-headers': PAGE_HEADERS,
        'access-control-max-age': String(PREFLIGHT_SECONDS),
      });
    return true;
  }

  private within(what: string, limit: number): void {
    const seconds = this.limiter.over(what, limit, msOfIso(this.tools.facts.now()));
    if (seconds !== undefined)
      throw new HttpProblem(429, 'rate-limited', 'Too many requests. Try again later.', {
        retryAfterSeconds: seconds,
      });
  }
}

const notThatOrigin = () =>
  new HttpProblem(
    403,
    'origin-not-allowed',
    'Pages of this origin are not allowed to use this key.',
    { field: 'Origin' },
  );

/** Out of the header, else the query. */
function textOf({ headers, query }: KeyedRequest): string {
  const sent = headers[PUBLISHABLE_KEY] ?? (query as { key?: unknown } | undefined)?.key;
  return typeof sent === 'string' ? sent : '';
}
