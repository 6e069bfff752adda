import { PLAIN, SPECIAL, type Schema } from './route-bodies.js';

/** A route as the platform describes it. */
export interface Asked {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly permission: string;
  readonly scope: string;
  readonly body: Schema | undefined;
  readonly query: readonly Schema[];
}

/**
 * The routes of a described platform that need a permission, and requests to them.
 * @param there ids by the name of the parameter or field that names them: requests name these wherever they can
 */
export function everyRoute(openApi: object, there: Schema) {
  const { paths, components } = openApi as unknown as {
    paths: Schema;
    components: Schema;
  };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Schema).flatMap(([method, operation]): Asked[] =>
      operation['x-permission'] === undefined
        ? []
        : [
            {
              name: `${method.toUpperCase()} ${path}`,
              method: method.toUpperCase(),
              path,
              permission: operation['x-permission'],
              scope: operation['x-scope'],
              body: operation['requestBody']?.content['application/json'].schema,
              query: ((operation['parameters'] ?? []) as Schema[]).filter(
                ({ in: place }) => place === 'query',
              ),
            },
          ],
    ),
  );

  /** The least that fits a schema, naming what stands at the other store wherever it can. */
  function least(schema: Schema, field = ''): unknown {
    if (schema['$ref'])
      return least(components['schemas'][String(schema['$ref']).split('/').at(-1)!], field);
    if (schema['enum']) return schema['enum'][0];
    if (field in there) return there[field];
    const pattern = new RegExp(schema['pattern'] ?? '');
    const plain = Object.hasOwn(PLAIN, field) ? PLAIN[field] : undefined;
    if (plain !== undefined && (typeof plain !== 'string' || pattern.test(plain))) return plain;
    // A clock time where the field is a date elsewhere.
    if (schema['pattern'] && pattern.test('10:00')) return '10:00';
    if (schema['type'] === 'object')
      return Object.fromEntries(
        ((schema['required'] ?? []) as string[]).map((name) => [
          name,
          least((schema['properties'] as Schema)[name], name),
        ]),
      );
    if (schema['type'] === 'array')
      return Array.from({ length: schema['minItems'] ?? 0 }, () => least(schema['items'], field));
    if (schema['type'] === 'integer' || schema['type'] === 'number')
      return Math.max(schema['minimum'] ?? 1, 1);
    if (schema['type'] === 'boolean') return true;
    return 'x'.repeat(Math.max(1, schema['minLength'] ?? 1));
  }

  function request({ name, method, path, body, query }: Asked): { url: string; payload: unknown } {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, param: string) =>
      String(there[param] ?? PLAIN[param] ?? `no-entry-for-${param}`),
    );
    const special = SPECIAL[name]?.(there) ?? {};
    const asked = {
      ...Object.fromEntries(
        query
          .filter(({ required, name: field }) => required || field === 'storeId')
          .map(({ name: field, schema }) => [field, least(schema, field)]),
      ),
      ...(method === 'GET' ? special : {}),
    };
    const text = new URLSearchParams(
      Object.fromEntries(Object.entries(asked).map(([field, value]) => [field, String(value)])),
    ).toString();
    return {
      url: text === '' ? filled : `${filled}?${text}`,
      payload: body === undefined ? undefined : { ...(least(body) as Schema), ...special },
    };
  }

  /** Every text of a body that is no choice of few: the way to it, `*` for an item of a list. */
  function textsIn(schema: Schema, way: readonly string[] = []): string[][] {
    if (schema['$ref'])
      return textsIn(components['schemas'][String(schema['$ref']).split('/').at(-1)!], way);
    if (schema['type'] === 'array') return textsIn(schema['items'], [...way, '*']);
    if (schema['type'] === 'object')
      return Object.entries((schema['properties'] ?? {}) as Schema).flatMap(([field, inner]) =>
        textsIn(inner, [...way, field]),
      );
    return schema['type'] === 'string' && schema['enum'] === undefined ? [[...way]] : [];
  }

  /** The schema at the end of the way. */
  function schemaAt(schema: Schema, [step, ...rest]: readonly string[]): Schema {
    if (schema['$ref'])
      return schemaAt(
        components['schemas'][String(schema['$ref']).split('/').at(-1)!],
        step === undefined ? [] : [step, ...rest],
      );
    if (step === undefined) return schema;
    return schemaAt(step === '*' ? schema['items'] : (schema['properties'] as Schema)[step], rest);
  }

  /** Whether the way leads through rows of an import, which are refused one by one. */
  const isRow = (schema: Schema, way: readonly string[]): boolean =>
    way.some((_, i) => schemaAt(schema, way.slice(0, i))['x-rows'] !== undefined);

  /** The least of the schema, with this text at the end of the way. */
  function saying(
    text: string,
    schema: Schema,
    [step, ...rest]: readonly string[],
    given?: unknown,
  ): unknown {
    if (schema['$ref'])
      return saying(
        text,
        components['schemas'][String(schema['$ref']).split('/').at(-1)!],
        [step!, ...rest].filter(Boolean),
        given,
      );
    if (step === undefined) return text;
    if (step === '*')
      return [
        saying(text, schema['items'], rest, (given as unknown[] | undefined)?.[0]),
        ...((given as unknown[] | undefined)?.slice(1) ?? []),
      ];
    const all = (given ?? least(schema)) as Schema;
    return {
      ...all,
      [step]: saying(text, (schema['properties'] as Schema)[step], rest, all[step]),
    };
  }

  return { routes, request, textsIn, schemaAt, isRow, saying };
}
