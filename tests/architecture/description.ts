import { PATH_METADATA } from '@nestjs/common/constants.js';
import { type ApiTexts, openApi, routesOf, type JsonSchema } from '@chignon/service-kit';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { filesBelow, ROOT, textOf } from './sources.js';

type ControllerClass = new (...args: any[]) => unknown;

/** Every class with `@Controller` in the sources of libs, whether or not a manifest names it. */
export const controllerFiles = filesBelow('libs', '.ts').filter(
  (path) => !path.endsWith('.spec.ts') && /^@Controller\(/m.test(textOf(path)),
);
export const controllers = controllerFiles.flatMap((path) =>
  Object.values(jest.requireActual(join(ROOT, path)) as { [name: string]: unknown }).filter(
    (value): value is ControllerClass =>
      typeof value === 'function' && Reflect.hasMetadata(PATH_METADATA, value),
  ),
);
export const routes = routesOf(controllers);

/** Docstrings of the sources as they are, and the files of classes and handlers. */
export const texts = JSON.parse(
  spawnSync(process.execPath, ['scripts/api-texts.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 16 * 2 ** 20,
  }).stdout,
) as ApiTexts & { readonly files: { readonly [name: string]: string } };

/** The description of every route there is, as it is served. */
export const description = openApi(controllers, '1', texts);
export const schemas = description.components.schemas;

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly 'x-summary-zh-CN'?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly (JsonSchema & { name: string; description?: string })[];
  readonly requestBody?: JsonSchema;
  readonly responses: { readonly [status: string]: JsonSchema };
}
/** Every operation with its method and path. */
export const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    at: `${method.toUpperCase()} ${path}`,
    operation: operation as unknown as Operation,
  })),
);
/** Every named schema's fields. */
export const fields = Object.entries(schemas).flatMap(([shape, schema]) =>
  Object.entries((schema['properties'] ?? {}) as { [field: string]: JsonSchema }).map(
    ([field, property]) => ({ shape, field, property }),
  ),
);
