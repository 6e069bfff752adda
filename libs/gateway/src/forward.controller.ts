import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import { Allow, ANY_CALLER, HttpProblem, type ChignonRequest } from '@chignon/service-kit';
import { notFound } from '@chignon/eventing';
import type { FastifyReply } from 'fastify';

export const SERVICES = 'gateway:services';

/** Longer than any service's own limit. */
const TIMEOUT_MS = 35_000;
/** What callers tell services; hop-by-hop headers and cookies stay here. */
const PASSED_ON = ['authorization', 'content-type', 'idempotency-key', 'if-match', 'accept-language'];
const PASSED_BACK = ['content-type', 'etag', 'location', 'retry-after', 'www-authenticate'];

export interface Forwarded {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** One request to a service. @throws HttpProblem 502 when it is away, 504 when it is too slow; the command's key makes a retry safe. */
export async function forward(baseUrl: string, request: { method: string; path: string; headers: Record<string, string>; body?: string }): Promise<Forwarded> {
  try {
    const response = await fetch(new URL(request.path, baseUrl), { method: request.method, headers: request.headers, signal: AbortSignal.timeout(TIMEOUT_MS), ...(request.body === undefined ? {} : { body: request.body }) });
    return { status: response.status, headers: Object.fromEntries(PASSED_BACK.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)!]] : []))), body: await response.text() };
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') throw new HttpProblem(504, 'service-too-slow', 'The service behind did not answer in time. Try again with the same Idempotency-Key.');
    throw new HttpProblem(502, 'service-away', 'The service behind cannot be reached. Try again with the same Idempotency-Key.');
  }
}

/** Passes every request on to the service of its context. The service verifies the token again and decides. */
@Controller('v1')
export class ForwardController {
  constructor(@Inject(SERVICES) private readonly services: { readonly [context: string]: string }) {}

  @All(['/:context', '/:context/*'])
  @Allow(ANY_CALLER, { store: 'inside' })
  async pass(@Req() request: ChignonRequest & { expand?: string }, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { context } = request.params as { context: string };
    const base = this.services[context];
    if (!base) throw notFound('route-not-found', 'There is no such route.');
    const headers: Record<string, string> = { 'x-correlation-id': String(request.id) };
    for (const name of PASSED_ON) if (typeof request.headers[name] === 'string') headers[name] = request.headers[name];
    const url = new URL(request.url, base);
    url.searchParams.delete('expand');
    const answer = await forward(base, { method: request.method, path: `${url.pathname}${url.search}`, headers, ...(request.body === undefined || request.body === null ? {} : { body: JSON.stringify(request.body) }) });
    void reply.status(answer.status).headers(answer.headers);
    if (answer.body === '') return undefined;
    return answer.headers['content-type']?.includes('json') ? (JSON.parse(answer.body) as unknown) : answer.body;
  }
}
