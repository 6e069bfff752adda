import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { JSONSchema, targetConstructorToSchema } from 'class-validator-jsonschema';

export type JsonSchema = { [key: string]: unknown };

/** The extension of a schema that marks the rows of an import. */
export const ROWS = 'x-rows';

/** The extension of a field of a patch that `null` removes (RFC 7396). */
export const REMOVES = 'x-null-removes';

/** Rows that stand alone: their texts and ids are checked by the handler, since a bad one is refused by itself and stops no other. */
export const RowsStandAlone = () => JSONSchema({ [ROWS]: 'each by itself' });

const EXTRA = Symbol('chignon:schema');

/** What the schema of a field says beyond the rules by which it is validated. Of a list: of each item. */
export const InSchema =
  (extra: JsonSchema): PropertyDecorator =>
  (target, field) =>
    Reflect.defineMetadata(
      EXTRA,
      { ...(Reflect.getMetadata(EXTRA, target, field) as JsonSchema | undefined), ...extra },
      target,
      field,
    );

/** The validation rules of this process, by class. */
const rules = () =>
  (getMetadataStorage() as unknown as { validationMetadatas: ReadonlyMap<unknown, unknown> })
    .validationMetadatas;

const OPTIONS = {
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: '#/components/schemas/',
};

let schemas: { [name: string]: JsonSchema } | undefined;
let classes = 0;
let newest: unknown;

/**
 * Every class with class-validator rules as a JSON Schema, by class name; nested classes refer to each other by
 * `#/components/schemas/<name>`. Fields that a class does not name are refused. The same object until classes are added: a context
 * may be loaded after another was started.
 */
export function classSchemas(): { [name: string]: JsonSchema } {
  const known = rules();
  if (!schemas || classes !== known.size || !known.has(newest)) {
    refuseNamesakes();
    classes = known.size;
    newest = [...known.keys()].at(-1);
    schemas = {};
    // Class by class: the library's way over all of them compares every class with every rule of the process.
    for (const shape of rules().keys())
      if (typeof shape === 'function')
        schemas[shape.name] = {
          ...withFormats(shape, targetConstructorToSchema(shape, OPTIONS) as JsonSchema),
          additionalProperties: false,
        };
  }
  return schemas;
}

/** Dates by their patterns, as they are written in bodies. */
const BY_PATTERN = new Map<unknown, JsonSchema>([
  ['^\\d{4}-\\d\\d-\\d\\d$', { format: 'date' }],
  ['^([01]\\d|2[0-4]):[0-5]\\d$', { 'x-type': 'StoreTime' }],
]);
const INSTANT_PATTERN = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d';
const INT32 = 2 ** 31 - 1;

/** Formats for generators of clients: whole numbers by their bounds, dates and instants by their patterns, and what fields say themselves. */
function withFormats(shape: { readonly prototype?: unknown }, schema: JsonSchema): JsonSchema {
  const properties = (schema['properties'] ?? {}) as { [field: string]: JsonSchema };
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(properties).map(([field, property]) => {
        const extra = Reflect.getMetadata(EXTRA, shape.prototype as object, field) as
          JsonSchema | undefined;
        return [
          field,
          property['items']
            ? { ...property, items: formatted(property['items'] as JsonSchema, extra) }
            : formatted(property, extra),
        ];
      }),
    ),
  };
}

function formatted(schema: JsonSchema, extra: JsonSchema | undefined): JsonSchema {
  const { type, pattern, minimum, maximum } = schema;
  const bounded =
    typeof maximum === 'number' &&
    maximum <= INT32 &&
    !(typeof minimum === 'number' && minimum < -INT32);
  return {
    ...schema,
    ...(type === 'integer' ? { format: bounded ? 'int32' : 'int64' } : {}),
    ...(String(pattern).startsWith(INSTANT_PATTERN)
      ? { format: 'date-time' }
      : BY_PATTERN.get(pattern)),
    ...extra,
  };
}

/** The class that a class extends, by its name; undefined: none, or one without fields. */
export function baseOf(name: string): string | undefined {
  for (const shape of rules().keys())
    if (typeof shape === 'function' && shape.name === name)
      return (Object.getPrototypeOf(shape) as { name?: string }).name || undefined;
  return undefined;
}

/** Schemas are known by class name over the whole platform: two classes of one name would validate each other's bodies. */
function refuseNamesakes(): void {
  const byName = new Map<string, unknown>();
  for (const target of rules().keys()) {
    if (typeof target !== 'function') continue;
    const other = byName.get(target.name);
    if (other && other !== target)
      throw new Error(`two body classes are named ${target.name}: rename one`);
    byName.set(target.name, target);
  }
}
