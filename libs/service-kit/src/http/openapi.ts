import {
  PATH_METADATA,
  METHOD_METADATA,
  ROUTE_ARGS_METADATA,
  HTTP_CODE_METADATA,
} from '@nestjs/common/constants.js';
import { RequestMethod } from '@nestjs/common';
import {
  ACCESS,
  RETURNS,
  COMMAND,
  KEYED,
  PRODUCES,
  PUBLIC,
  PUBLISHABLE_KEY,
  type Access,
} from './routes.js';
import { classSchemas, type JsonSchema } from './schemas.js';

type Controller = new (...args: any[]) => unknown;

/** An OpenAPI 3.1 description: plain JSON. */
export interface OpenApi {
  readonly openapi: '3.1.0';
  readonly info: { title: string; version: string; description: string };
  readonly paths: { [path: string]: { [method: string]: JsonSchema } };
  readonly components: { schemas: { [name: string]: JsonSchema }; [part: string]: unknown };
  readonly [part: string]: unknown;
}

/** One route as its decorators declare it. */
export interface Route {
  readonly controller: string;
  readonly handler: string;
  readonly method: string;
  readonly path: string;
  readonly access: Access | undefined;
  readonly open: string | undefined;
  /** A key in the query will do instead of a token, or in the header that is named. */
  readonly keyed: string | boolean;
  readonly command: boolean;
  readonly status: number;
  readonly body: string | undefined;
  readonly query: string | undefined;
  readonly params: readonly string[];
  readonly answer: { shape: new () => object; list: boolean } | undefined;
  /** Media type, when it is not JSON. */
  readonly produces: string | undefined;
}

/** Kinds of handler arguments in Nest's own metadata. */
const QUERY_ARGUMENT = 4;
const BODY_ARGUMENT = 3;

/** The names of the classes of a handler's body and query, where it takes one. */
export function inputOf(
  controller: Controller,
  name: string,
): { body: string | undefined; query: string | undefined } {
  const types = (Reflect.getMetadata('design:paramtypes', controller.prototype as object, name) ??
    []) as (new () => object)[];
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as {
    [key: string]: { index: number; data?: unknown };
  };
  const argument = (kind: number) => {
    const found = Object.entries(args).find(
      ([key, { data }]) => Number(key.split(':')[0]) === kind && data === undefined,
    );
    const type = found && types[found[1].index];
    return type === undefined || PLAIN.has(type) ? undefined : type.name;
  };
  return { body: argument(BODY_ARGUMENT), query: argument(QUERY_ARGUMENT) };
}

/** Built-in types that Nest names where no class of ours stands. */
const PLAIN = new Set<unknown>([String, Number, Boolean, Array, Object]);

/** Every route of these controllers, read from their decorators; also what the access test walks. */
export function routesOf(controllers: readonly Controller[]): Route[] {
  return controllers.flatMap((controller) => {
    const base = String(Reflect.getMetadata(PATH_METADATA, controller) ?? '');
    const prototype = controller.prototype as Record<string, unknown>;
    return Object.getOwnPropertyNames(prototype).flatMap((name): Route[] => {
      const handler = prototype[name];
      if (name === 'constructor' || typeof handler !== 'function') return [];
      const own = Reflect.getMetadata(PATH_METADATA, handler) as string | string[] | undefined;
      if (own === undefined) return [];
      const method = RequestMethod[(Reflect.getMetadata(METHOD_METADATA, handler) as number) ?? 0]!;
      const { body, query } = inputOf(controller, name);
      const metadata = <T>(key: string) =>
        (Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller)) as
          T | undefined;
      return [own]
        .flat()
        .map(
          (one) =>
            `/${[base, one]
              .flatMap((part) => part.split('/'))
              .filter(Boolean)
              .join('/')}`,
        )
        .map((path) => ({
          controller: controller.name,
          handler: name,
          method,
          path,
          access: metadata<Access>(ACCESS),
          open: metadata<string>(PUBLIC),
          keyed: (Reflect.getMetadata(KEYED, handler) as string | true | undefined) ?? false,
          command: Reflect.getMetadata(COMMAND, handler) === true,
          status:
            (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ??
            (method === 'POST' ? 201 : 200),
          body,
          query,
          params: [...path.matchAll(/:(\w+)/g)].map(([, param]) => param!),
          answer: Reflect.getMetadata(RETURNS, handler) as Route['answer'],
          produces: Reflect.getMetadata(PRODUCES, handler) as string | undefined,
        }));
    });
  });
}

const PROBLEM: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; clients may rely on it.' },
    detail: { type: 'string' },
    field: { type: 'string', description: 'The offending field.' },
    expected: { type: 'string' },
    correlationId: { type: 'string' },
  },
};

