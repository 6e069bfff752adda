import { RequestMethod } from '@nestjs/common';
import {
  CUSTOM_ROUTE_ARGS_METADATA,
  HTTP_CODE_METADATA,
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { ConflictError, invalid, optional } from '@chignon/eventing';
import { leaveOutReadOnly, partOf, propertiesOf, readOnlyOf } from './documents.js';
import { HttpProblem } from './problems.js';
import { inputOf, type Controller } from './route-table.js';
import {
  ACCESS,
  PATCHES,
  RETURNS,
  type Access,
  type Patches,
  type RequestContext,
  type Returned,
} from './routes.js';
import { classSchemas } from './schemas.js';
import { MAX_NAMED } from './texts.js';
import { mustFit } from './validation.js';

/*
 * PATCH of a document (RFC 7396): what GET gives, with what is sent merged into it, goes to PUT. Whatever PUT checks, refuses and
 * tells others holds for PATCH, for it is the same handler.
 */

/** The media type of a patch. */
export const MERGE_PATCH = 'application/merge-patch+json';

type Handler = (this: unknown, ...given: unknown[]) => Promise<unknown>;
type Argument = { readonly index: number; readonly data?: unknown; readonly factory?: unknown };
type Holder = { [field: string]: unknown };

/** So often a patch without `If-Match` is merged anew into what somebody else has written meanwhile. */
const MAX_TRIES = 5;

/**
 * Gives the documents of a controller a PATCH each, beside the PUTs that are named: `putStaff` becomes `patchStaff`. The GET is the
 * one of the same path. For documents whose GET gives what was set, not what holds by inheritance: a patch would set all of that.
 */
export const Patched =
  <P extends string>(...puts: P[]) =>
  (controller: abstract new (...args: never[]) => { [name in P]: unknown }): void => {
    for (const put of puts) addPatch(controller as unknown as Controller, put);
  };

function addPatch(controller: Controller, put: string): void {
  const prototype = controller.prototype as { [name: string]: Handler };
  const write = prototype[put]!;
  const path = Reflect.getMetadata(PATH_METADATA, write) as string;
  const get = Object.getOwnPropertyNames(prototype).find(
    (name) =>
      name !== 'constructor' &&
      Reflect.getMetadata(PATH_METADATA, prototype[name]!) === path &&
      Reflect.getMetadata(METHOD_METADATA, prototype[name]!) === RequestMethod.GET,
  );
  const { body } = inputOf(controller, put);
  if (get === undefined || body === undefined || !put.startsWith('put'))
    throw new Error(`${controller.name}.${put} has no GET of its path beside it, or no body`);
  const read = prototype[get]!;
  const [takes, asks] = [put, get].map((name) => argumentsOf(controller, name)) as [
    Arguments,
    Arguments,
  ];
  const name = put.replace(/^put/, 'patch');
  const bodyAt = takes.find(({ kind }) => kind === BODY)!.index;
  const shown = (Reflect.getMetadata(RETURNS, write) as Returned).shape.name;
  const needed = (Reflect.getMetadata(ACCESS, read) as Access).permission;

  const patch: Handler = async function (...given) {
    const contextAt = takes.find(({ index }) => isContext(given[index]))!.index;
    const request = given[contextAt] as RequestContext;
    // Its answer shows the whole document.
    if (!request.caller.may(needed))
      throw new HttpProblem(403, 'permission-missing', 'Your role does not permit this.', {
        permission: needed,
      });
    const asking = asks.map(({ kind, data, factory }) => {
      const same = takes.find(
        (one) => one.kind === kind && one.data === data && one.factory === factory,
      );
      return same ? given[same.index] : kind === QUERY && data === undefined ? {} : undefined;
    });
    for (let tries = 1; ; tries++) {
      const current = JSON.parse(JSON.stringify(await read.apply(this, asking))) as Holder;
      const revision = current['revision'] as number | undefined;
      const expected = request.ifMatch ?? revision;
      const whole = merged(documentIn(current, body, shown), given[bodyAt] as Holder);
      mustFit(body, whole, 'body');
      const writing = [...given];
      writing[bodyAt] = whole;
      writing[contextAt] = expecting(request, expected);
      try {
        return await write.apply(this, writing);
      } catch (error) {
        if (
          !(error instanceof ConflictError) ||
          request.ifMatch !== undefined ||
          tries >= MAX_TRIES
        )
          throw error;
      }
    }
  };

  Object.defineProperty(patch, 'name', { value: name });
  for (const key of Reflect.getMetadataKeys(write) as string[])
    Reflect.defineMetadata(key, Reflect.getMetadata(key, write), patch);
  Reflect.defineMetadata(METHOD_METADATA, RequestMethod.PATCH, patch);
  Reflect.defineMetadata(HTTP_CODE_METADATA, 200, patch);
  Reflect.defineMetadata(PATCHES, { get, put, body } satisfies Patches, patch);
  for (const [key, holder] of [
    [ROUTE_ARGS_METADATA, controller],
    ['design:paramtypes', prototype],
  ] as const)
    Reflect.defineMetadata(key, Reflect.getMetadata(key, holder, put), holder, name);
  Object.defineProperty(prototype, name, { value: patch, writable: true, configurable: true });
}

/** Kinds of handler arguments in Nest's own metadata. */
const BODY = '3';
const QUERY = '4';

type Arguments = readonly (Argument & { readonly kind: string })[];

/** What a handler takes, in order. */
function argumentsOf(controller: Controller, name: string): Arguments {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as {
    readonly [key: string]: Argument;
  };
  return Object.entries(args)
    .map(([key, { index, data, factory }]) => {
      const kind = key.includes(CUSTOM_ROUTE_ARGS_METADATA) ? 'own' : key.split(':')[0]!;
      return { kind, index, data, factory };
    })
    .sort((a, b) => a.index - b.index);
}

const isContext = (given: unknown): boolean =>
  typeof (given as Partial<RequestContext> | undefined)?.cause === 'function';

/** The request, about to write what was read at a revision. The command is what was sent, not what came of it: a repeat is the same. */
const expecting = (request: RequestContext, expected: number | undefined): RequestContext => ({
  ...request,
  ifMatch: expected,
  cause: (more = {}) => {
    const { input: _, ...others } = more;
    return { ...request.cause(others), ...optional({ expected }) };
  },
});

/** What PUT takes of what GET gives. */
function documentIn(current: Holder, body: string, shown: string): Holder {
  leaveOutReadOnly(current, readOnlyOf(body, shown));
  return current;
}

/** RFC 7396: objects are merged, `null` takes away, everything else (lists too) is replaced. */
export function merged(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(document) ? Object.entries(document) : []);
  for (const [field, value] of Object.entries(patch))
    if (value === null) result.delete(field);
    else result.set(field, merged(result.get(field), value));
  return Object.fromEntries(result);
}

