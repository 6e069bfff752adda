import {
  All,
  Controller,
  HttpCode,
  Inject,
  Post,
  Req,
  Res,
  StreamableFile,
  type OnModuleDestroy,
} from '@nestjs/common';
import {
  Allow,
  ANY_CALLER,
  FormBody,
  HttpProblem,
  Open,
  OrKey,
  passedOn,
  PUBLISHABLE_KEY,
  RawBody,
  type ChignonRequest,
} from '@chignon/service-kit';
import { notFound, optional } from '@chignon/eventing';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

export const SERVICES = 'gateway:services';

/** Longer than any service's own limit. */
const TIMEOUT_MS = 35_000;
export const EVENT_STREAM = 'text/event-stream';
/** What callers tell services; hop-by-hop headers and cookies stay here. */
const PASSED_ON = [
  'authorization',
  PUBLISHABLE_KEY,
  'content-type',
  'idempotency-key',
  'if-match',
  'last-event-id',
  'accept-language',
  'origin',
  'access-control-request-method',
  'access-control-request-headers',
];
/** What stands over a body that is signed. */
const SIGNED = ['content-type', 'stripe-signature'];
const PASSED_BACK = [
  'content-type',
  'etag',
  'location',
  'retry-after',
  'www-authenticate',
  'x-accel-buffering',
  'allow',
  'vary',
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
  'content-security-policy',
  'referrer-policy',
];

export interface Forwarded {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Instead of a body: events, as they come and for as long as somebody reads them. */
  readonly events?: Readable;
}

/** One request to a service. @throws HttpProblem 502 when it is away, 504 when it is too slow; the command's key makes a retry safe. */
export async function forward(
  baseUrl: string,
  request: {
    method: string;
    path: string;
    headers: Record<string, string>;
    body?: string | Buffer;
  },
): Promise<Forwarded> {
  const patience = new AbortController();
  const timer = setTimeout(
    () => patience.abort(new DOMException('too slow', 'TimeoutError')),
    TIMEOUT_MS,
  );
  try {
    const response = await fetch(new URL(request.path, baseUrl), {
      method: request.method,
      headers: request.headers,
      signal: patience.signal,
      ...(request.body === undefined
        ? {}
        : { body: request.body as string | Uint8Array<ArrayBuffer> }),
    });
    const headers = Object.fromEntries(
      PASSED_BACK.flatMap((name) =>
        response.headers.has(name) ? [[name, response.headers.get(name)!]] : [],
      ),
    );
    const streams = response.body !== null && headers['content-type']?.startsWith(EVENT_STREAM);
    return {
      status: response.status,
      headers,
      ...(streams
        ? { body: '', events: Readable.fromWeb(response.body as ReadableStream) }
        : { body: await response.text() }),
    };
  } catch (error) {
    if ((error as Error).name === 'TimeoutError')
      throw new HttpProblem(
        504,
        'service-too-slow',
        'The service did not answer in time. Try again with the same `Idempotency-Key`.',
      );
    throw new HttpProblem(
      502,
      'service-away',
      'The service cannot be reached. Try again with the same `Idempotency-Key`.',
    );
  } finally {
    clearTimeout(timer);
  }
}

/** Passes every request on to the service of its context. The service verifies the token again, or the key, and decides. */
@Controller('v1')
export class ForwardController implements OnModuleDestroy {
  /** Events on their way: they would go on for as long as their listener stays, so a stop ends them. */
  private readonly flowing = new Set<Readable>();

  constructor(
    @Inject(SERVICES) private readonly services: { readonly [context: string]: string },
  ) {}

  @All(['/:context', '/:context/*'])
  @Allow(ANY_CALLER, { store: 'nothing' })
  @OrKey(PUBLISHABLE_KEY)
  async pass(
    @Req() request: ChignonRequest & { expand?: string },
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { context } = request.params as { context: string };
    const base = this.services[context];
    if (!base) throw notFound('route-not-found', 'There is no such route.');
    const headers: Record<string, string> = {
      'x-correlation-id': String(request.id),
      'x-forwarded-for': request.ip,
    };
    for (const name of PASSED_ON)
      if (typeof request.headers[name] === 'string') headers[name] = request.headers[name];
    const url = new URL(request.url, base);
    url.searchParams.delete('expand');
    const answer = await passedOn(request, `forward ${context}`, (traceparent) =>
      forward(base, {
        method: request.method,
        path: `${url.pathname}${url.search}`,
        headers: { ...headers, ...optional({ traceparent }) },
        ...(request.body === undefined || request.body === null
          ? {}
          : { body: JSON.stringify(request.body) }),
      }),
    );
    void reply.status(answer.status).headers(answer.headers);
    if (answer.events) return new StreamableFile(this.flow(answer.events));
    if (answer.body === '') return undefined;
    return answer.headers['content-type']?.includes('json')
      ? (JSON.parse(answer.body) as unknown)
      : answer.body;
  }

  /**
   * Take a payment provider's news. It is passed on byte for byte, since it is signed so; the service behind checks the signature.
   * @param provider The payment provider, by the name under which the service knows it.
   * @zh 接收支付渠道回调通知
   */
  @Post('/:context/payments/:provider/webhook')
  @HttpCode(200)
  @Open('The provider sends no token: the service behind checks the signature.')
  @RawBody()
  async passSignedWebhook(
    @Req() request: ChignonRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { context } = request.params as { context: string };
    return this.passOpen(request, reply, context, SIGNED);
  }

  /**
   * Take what the link of a mail says to unsubscribe: the page, the button of the page, and the one click of mail programs (RFC 8058). The service behind
   * checks the key in the query.
   * @zh 接收邮件退订请求
   */
  @All('/customers/unsubscribe')
  @Open('Whoever reads the mail has no token: the service behind checks the key of the link.')
  @FormBody()
  passUnsubscribe(
    @Req() request: ChignonRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.passOpen(request, reply, 'customers', ['content-type']);
  }

  /** A request without a token, byte for byte, with these headers of its own. */
  private async passOpen(
    request: ChignonRequest,
    reply: FastifyReply,
    context: string,
    own: readonly string[],
  ): Promise<unknown> {
    const base = this.services[context];
    if (!base) throw notFound('route-not-found', 'There is no such route.');
    const headers: Record<string, string> = {
      'x-correlation-id': String(request.id),
      'x-forwarded-for': request.ip,
    };
    for (const name of own)
      if (typeof request.headers[name] === 'string') headers[name] = request.headers[name];
    const { pathname, search } = new URL(request.url, base);
    const answer = await passedOn(request, `forward ${context}`, (traceparent) =>
      forward(base, {
        method: request.method,
        path: `${pathname}${search}`,
        headers: { ...headers, ...optional({ traceparent }) },
        ...(Buffer.isBuffer(request.body) ? { body: request.body } : {}),
      }),
    );
    void reply.status(answer.status).headers(answer.headers);
    return answer.headers['content-type']?.includes('json')
      ? (JSON.parse(answer.body) as unknown)
      : answer.body;
  }

  onModuleDestroy(): void {
    for (const events of this.flowing) events.destroy();
  }

  private flow(events: Readable): Readable {
    this.flowing.add(events);
    return events.once('close', () => this.flowing.delete(events));
  }
}
