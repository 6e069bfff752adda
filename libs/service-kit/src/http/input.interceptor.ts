import {
  RequestMethod,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { invalid } from '@chignon/eventing';
import type { Observable } from 'rxjs';
import { Caller } from '../auth/caller.js';
import type { Directory } from '../directory/directory.js';
import { leaveOutReadOnly, readOnlyOf, type ReadOnly } from './documents.js';
import { inputOf } from './route-table.js';
import { MERGE_PATCH, mustPatch } from './patches.js';
import { HttpProblem, malformed } from './problems.js';
import { mustExist } from './references.js';
import {
  ACCESS,
  ANY_CALLER,
  MAKES,
  PATCHES,
  RETURNS,
  type Access,
  type ChignonRequest,
  type Returned,
} from './routes.js';
import { MAX_NAMED } from './texts.js';
import { mustFit } from './validation.js';

interface Shapes {
  readonly body: string | undefined;
  readonly query: string | undefined;
  /** Of a PUT, or a PATCH that is made of it: what its document shows and does not take. */
  readonly readOnly: ReadOnly | undefined;
  /** What comes is merged into the document. */
  readonly patch: boolean;
}

/**
 * What comes in, checked once for every route before its handler is asked: the shape of body and query by their classes,
 * every text, and that ids exist and the caller may see them.
 */
export class InputInterceptor implements NestInterceptor {
  private readonly shapes = new WeakMap<object, Shapes>();

  /** Without a directory (a gateway passes on) ids are looked up by the service behind. */
  constructor(private readonly directory: Directory | undefined) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const handler = context.getHandler();
    const access = (Reflect.getMetadata(ACCESS, handler) ??
      Reflect.getMetadata(ACCESS, context.getClass())) as Access | undefined;
    // What is passed on is checked by the service behind; what is open brings what its sender says.
    const request = context.switchToHttp().getRequest<ChignonRequest>();
    if (access === undefined || access.permission === ANY_CALLER || request.method === 'OPTIONS')
      return next.handle();
    const shapes = this.shapesOf(context.getClass(), handler);
    takeQuery(request, shapes.query);
    takeBody(request, shapes);
    const caller = request.chignon?.caller;
    if (this.directory && caller && caller !== Caller.NOBODY) {
      const { params, query, body } = request as {
        params: { [name: string]: unknown };
        query: unknown;
        body: unknown;
      };
      const writes = request.method !== 'GET' && request.method !== 'HEAD';
      await mustExist(
        {
          params,
          query: { shape: shapes.query, value: query },
          body: { shape: shapes.body, value: body },
          writes,
          makes: Reflect.getMetadata(MAKES, handler) as string | undefined,
        },
        caller,
        this.directory,
      );
    }
    return next.handle();
  }

  private shapesOf(controller: Type<unknown>, handler: { readonly name: string }): Shapes {
    let shapes = this.shapes.get(handler);
    if (!shapes) {
      const { body, query } = inputOf(controller as new () => unknown, handler.name);
      const answer = Reflect.getMetadata(RETURNS, handler) as Returned | undefined;
      const patch = Reflect.hasMetadata(PATCHES, handler);
      const puts = Reflect.getMetadata(METHOD_METADATA, handler) === RequestMethod.PUT;
      const readOnly = puts || patch ? readOnlyOf(body, answer?.shape.name) : undefined;
      this.shapes.set(handler, (shapes = { body, query, readOnly, patch }));
    }
    return shapes;
  }
}

function takeQuery(request: ChignonRequest, shape: string | undefined): void {
  if (shape !== undefined) return mustFit(shape, request.query, 'query');
  const [unknown] = Object.keys((request.query ?? {}) as object);
  if (unknown !== undefined)
    throw invalid('field-unknown', 'The query has an unknown field.', {
      field: unknown.slice(0, MAX_NAMED),
      expected: 'no query',
    });
}

function takeBody(request: ChignonRequest, { body: shape, readOnly, patch }: Shapes): void {
  const isPatch = request.headers['content-type']?.trim().toLowerCase().startsWith(MERGE_PATCH);
  if (isPatch && !patch)
    throw new HttpProblem(415, 'content-type-unsupported', 'This route takes no patch.', {
      field: 'Content-Type',
      expected: 'application/json',
    });
  if (shape === undefined) {
    const { body } = request;
    if (
      body === undefined ||
      body === null ||
      (typeof body === 'object' && Object.keys(body).length === 0)
    )
      return;
    throw invalid('field-unknown', 'This route takes no body.', {
      field: (Object.keys(body as object)[0] ?? 'body').slice(0, MAX_NAMED),
      expected: 'no body',
    });
  }
  // A whole record that is left out would be an empty one.
  if (request.body === undefined && (request.method === 'PUT' || patch))
    throw malformed('body-missing', 'The body is empty.');
  if (readOnly)
    leaveOutReadOnly(request.body, readOnly, request.params as { [name: string]: unknown });
  if (patch) mustPatch(shape, request.body);
  else mustFit(shape, request.body === undefined ? {} : request.body, 'body');
}
