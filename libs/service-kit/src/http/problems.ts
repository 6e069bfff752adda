import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import {
  ConflictError,
  CorruptionError,
  DuplicateError,
  lookUp,
  optional,
  Refusal,
  type RefusalDetail,
  type RefusalKind,
  UnavailableError,
} from '@chignon/eventing';
import type { FastifyReply } from 'fastify';
import type { Socket } from 'node:net';
import type { Logger } from '../log.js';
import type { ChignonRequest } from './routes.js';

/** RFC 9457 problem details with a stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
  readonly expected?: string;
  readonly correlationId?: string;
  readonly [fact: string]: unknown;
}

/** An answer of the HTTP layer itself, before any rule was asked. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly detail: RefusalDetail = {},
  ) {
    super(message);
  }
}

/** 400: the request cannot be read. */
export const malformed = (code: string, message: string, detail?: RefusalDetail) =>
  new HttpProblem(400, code, message, detail);

const STATUS: { readonly [kind in RefusalKind]: number } = {
  refused: 409,
  'not-found': 404,
  conflict: 409,
  invalid: 422,
  forbidden: 403,
  unavailable: 503,
  precondition: 428,
};

/** Codes of Fastify's own refusals. */
const FASTIFY: {
  readonly [code: string]: [
    number,
    string,
    string,
    { readonly field: string; readonly expected: string }?,
  ];
} = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'The body is larger than this server takes.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'content-type-unsupported',
    'Send application/json.',
    { field: 'Content-Type', expected: 'application/json' },
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'body-missing', 'The body is empty.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    400,
    'content-length-wrong',
    'The body is not as long as announced.',
  ],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'json-malformed', 'The body is not JSON.'],
  FST_ERR_BAD_URL: [400, 'url-malformed', 'The path is not a valid URL path.'],
  FST_ERR_MAX_PARAM_LENGTH: [414, 'path-too-long', 'A part of the path is too long.'],
};

const TITLES: { readonly [status: number]: string } = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not permitted',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request too slow',
  409: 'Refused',
  412: 'Precondition failed',
  413: 'Body too large',
  414: 'Path too long',
  415: 'Unsupported content type',
  422: 'Invalid input',
  428: 'Precondition required',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  502: 'Service away',
  503: 'Unavailable',
  504: 'Service too slow',
};

const build = (
  status: number,
  code: string,
  detail: string,
  more: RefusalDetail = {},
): Problem => ({
  ...more,
  type: `urn:chignon:problem:${code}`,
  title: TITLES[status] ?? 'Error',
  status,
  code,
  detail,
});

