import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';
import { JSONSchema, validationMetadatasToSchemas } from 'class-validator-jsonschema';

export type JsonSchema = { [key: string]: unknown };

/** The extension of a schema that marks the rows of an import. */
export const ROWS = 'x-rows';

/** Rows that stand alone: their texts and ids are checked by the handler, since a bad one is refused by itself and stops no other. */
export const RowsStandAlone = () => JSONSchema({ [ROWS]: 'each by itself' });

let schemas: { [name: string]: JsonSchema } | undefined;

/**
 * Every class with class-validator rules as a JSON Schema, by class name; nested classes refer to each other by
 * `#/components/schemas/<name>`. Fields that a class does not name are refused.
 */
export function classSchemas(): { [name: string]: JsonSchema } {
  if (!schemas) {
    refuseNamesakes();
    schemas = validationMetadatasToSchemas({ classTransformerMetadataStorage: defaultMetadataStorage, refPointerPrefix: '#/components/schemas/' }) as { [name: string]: JsonSchema };
    for (const schema of Object.values(schemas)) schema['additionalProperties'] = false;
  }
  return schemas;
}

/** Schemas are known by class name over the whole platform: two classes of one name would validate each other's bodies. */
function refuseNamesakes(): void {
  const { validationMetadatas } = getMetadataStorage() as unknown as { validationMetadatas: Map<() => unknown, { target: unknown }[]> };
  const byName = new Map<string, unknown>();
  for (const target of validationMetadatas.keys()) {
    if (typeof target !== 'function') continue;
    const other = byName.get(target.name);
    if (other && other !== target) throw new Error(`two body classes are named ${target.name}: rename one`);
    byName.set(target.name, target);
  }
}
