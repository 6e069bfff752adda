import type { Contract } from '@chignon/contracts';
import { invalid } from '@chignon/eventing';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { JSONSchema } from 'class-validator-jsonschema';
import { inWords } from './fields.js';
import { classSchemas, REMOVES, ROWS, type JsonSchema } from './schemas.js';
import { lengthOf, MAX_NAMED, tidyTexts, type TextKind } from './texts.js';

/** The extension of a schema by which a text says that it may have several lines. */
const LINES = 'x-lines';

/** A text of several lines: line feeds and tabs are part of it. */
export const ManyLines = () => JSONSchema({ [LINES]: 'many' });

/** Compiles the class-validator rules of a class to a checking function, once. */
class Compiled {
  private readonly checks = new Map<string, ValidateFunction>();
  private schemas: { [name: string]: JsonSchema } | undefined;
  private ajv!: Ajv;

  constructor(private readonly coerce: boolean) {}

  check(shape: string): ValidateFunction {
    let check = this.checks.get(shape);
    if (!check) {
      if (this.schemas !== classSchemas()) this.learn(classSchemas());
      check = this.ajv.compile({ $ref: `chignon.json#/components/schemas/${shape}` });
      this.checks.set(shape, check);
    }
    return check;
  }

  private learn(schemas: { [name: string]: JsonSchema }): void {
    this.schemas = schemas;
    // Formats tell clients of types; what is accepted is said by patterns and bounds.
    this.ajv = new Ajv({
      strict: false,
      validateFormats: false,
      coerceTypes: this.coerce,
      ownProperties: true,
    });
    // What a reader counts, not how many code points it takes.
    this.ajv.removeKeyword('maxLength');
    this.ajv.addKeyword({
      keyword: 'maxLength',
      type: 'string',
      schemaType: 'number',
      error: { message: ({ schema }) => `must NOT have more than ${schema as number} characters` },
      validate: (max: number, text: string) =>
        text.length <= max || (text.length <= max * MAX_UNITS && lengthOf(text) <= max),
    });
    this.ajv.addSchema({ $id: 'chignon.json', components: { schemas } });
  }
}

/** A character takes at most so many code units: the largest families of emoji do. */
const MAX_UNITS = 32;

const bodies = new Compiled(false);
const queries = new Compiled(true);
const textKinds = new Map<string, ReadonlyMap<string, TextKind>>();

/**
 * Checks a body or query against its class: the class-validator decorators are the single source, compiled to Ajv. Unknown
 * fields are refused, texts are tidied in their place. Query values are text and are coerced to numbers and booleans. In bodies
 * `null` is "left out" for fields that may be left out, and is taken out in its place: serializers of several languages write it.
 * @throws Refusal 422 `field-missing`, `field-unknown`, `field-invalid`, `text-blank`, `text-invalid`
 */
export function mustFit(shape: string, input: unknown, type: 'body' | 'query'): void {
  if (type === 'query') mustBeDecimal(input as object, shape);
  const check = (type === 'query' ? queries : bodies).check(shape);
  if (!check(input) && !(type === 'body' && leaveOutNulls(input, shape) && check(input)))
    throw refusalOf(check.errors![0]!, type);
  if (type === 'query') mustBeExact(input as object);
  let kinds = textKinds.get(shape);
  if (!kinds)
    textKinds.set(shape, (kinds = new Map(kindsIn({ $ref: `#/${shape}` }, '', new Set()))));
  tidyTexts(input, (path) => kinds.get(path) ?? 'one');
}

/** Takes out fields that may be left out and are `null`; true when there were any. What patches by `null` keeps it. */
function leaveOutNulls(input: unknown, shape: string): boolean {
  const drop = (value: unknown, schema: JsonSchema): boolean => {
    if (value === null || typeof value !== 'object') return false;
    if (Array.isArray(value))
      return value.filter((item) => drop(item, (schema['items'] ?? {}) as JsonSchema)).length > 0;
    const {
      properties = {},
      required = [],
    }: { properties?: { [field: string]: JsonSchema }; required?: string[] } =
      typeof schema['$ref'] === 'string'
        ? (classSchemas()[schema['$ref'].split('/').at(-1)!] ?? {})
        : schema;
    const holder = value as { [field: string]: unknown };
    let dropped = false;
    for (const [field, inner] of Object.entries(properties)) {
      if (!Object.hasOwn(holder, field)) continue;
      if (holder[field] !== null) dropped = drop(holder[field], inner) || dropped;
      else if (!required.includes(field) && inner[REMOVES] === undefined) {
        delete holder[field];
        dropped = true;
      }
    }
    return dropped;
  };
  return drop(input, { $ref: shape });
}