/** Any error as a problem; what is not expected becomes a bare 500 that tells nothing but the correlation id. */
export function problemOf(error: unknown, request?: { ifMatch?: number }): Problem {
  if (error instanceof HttpProblem)
    return build(error.status, error.code, error.message, error.detail);
  if (error instanceof Refusal)
    return build(STATUS[error.kind], error.code, error.message, error.detail);
  if (error instanceof ConflictError) {
    if (request?.ifMatch !== undefined)
      return build(
        412,
        'revision-stale',
        'The record was changed after you read it. Read it again.',
        {
          field: 'If-Match',
          ...optional({ actual: error.actual }),
        },
      );
    return build(409, 'changed-meanwhile', 'The record was changed by another request. Try again.');
  }
  if (error instanceof DuplicateError)
    return build(409, 'already-exists', `Another record has the same ${error.index}.`, {
      field: error.index,
    });
  if (error instanceof UnavailableError) return build(503, error.code, error.message);
  if (error instanceof CorruptionError)
    return build(500, 'data-corrupted', 'Stored data is damaged and was not served. Run verify.');
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : lookUp(FASTIFY, code);
  if (known) return build(...known);
  if (statusCode === 429) return build(429, 'rate-limited', 'Too many requests. Try again later.');
  if (error instanceof HttpException) {
    const status = error.getStatus();
    if (status === 404) return build(404, 'route-not-found', 'There is no such route.');
    if (status < 500) return build(status, 'request-refused', error.message);
    if (status === 503)
      return build(503, 'unavailable', 'The service is not ready.', {
        checks: error.getResponse(),
      });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return build(statusCode, 'request-refused', 'The request was refused.');
  return build(
    500,
    'internal-error',
    'An internal error occurred. It was logged under the correlation id.',
  );
}

/** What Node's own parser refuses before there is a request. */
const UNREADABLE: { readonly [code: string]: [number, string, string] } = {
  HPE_HEADER_OVERFLOW: [431, 'headers-too-large', 'The headers are larger than this server takes.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request-too-slow', 'The request did not come in time.'],
};

/** Answers what is no HTTP request, and ends its connection: nothing after it can be trusted. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = build(
    ...(UNREADABLE[error.code ?? ''] ?? [400, 'request-malformed', 'This is not an HTTP request.']),
  );
  const body = JSON.stringify(problem);
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${problem.status} ${problem.title}\r\nConnection: close\r\nContent-Type: application/problem+json; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  socket.destroySoon();
}

/** A service that cannot just now says so once a minute and cause, however many ask. */
class Seldom {
  private readonly said = new Map<string, number>();

  warn(code: string, log: Logger, facts: object): void {
    const now = Date.now();
    if (now - (this.said.get(code) ?? 0) < SELDOM_MS) return;
    this.said.set(code, now);
    log.warn({ ...facts, code }, 'not possible just now');
  }
}

const SELDOM_MS = 60_000;
const full = new Seldom();

/** What a path may be asked by: of a method that it does not know, 405 with those that it does. */
export type MethodsAt = (path: string) => readonly string[];

/** Methods by path, of routes as Nest writes them: `/v1/customers/:customerId`. */
export function methodsAt(
  routes: readonly { readonly method: string; readonly path: string }[],
): MethodsAt {
  const patterns = routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => ({
      method,
      pattern: new RegExp(
        `^${path
          .split('/')
          .map((part) =>
            part.startsWith(':')
              ? '[^/]+'
              : part === '*'
                ? '.*'
                : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
          )
          .join('/')}/?$`,
      ),
    }));
  return (path) =>
    [
      ...new Set(
        patterns
          .filter(({ pattern }) => pattern.test(path))
          .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
      ),
    ].sort();
}

/** The one filter that makes problem details of everything thrown. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly log: Logger,
    private readonly door: { told(error: unknown, request: ChignonRequest): unknown },
    private readonly methods: MethodsAt = () => [],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<ChignonRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(
      this.methodError(error, request) ?? this.door.told(error, request),
      request,
      reply,
      this.log,
    );
  }

  private methodError(error: unknown, { url, method }: ChignonRequest): HttpProblem | undefined {
    if (!(error instanceof HttpException) || error.getStatus() !== 404) return undefined;
    const allowed = this.methods(url.split('?')[0]!);
    if (allowed.length === 0 || allowed.includes(method)) return undefined;
    return new HttpProblem(405, 'method-not-allowed', 'This path does not support this method.', {
      allow: allowed.join(', '),
      expected: allowed.join(', '),
    });
  }
}

/** Sends a problem; used by the filter and by Fastify's own error handler. */
export function sendProblem(
  error: unknown,
  request: ChignonRequest,
  reply: FastifyReply,
  log: Logger,
): void {
  const correlationId = request.chignon?.correlationId ?? String(request.id);
  const problem = problemOf(error, request.chignon);
  if (problem.status === 503)
    full.warn(problem.code, log, {
      correlationId,
      method: request.method,
      route: request.routeOptions?.url,
    });
  else if (problem.status >= 500)
    log.error(
      {
        correlationId,
        method: request.method,
        route: request.routeOptions?.url,
        code: problem.code,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      },
      'failed',
    );
  if (reply.sent) return;
  // What is refused before any hook has these from here.
  void reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  if (problem.status === 405) void reply.header('allow', String(problem['allow']));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  const wait = problem.status === 429 ? problem['retryAfterSeconds'] : undefined;
  if (typeof wait === 'number') void reply.header('retry-after', String(wait));
  if (problem.status === 503) void reply.header('retry-after', '1');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify({ ...problem, correlationId }));
}