const isObject = (value: unknown): value is Holder =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * Checks a patch before it is merged: an object of known fields, `null` only where a field may be left out. Types are checked of what
 * comes of it.
 * @throws Refusal 422 `field-unknown`, `field-invalid`
 */
export function mustPatch(shape: string, patch: unknown, within = ''): asserts patch is Holder {
  if (!isObject(patch))
    throw invalid('field-invalid', 'A field of the body is not as expected.', {
      field: within === '' ? 'body' : within,
      expected: 'an object with what changes',
    });
  const properties = propertiesOf(shape);
  const required = (classSchemas()[shape]?.['required'] ?? []) as string[];
  for (const [name, value] of Object.entries(patch)) {
    const field = within === '' ? name : `${within}.${name}`;
    if (!Object.hasOwn(properties, name))
      throw invalid('field-unknown', 'The body has a field that is not known here.', {
        field: field.slice(0, MAX_NAMED),
        expected: 'only documented fields',
      });
    if (value === null && required.includes(name))
      throw invalid('field-invalid', 'A required field cannot be taken away.', {
        field,
        expected: 'a value',
      });
    const part = properties[name]!['items'] === undefined ? partOf(properties[name]!) : undefined;
    if (part !== undefined && value !== null) mustPatch(part, value, field);
  }
}
