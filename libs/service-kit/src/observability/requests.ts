import { traceparentIn } from '@chignon/eventing';
import type { ChignonRequest } from '../http/routes.js';
import type { Measures } from './measures.js';
import type { OpenStep, OpenTracing } from './tracing.js';

/** The step that a request is, while tracing is on. */
export interface RequestTrace {
  readonly tracing: OpenTracing;
  readonly step: OpenStep;
}

interface Answering {
  readonly statusCode: number;
  readonly elapsedTime: number;
  getHeader(name: string): unknown;
}

interface Server {
  addHook(
    name: 'onRequest',
    hook: (request: ChignonRequest, reply: unknown, done: () => void) => void,
  ): unknown;
  addHook(
    name: 'onResponse',
    hook: (request: ChignonRequest, reply: Answering, done: () => void) => void,
  ): unknown;
}

const MS = 1000;
/** What stands for the pattern of a request that no route takes: its path is the caller's own words. */
const NO_ROUTE = 'none';
const routeOf = (request: ChignonRequest): string => request.routeOptions?.url ?? NO_ROUTE;
const isProbe = (request: ChignonRequest): boolean => request.url.startsWith('/health/');

/** Measures every request by the pattern of its route. Streams of events last as long as their listener stays, and are left out. */
export function measureRequests(server: object, measures: Measures): void {
  (server as Server).addHook('onResponse', (request, reply, done) => {
    if (!String(reply.getHeader('content-type') ?? '').startsWith('text/event-stream'))
      measures.request(request.method, routeOf(request), reply.statusCode, reply.elapsedTime / MS);
    done();
  });
}

/** Makes every request a step: below its caller's, where it brings a `traceparent`. Probes are none. */
export function traceRequests(server: object, tracing: OpenTracing): void {
  (server as Server).addHook('onRequest', (request, _reply, done) => {
    if (!isProbe(request))
      request.trace = {
        tracing,
        step: tracing.begin(
          `${request.method} ${routeOf(request)}`,
          traceparentIn(request.headers['traceparent']),
        ),
      };
    done();
  });
  (server as Server).addHook('onResponse', (request, reply, done) => {
    request.trace?.step.end(
      {
        'http.request.method': request.method,
        'http.route': routeOf(request),
        'http.response.status_code': reply.statusCode,
        'chignon.correlation_id': String(request.id),
      },
      reply.statusCode >= 500,
    );
    done();
  });
}

/** Where a request stands in its trace: its own step, or where tracing is off, its caller's; undefined: it brings none, or none that can be read. */
export const traceparentOf = ({ trace, headers }: ChignonRequest): string | undefined =>
  trace ? trace.step.place : traceparentIn(headers['traceparent']);

/**
 * Passes a request on to another service, as a step of its trace.
 * @param pass is told what to send as `traceparent`; undefined: nothing
 */
export function passedOn<T>(
  request: ChignonRequest,
  name: string,
  pass: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  const place = traceparentOf(request);
  return request.trace
    ? request.trace.tracing.step(name, place, { kind: 'client' }, pass)
    : pass(place);
}
