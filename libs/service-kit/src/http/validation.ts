import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { invalid } from '@chignon/eventing';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { classSchemas } from './schemas.js';

type Shape = new () => object;

/** Built-in types Nest may name where no class of ours stands. */
const PLAIN = new Set<unknown>([String, Number, Boolean, Array, Object, undefined]);

/** Compiles the class-validator rules of a class to a checking function, once. */
class Compiled {
  private readonly checks = new Map<Shape, ValidateFunction>();
  private readonly ajv: Ajv;
  private filled = false;

  constructor(coerce: boolean) {
    this.ajv = new Ajv({ strict: false, coerceTypes: coerce, ownProperties: true });
  }

  check(shape: Shape): ValidateFunction {
    let check = this.checks.get(shape);
    if (!check) {
      if (!this.filled) this.ajv.addSchema({ $id: 'chignon.json', components: { schemas: classSchemas() } });
      this.filled = true;
      check = this.ajv.compile({ $ref: `chignon.json#/components/schemas/${shape.name}` });
      this.checks.set(shape, check);
    }
    return check;
  }
}

const bodies = new Compiled(false);
const queries = new Compiled(true);

/**
 * Checks bodies and queries against their classes: the class-validator decorators are the single source, compiled to
 * Ajv. Unknown fields are refused. Query values are text and are coerced to numbers and booleans.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if ((type !== 'body' && type !== 'query') || PLAIN.has(metatype)) return value;
    const input = value ?? {};
    const check = (type === 'query' ? queries : bodies).check(metatype as Shape);
    if (!check(input)) throw refusalOf(check.errors![0]!, type);
    if (type === 'query') mustBeExact(input);
    return input;
  }
}

/** A body's numbers were looked at as text; a query's are numbers only since they were coerced. */
function mustBeExact(query: object): void {
  for (const [field, value] of Object.entries(query)) if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) throw invalid('field-invalid', 'A field of the query is not as expected.', { field, expected: 'a number within ±(2^53 − 1)' });
}

function refusalOf(error: ErrorObject, where: 'body' | 'query') {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const within = path === '' ? '' : `${path}.`;
  switch (error.keyword) {
    case 'required':
      return invalid('field-missing', `A required field is missing in the ${where}.`, { field: `${within}${String(error.params['missingProperty'])}`, expected: 'a value' });
    case 'additionalProperties':
      return invalid('field-unknown', `The ${where} has a field that is not known here.`, { field: `${within}${String(error.params['additionalProperty'])}`.slice(0, 200), expected: 'only documented fields' });
    default:
      return invalid('field-invalid', `A field of the ${where} is not as expected.`, { field: path === '' ? where : path, expected: expectation(error) });
  }
}

const expectation = (error: ErrorObject): string => {
  if (error.keyword === 'enum') return `one of ${(error.params['allowedValues'] as unknown[]).slice(0, 30).join(', ')}`;
  if (error.keyword === 'pattern') return `text like ${String(error.params['pattern']).slice(0, 120)}`;
  return error.message ?? error.keyword;
};