/** A text of another media type; `one`: what each of its events carries as JSON. */
const text = (mediaType: string, one: JsonSchema | undefined) => ({
  content: {
    [mediaType]: {
      schema: {
        type: 'string',
        ...(one ? { contentMediaType: 'application/json', contentSchema: one } : {}),
      },
    },
  },
});
const json = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** The OpenAPI description of these controllers: paths, permissions and problems from their decorators, schemas from their classes. */
export function openApi(controllers: readonly Controller[], version: string): OpenApi {
  const schemas = classSchemas();
  const used = new Set<string>();
  const paths: OpenApi['paths'] = {};
  for (const route of routesOf(controllers)) {
    // What only passes on is described by those it passes on to; browsers ask for options by themselves.
    if (route.method === 'ALL' || route.method === 'OPTIONS') continue;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route, schemas, used);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chignon',
      version,
      description:
        'The operations core of a hair, beauty and nail salon chain. Every call needs a bearer token; commands need an Idempotency-Key.',
    },
    paths,
    components: {
      schemas: { Problem: PROBLEM, ...closure(used, schemas) },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        key: { type: 'apiKey', in: 'query', name: 'key' },
        publishableKey: { type: 'apiKey', in: 'header', name: PUBLISHABLE_KEY },
      },
    },
    security: [{ token: [] }],
  };
}

function operation(
  route: Route,
  schemas: { [name: string]: JsonSchema },
  used: Set<string>,
): JsonSchema {
  const use = (name: string): JsonSchema => {
    used.add(name);
    return { $ref: `#/components/schemas/${name}` };
  };
  const parameters: JsonSchema[] = route.params.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query ? schemas[route.query] : undefined;
  const required = (query?.['required'] ?? []) as string[];
  for (const [name, schema] of Object.entries(
    (query?.['properties'] ?? {}) as { [name: string]: JsonSchema },
  ))
    parameters.push({ name, in: 'query', required: required.includes(name), schema });
  if (route.command)
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 128 },
    });
  const answer = route.answer && use(route.answer.shape.name);
  const schema: JsonSchema = !route.answer
    ? {}
    : route.answer.list
      ? {
          type: 'object',
          required: ['items'],
          properties: { items: { type: 'array', items: answer }, next: { type: 'string' } },
        }
      : answer!;
  const responses: { [status: string]: unknown } = {
    [route.status]:
      route.status === 204
        ? { description: 'Done' }
        : {
            description: 'Done',
            ...(route.produces ? text(route.produces, answer) : json(schema)),
          },
  };
  if (route.open === undefined)
    Object.assign(responses, {
      400: problem('Cannot be read'),
      401: problem('No valid token'),
      403: problem('Not permitted'),
      404: problem('Not found, or outside your scope'),
      422: problem('Invalid input'),
      429: problem('Too many requests'),
      503: problem('Not possible just now'),
    });
  // What is told without a token, by the provider of a payment for one, is believed for what it carries.
  if (route.open !== undefined && route.method !== 'GET')
    Object.assign(responses, {
      400: problem('Cannot be read, or not signed as it must be'),
      404: problem('Not listened for here'),
      409: problem('Refused by a rule'),
      413: problem('Body too large'),
      415: problem('Not JSON'),
      429: problem('Too many requests'),
      503: problem('Not possible just now'),
    });
  if (route.open === undefined && route.method !== 'GET')
    Object.assign(responses, {
      409: problem('Refused by a rule'),
      412: problem('Changed since it was read'),
      413: problem('Body too large'),
      415: problem('Not JSON'),
      428: problem('If-Match is required'),
    });
  return {
    operationId: `${route.controller.replace(/(Http|Controller)$/, '')}.${route.handler}`,
    tags: [tagOf(route.path)],
    ...(route.access
      ? {
          'x-permission': route.access.permission,
          'x-scope': route.access.store,
          description: `Permission \`${route.access.permission}\`, scope \`${route.access.store}\`.`,
        }
      : { description: route.open, security: [] }),
    ...(route.keyed
      ? {
          security: [
            { token: [] },
            { key: [] },
            ...(route.keyed === true ? [] : [{ publishableKey: [] }]),
          ],
        }
      : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, ...json(use(route.body)) } } : {}),
    responses,
  };
}

/** Routes stand together by context; those of every context, and those of none, apart. */
function tagOf(path: string): string {
  const [, version, context] = path.split('/');
  if (version !== 'v1' || context === undefined) return 'platform';
  return context.startsWith(':') ? 'operations' : context;
}

/** The named schemas and all that they refer to. */
function closure(
  names: ReadonlySet<string>,
  schemas: { [name: string]: JsonSchema },
): { [name: string]: JsonSchema } {
  const found: { [name: string]: JsonSchema } = {};
  const visit = (name: string): void => {
    const schema = schemas[name];
    if (!schema || found[name]) return;
    found[name] = schema;
    for (const [, inner] of JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g))
      visit(inner!);
  };
  names.forEach(visit);
  return found;
}
