import { optional } from '@chignon/eventing';
import {
  HttpProblem,
  traceparentOf,
  type ChignonRequest,
  type Platform,
} from '@chignon/service-kit';
import { forward } from './forward.controller.js';

type Server = ReturnType<ReturnType<Platform['app']['getHttpAdapter']>['getInstance']>;

/** One request to a context, in the same process or over HTTP. */
export interface ContextRequest {
  readonly context: string;
  readonly method: 'GET' | 'POST';
  /** From `/v1/` on. */
  readonly path: string;
  readonly key?: string;
  readonly body?: object;
}

export interface ContextAnswer {
  readonly status: number;
  readonly body: any;
}

/**
 * The problem of a context as the gateway's own: the same status and code, and what else it says, but for what an answer has of its own (title, correlation).
 * @param otherwise of an answer that names no code
 * @param more facts that the gateway adds
 */
export function problemOf(
  { status, body }: ContextAnswer,
  otherwise: { readonly code: string; readonly detail: string },
  more: object = {},
): HttpProblem {
  const {
    code = otherwise.code,
    detail = otherwise.detail,
    type: _,
    title: _title,
    status: _status,
    correlationId: _id,
    ...facts
  } = body;
  return new HttpProblem(status, code, detail, { ...facts, ...more });
}

/** Asks contexts on behalf of a caller: each of them verifies the token again, and decides. */
export interface Dispatch {
  readonly contexts: readonly string[];
  /** A context that is away is an answer too: 502, or 504 when it is too slow. */
  ask(request: ChignonRequest, asked: ContextRequest): Promise<ContextAnswer>;
}

/** Injection token. */
export const DISPATCH = 'gateway:dispatch';
/** Injection token of the platform's clock. */
export const FACTS = 'gateway:facts';

const headersOf = (
  request: ChignonRequest,
  { key, body }: ContextRequest,
): Record<string, string> => {
  const traceparent = traceparentOf(request);
  return {
    authorization: request.headers.authorization ?? '',
    'x-correlation-id': String(request.id),
    'x-forwarded-for': request.ip,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...optional({ traceparent }),
  };
};

/** What is no JSON comes from something in between, which knows nothing of what was asked. */
function parsed(status: number, text: string): ContextAnswer {
  try {
    return { status, body: text === '' ? {} : JSON.parse(text) };
  } catch {
    return { status: Math.max(status, 502), body: {} };
  }
}

/** Contexts of the same process, without a network hop. */
export const dispatchLocally = (contexts: readonly string[], server: Server): Dispatch => ({
  contexts,
  ask: async (request, asked) => {
    const answer = await server.inject({
      method: asked.method,
      url: asked.path,
      headers: headersOf(request, asked),
      ...(asked.body === undefined ? {} : { payload: JSON.stringify(asked.body) }),
    });
    return parsed(answer.statusCode, answer.payload);
  },
});

/** Services of a cluster. */
export const dispatchRemotely = (services: { readonly [context: string]: string }): Dispatch => ({
  contexts: Object.keys(services),
  ask: async (request, asked) => {
    try {
      const answer = await forward(services[asked.context]!, {
        method: asked.method,
        path: asked.path,
        headers: headersOf(request, asked),
        ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
      });
      return parsed(answer.status, answer.body);
    } catch (error) {
      if (!(error instanceof HttpProblem)) throw error;
      const { status, code, message, detail } = error;
      return { status, body: { ...detail, code, detail: message } };
    }
  },
});
