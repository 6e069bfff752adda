import {
  applyDecorators,
  createParamDecorator,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { CommandMetadata } from '@chignon/eventing';
import { deriveId, HashedInput, optional } from '@chignon/eventing';
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller.js';
import type { Identity } from './door.js';
import { traceparentOf, type RequestTrace } from '../observability/requests.js';
import { malformed } from './problems.js';

/**
 * Where the store of the scope check stands. `chain`: the caller needs the whole chain. `narrowed`: what is asked for lies
 * in a store that only the handler finds out, and narrows by. `nothing`: there is nothing to narrow, the answer is the
 * same for every caller of the chain.
 */
export type ScopeSource =
  'chain' | 'narrowed' | 'nothing' | `body.${string}` | `query.${string}` | `params.${string}`;

export interface Access {
  readonly permission: string;
  readonly store: ScopeSource;
}

export const ACCESS = 'chignon:access';
export const PUBLIC = 'chignon:public';
export const KEYED = 'chignon:keyed';
export const COMMAND = 'chignon:command';
export const RETURNS = 'chignon:answers';
export const MAKES = 'chignon:makes';
export const KEEPS = 'chignon:keeps';
export const PRODUCES = 'chignon:produces';
export const PATCHES = 'chignon:patches';

/** The handlers that a PATCH of a document is made of (`Patched`), and the class of the whole document. */
export interface Patches {
  readonly get: string;
  readonly put: string;
  readonly body: string;
}

/** Any valid token will do: the service behind checks the rest. */
export const ANY_CALLER = 'any-caller';

/** Who may call a route, and on whose behalf. A route without `Allow` or `Open` answers no caller. */
export const Allow = (permission: string, scope: { store: ScopeSource }) =>
  SetMetadata(ACCESS, { permission, store: scope.store } satisfies Access);

/** A route for everybody, without a token (health, documents of the interface). Say why. */
export const Open = (why: string) => SetMetadata(PUBLIC, why);

/**
 * A route that a `key` in the query opens too, for programs that cannot send a token, or a header where one is named. The
 * handler checks the key; who comes with one is nobody: without roles, and seeing no store. So is who only asks for the
 * options of such a route, as browsers do beforehand, without any header of theirs.
 */
export const OrKey = (header?: string) => SetMetadata(KEYED, header ?? true);

/** Names the parameter of the path whose store, customer or product the route makes: it is unknown before. */
export const Makes = (param: string) => SetMetadata(MAKES, param);

/** Where a web page sends its publishable key. */
export const PUBLISHABLE_KEY = 'x-publishable-key';

/**
 * A command: it needs an `Idempotency-Key` header. `answer: 'kept'`: a repeat is answered with the very first answer, where doing it
 * again would tell another story (rows that were imported are then there already).
 */
export const Command = ({ answer }: { answer?: 'kept' } = {}) =>
  applyDecorators(SetMetadata(COMMAND, true), SetMetadata(KEEPS, answer === 'kept'));

/** The body reaches the handler as the bytes that came (`request.body` is a Buffer): for signatures over them. Such a body is not looked at before. */
export const RawBody = () => RouteConfig({ rawBody: true });

/** The body may be a form, as browsers and mail programs send it, or any bytes of those types: it reaches the handler unread, as a Buffer. Other routes take no forms. */
export const FormBody = () => RouteConfig({ formBody: true });

/** What a route answers with. */
export interface Returned {
  readonly shape: new () => object;
  readonly list: boolean;
}

/** The class of the answer, for the API description. `list`: `{ items: […], next? }`. */
export const Returns = (shape: new () => object, options: { list?: boolean } = {}) =>
  SetMetadata(RETURNS, { shape, list: options.list ?? false } satisfies Returned);

/** The media type of an answer that is not JSON. Of `text/event-stream`, `Answers` names what the data of one event is. */
export const Produces = (mediaType: string) => SetMetadata(PRODUCES, mediaType);

/** Injection token of a context's `Tools`. */
export const TOOLS = (context: string) => `tools:${context}`;

/** What the guard found out about a request. */
export interface RequestState {
  caller: Caller;
  correlationId: string;
  /** Stands for the caller in events, without telling who it is. */
  pseudonym: string;
  /** Unique for caller, route and key. */
  commandId?: string;
  /** The command id of a route that asks for no key: each request is a command of its own, whatever correlation id it brings. */
  unkeyedCommandId?: string;
  ifMatch?: number;
  /** Hash of a command's parameters and body. */
  input?: string;
}

export type ChignonRequest = FastifyRequest & {
  chignon?: RequestState;
  identity?: Identity;
  trace?: RequestTrace;
};

/** Who asks, and how a command of theirs is caused. */
export interface RequestContext {
  readonly caller: Caller;
  readonly correlationId: string;
  /** Who asks, as it stands in events: `user:` and a pseudonym. */
  readonly actor: string;
  /** The operation that is asked for, as the API description names it: `getCustomer`. */
  readonly operation: string;
  /** Revision from `If-Match`. */
  readonly ifMatch: number | undefined;
  /** The cause of a command; `input` defaults to the request's parameters and body. */
  cause(more?: { storeId?: string; input?: unknown; effectiveAt?: string }): CommandMetadata;
}

export const Ctx = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext => {
  const request = context.switchToHttp().getRequest<ChignonRequest>();
  const state = request.chignon!;
  const traceparent = traceparentOf(request);
  return {
    caller: state.caller,
    correlationId: state.correlationId,
    actor: `user:${state.pseudonym}`,
    operation: context.getHandler().name,
    ifMatch: state.ifMatch,
    cause: (more = {}) => ({
      commandId: state.commandId ?? (state.unkeyedCommandId ??= randomUUID()),
      actor: `user:${state.pseudonym}`,
      correlationId: state.correlationId,
      input:
        state.input !== undefined && (more.input === undefined || more.input === request.body)
          ? new HashedInput(state.input)
          : [request.params, more.input ?? request.body ?? null],
      ...optional({
        storeId: more.storeId,
        effectiveAt: more.effectiveAt,
        expected: state.ifMatch,
        traceparent,
      }),
    }),
  };
});

/** A key is 1 to 128 visible ASCII characters. */
const KEY = /^[\x21-\x7e]{1,128}$/;

/** The command id of a request: the key, made unique for the caller and the route. */
export function commandIdOf(
  key: string | string[] | undefined,
  subject: string,
  route: string,
): string {
  if (key === undefined || key === '')
    throw malformed('idempotency-key-missing', 'This command needs an `Idempotency-Key` header.', {
      field: 'Idempotency-Key',
      expected: 'a value unique to the command, the same on every retry',
    });
  if (typeof key !== 'string' || !KEY.test(key))
    throw malformed('idempotency-key-malformed', 'The `Idempotency-Key` is malformed.', {
      field: 'Idempotency-Key',
      expected: '1 to 128 visible ASCII characters',
    });
  return deriveId(`${subject}|${route}|${key}`);
}

/** The revision an `If-Match` header names. */
export function revisionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = /^"(\d{1,15})"$/.exec(header.trim());
  if (!match)
    throw malformed('if-match-malformed', 'The `If-Match` header is not an ETag of this service.', {
      field: 'If-Match',
      expected: '"<revision>", as returned in an ETag',
    });
  return Number(match[1]);
}
