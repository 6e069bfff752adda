import { optional } from '@chignon/eventing';
import { textOfName, type ApiTexts } from './api-texts.js';
import { partOf, readOnlyOf, type ReadOnly } from './documents.js';
import type { JsonSchema } from './schemas.js';

type Schemas = { [name: string]: JsonSchema };

/** Types that have a name of their own in the description, since no format of JSON Schema says what they mean. */
export const NAMED_TYPES: Schemas = {
  StoreTime: {
    type: 'string',
    pattern: '^([01]\\d|2[0-4]):[0-5]\\d$',
    description:
      "A time of a store's wall clock, `HH:MM`, without a zone: the store's own zone is meant. `24:00` is the end of the day.",
    examples: ['09:30'],
  },
  StoreDateTime: {
    type: 'string',
    minLength: 16,
    maxLength: 40,
    description:
      "ISO 8601: an instant (`2031-03-03T15:00:00Z`), a time with its offset (`2031-03-03T10:00-05:00`), or a date and time of the store's wall clock without any (`2031-03-03T10:00`).",
    examples: ['2031-03-03T10:00'],
  },
};

const PREFIX = '#/components/schemas/';
const REFERENCE = /#\/components\/schemas\/(\w+)/g;

/** The named schemas and all that they refer to. */
export function closure(names: Iterable<string>, schemas: Schemas): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const schema = schemas[name];
    if (!schema || found.has(name)) return;
    found.add(name);
    for (const [, inner] of JSON.stringify(schema).matchAll(REFERENCE)) visit(inner!);
  };
  for (const name of names) visit(name);
  return found;
}

/** What the names of two sets of schemas are used for: what is sent is closed, what is answered may grow. */
export interface Uses {
  readonly sent: ReadonlySet<string>;
  readonly answered: ReadonlySet<string>;
}

/**
 * Schemas as the description shows them: with their descriptions, wall clocks by their named types, and, where they are answered
 * alone, enums open and without the patterns that a format already says.
 * @param baseOf the class that a class extends, for docstrings of inherited fields
 * @param documents by the bodies of documents: the class of their answers, whose further fields are for reading alone
 */
export function describedSchemas(
  { sent, answered }: Uses,
  schemas: Schemas,
  texts: ApiTexts,
  baseOf: (shape: string) => string | undefined,
  documents: ReadonlyMap<string, string> = new Map(),
): Schemas {
  const readOnly = readOnlyFields(documents, schemas);
  const shown: Schemas = {};
  for (const name of [...new Set([...sent, ...answered])].sort()) {
    const schema = schemas[name]!;
    const properties = (schema['properties'] ?? {}) as Schemas;
    shown[name] = {
      ...schema,
      ...optional({ description: texts.classes[name] }),
      properties: Object.fromEntries(
        Object.entries(properties).map(([field, property]) => [
          field,
          described(
            sent.has(name) ? property : opened(property),
            fieldText(name, field, texts, baseOf),
          ),
        ]),
      ),
    };
    for (const [field, from] of readOnly.get(name) ?? [])
      (shown[name]!['properties'] as Schemas)[field] = {
        ...described(
          opened((schemas[from]!['properties'] as Schemas)[field]!),
          fieldText(from, field, texts, baseOf),
        ),
        readOnly: true,
      };
  }
  return shown;
}

/** By the bodies of documents and of their parts: the fields that are for reading alone, with the class that shows them. */
function readOnlyFields(
  documents: ReadonlyMap<string, string>,
  schemas: Schemas,
): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  const note = (body: string, answer: string, { fields, within }: ReadOnly): void => {
    const known = found.get(body) ?? new Map<string, string>();
    found.set(body, known);
    for (const field of fields) known.set(field, answer);
    for (const [field, part] of within) {
      const property = (shape: string) => (schemas[shape]!['properties'] as Schemas)[field]!;
      note(partOf(property(body))!, partOf(property(answer))!, part);
    }
  };
  for (const [body, answer] of documents) note(body, answer, readOnlyOf(body, answer));
  return found;
}

/** The docstring of a field, of its class or of the one that it comes from, or what its name says everywhere. */
export function fieldText(
  shape: string,
  field: string,
  texts: ApiTexts,
  baseOf: (shape: string) => string | undefined,
): string | undefined {
  for (let at: string | undefined = shape; at !== undefined; at = baseOf(at)) {
    const text = texts.fields[`${at}.${field}`];
    if (text !== undefined) return text;
  }
  return textOfName(field);
}

/** A schema with its description, and with its wall clocks by name. */
export function described(schema: JsonSchema, description: string | undefined): JsonSchema {
  const said = description === undefined ? {} : { description };
  const type = schema['x-type'];
  if (type !== undefined) return { $ref: `${PREFIX}${String(type)}`, ...said };
  if (schema['items'])
    return { ...schema, items: described(schema['items'] as JsonSchema, undefined), ...said };
  return { ...schema, ...said };
}

/** Known values of an answer, of which there may be more one day; and dates by their format alone, so that clients get dates. */
function opened(schema: JsonSchema): JsonSchema {
  if (schema['items']) return { ...schema, items: opened(schema['items'] as JsonSchema) };
  const { enum: values, pattern, maxLength, ...rest } = schema;
  const isDate = rest['format'] === 'date' || rest['format'] === 'date-time';
  return {
    ...rest,
    ...(values === undefined ? {} : { 'x-extensible-enum': values }),
    ...(pattern === undefined || isDate ? {} : { pattern }),
    ...(maxLength === undefined || isDate ? {} : { maxLength }),
  };
}

/** The name of a list of answers: `FreeSlotAnswer` is listed in `FreeSlotList`. */
export const listName = (shape: string): string => `${shape.replace(/(Answer|Row|Item)$/, '')}List`;

/** One shape for every list: the items of a page, and where the next one begins. */
export const listOf = (shape: string): JsonSchema => ({
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: { $ref: `${PREFIX}${shape}` },
      description: textOfName('items'),
    },
    next: { type: 'string', description: textOfName('next') },
  },
});