/** Why data is not as the class of a published event says, for operators; undefined: it is. */
export function contractProblem({ shape }: Contract, data: unknown): string | undefined {
  const check = bodies.check(ruled(shape));
  if (check(data)) return undefined;
  const { instancePath, keyword, params, message } = check.errors![0]!;
  const field = [
    ...instancePath.split('/').slice(1),
    ...(keyword === 'additionalProperties' ? [String(params['additionalProperty'])] : []),
  ].join('.');
  return `${field} ${message}`.trim();
}

/** A class that only inherits has no rules of its own: its base has them. */
const ruled = (shape: { readonly name: string }): string =>
  classSchemas()[shape.name] ? shape.name : ruled(Object.getPrototypeOf(shape) as { name: string });

/** Paths, without indexes, of what is not a text of one line. */
function kindsIn(
  schema: JsonSchema,
  path: string,
  above: ReadonlySet<string>,
): [string, TextKind][] {
  if (schema[ROWS] !== undefined) return [[path, 'left']];
  if (schema[LINES] === 'many') return [[path, 'many']];
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1)! : undefined;
  if (name !== undefined)
    return above.has(name)
      ? []
      : kindsIn(classSchemas()[name] ?? {}, path, new Set([...above, name]));
  if (schema['items']) return kindsIn(schema['items'] as JsonSchema, path, above);
  return Object.entries((schema['properties'] ?? {}) as { [field: string]: JsonSchema }).flatMap(
    ([field, inner]) => kindsIn(inner, path === '' ? field : `${path}.${field}`, above),
  );
}

/** JavaScript takes `0x10`, `1e2`, `5.0`, `05` and ` 5 ` for numbers, a client who writes them has made a mistake. */
function mustBeDecimal(query: object, shape: string): void {
  const properties = (classSchemas()[shape]?.['properties'] ?? {}) as {
    [field: string]: JsonSchema;
  };
  for (const [field, value] of Object.entries(query)) {
    const type = Object.hasOwn(properties, field) ? properties[field]!['type'] : undefined;
    if (typeof value !== 'string') continue;
    if (type === 'integer' && !/^-?(0|[1-9]\d*)$/.test(value))
      throw invalid('field-invalid', 'A field of the query is not as expected.', {
        field,
        expected: 'a whole number in decimal digits',
      });
    if (type === 'number' && !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(value))
      throw invalid('field-invalid', 'A field of the query is not as expected.', {
        field,
        expected: 'a number in decimal digits',
      });
  }
}

/** A body's numbers were looked at as text; a query's are numbers only since they were coerced. */
function mustBeExact(query: object): void {
  for (const [field, value] of Object.entries(query))
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw invalid('field-invalid', 'A field of the query is not as expected.', {
        field,
        expected: 'a number within ±(2^53 − 1)',
      });
}

function refusalOf(error: ErrorObject, where: 'body' | 'query') {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const within = path === '' ? '' : `${path}.`;
  switch (error.keyword) {
    case 'required':
      return invalid('field-missing', `A required field is missing in the ${where}.`, {
        field: `${within}${String(error.params['missingProperty'])}`,
        expected: 'a value',
      });
    case 'additionalProperties':
      return invalid('field-unknown', `The ${where} has a field that is not known here.`, {
        field: `${within}${String(error.params['additionalProperty']).slice(0, MAX_NAMED)}`,
        expected: 'only documented fields',
      });
    default:
      return invalid('field-invalid', `A field of the ${where} is not as expected.`, {
        field: path === '' ? where : path,
        expected: expectation(error),
      });
  }
}

const expectation = (error: ErrorObject): string => {
  if (error.keyword === 'enum')
    return `one of ${(error.params['allowedValues'] as unknown[]).slice(0, 30).join(', ')}`;
  if (error.keyword === 'pattern') return inWords(String(error.params['pattern']));
  return error.message ?? error.keyword;
};
