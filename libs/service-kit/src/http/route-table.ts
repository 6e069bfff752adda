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
  PATCHES,
  PRODUCES,
  PUBLIC,
  type Access,
  type Patches,
  type Returned,
} from './routes.js';

export type Controller = new (...args: any[]) => unknown;

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
  readonly answer: Returned | undefined;
  /** Media type, when it is not JSON. */
  readonly produces: string | undefined;
  /** Of a PATCH that is made of the GET and PUT of its document. */
  readonly patches: Patches | undefined;
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
          answer: Reflect.getMetadata(RETURNS, handler) as Returned | undefined,
          produces: Reflect.getMetadata(PRODUCES, handler) as string | undefined,
          patches: Reflect.getMetadata(PATCHES, handler) as Patches | undefined,
        }));
    });
  });
}
