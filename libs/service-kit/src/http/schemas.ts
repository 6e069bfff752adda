import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { JSONSchema, targetConstructorToSchema } from 'class-validator-jsonschema';

export type JsonSchema = { [key: string]: unknown };

/** The extension of a schema that marks the rows of an import. */
export const ROWS = 'x-rows';

/** Rows that stand alone: their texts and ids are checked by the handler, since a bad one is refused by itself and stops no other. */
export const RowsStandAlone = () => JSONSchema({ [ROWS]: 'each by itself' });

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

/**
 * Every class with class-validator rules as a JSON Schema, by class name; nested classes refer to each other by
 * `#/components/schemas/<name>`. Fields that a class does not name are refused. The same object until classes are added: a context
 * may be loaded after another was started.
 */
export function classSchemas(): { [name: string]: JsonSchema } {
  if (!schemas || classes !== rules().size) {
    refuseNamesakes();
    classes = rules().size;
    schemas = {};
    // Class by class: the library's way over all of them compares every class with every rule of the process.
    for (const shape of rules().keys())
      if (typeof shape === 'function')
        schemas[shape.name] = targetConstructorToSchema(shape, OPTIONS) as JsonSchema;
    for (const schema of Object.values(schemas)) schema['additionalProperties'] = false;
  }
  return schemas;
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
