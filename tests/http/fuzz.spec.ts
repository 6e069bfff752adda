import fc from 'fast-check';
import { asSent } from '../support/as-sent.js';
import { runPlatform, type Running } from '../support/platform.js';

// Every route, with bodies and queries made from its own description and then spoilt: whatever comes, never a 5xx.

type Schema = { [key: string]: any };
/** More by `FUZZ_RUNS`, to search for longer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 25);
const BAD: readonly unknown[] = [
  null,
  true,
  'x',
  '',
  -1,
  0.5,
  1e308,
  -0,
  [],
  {},
  [[]],
  '\ud800',
  '\u2028',
  'x'.repeat(5000),
  { $ne: 1 },
  { toString: 1 },
  '2031-03-09T02:30',
  '0000-00-00',
  '9999-99-99',
  '2031-02-30',
  '-271821-04-20T00:00Z',
  '+275760-09-13T00:00Z',
  '__proto__',
  'constructor',
  9_007_199_254_740_991,
  '../../etc',
  "' OR 1=1 --",
  '%00',
];
/** Values that fit the demo chain, so that many bodies come through to the rules behind the validation. */
const KNOWN: { readonly [field: string]: readonly unknown[] } = {
  storeId: ['harbour', 'old-town'],
  homeStoreId: ['harbour'],
  storeIds: [['harbour']],
  serviceId: ['womens-cut', 'root-colour'],
  staffId: ['maya', 'jonas'],
  sku: ['COL-7-0', 'DEV-6'],
  itemId: ['womens-cut', 'SHAMPOO-250', 'tip'],
  zone: ['America/New_York', 'Not/AZone'],
  currency: ['USD', 'EUR'],
  startsAt: ['2031-03-03T10:00', '2031-03-03T15:00:00Z', '2031-13-03T10:00', '9999-12-31T23:59'],
  unit: ['g', 'tube'],
  phone: ['+12125550100', '0'],
  country: ['US', 'ZZ'],
};
const PARAMS: { readonly [name: string]: readonly string[] } = {
  date: ['2031-03-03', '2031-02-30', '0000-00-00', '+275760-09-13'],
  storeId: ['harbour', 'nowhere', '%F0%9F%92%87', 'a%20b'],
  staffId: ['maya', 'x'],
  serviceId: ['womens-cut', 'new-one'],
  sku: ['COL-7-0', 'x'],
  context: ['booking', 'nothing'],
  view: ['booking.day-sheets', 'x'],
};

let running: Running;
beforeAll(async () => void (running = await runPlatform()), 60_000);
afterAll(() => running.close());

/** Values of a schema; fields that are not required are there half of the time. */
function made(schema: Schema, schemas: Schema, field = '', depth = 0): fc.Arbitrary<unknown> {
  if (schema['$ref'])
    return made(schemas[String(schema['$ref']).split('/').at(-1)!], schemas, field, depth + 1);
  const known = KNOWN[field];
  const free = (): fc.Arbitrary<unknown> => {
    if (schema['enum']) return fc.constantFrom(...schema['enum']);
    switch (schema['type']) {
      case 'object': {
        if (!schema['properties'] || depth > 8) return fc.constant({});
        const required = (schema['required'] ?? []) as string[];
        return fc.record(
          Object.fromEntries(
            Object.entries(schema['properties'] as Schema).map(([name, inner]) => [
              name,
              made(inner, schemas, name, depth + 1),
            ]),
          ),
          { requiredKeys: required },
        );
      }
      case 'array':
        return fc.array(made(schema['items'] ?? {}, schemas, field, depth + 1), {
          minLength: schema['minItems'] ?? 0,
          maxLength: Math.min(schema['maxItems'] ?? 2, (schema['minItems'] ?? 0) + 2),
        });
      case 'integer':
      case 'number':
        return fc.integer({ min: schema['minimum'] ?? -1000, max: schema['maximum'] ?? 1_000_000 });
      case 'boolean':
        return fc.boolean();
      case 'string':
        return schema['pattern'] && !/\(\?/.test(schema['pattern'])
          ? fc
              .stringMatching(new RegExp(schema['pattern']))
              .map((text) => text.slice(0, schema['maxLength'] ?? 1000))
          : fc.string({
              minLength: schema['minLength'] ?? 0,
              maxLength: Math.min(schema['maxLength'] ?? 20, 40),
              unit: 'grapheme',
            });
      default:
        return fc.jsonValue({ maxDepth: 2 });
    }
  };
  return known ? fc.oneof(fc.constantFrom(...known), free()) : free();
}

/** One value somewhere in it replaced, removed or added. */
function spoilt(value: unknown, at: number, bad: unknown): unknown {
  const copy = structuredClone(value);
  const places: [any, string | number][] = [];
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return;
    for (const key of Object.keys(node)) {
      places.push([node, key]);
      visit((node as any)[key]);
    }
  };
  visit(copy);
  if (places.length === 0) return bad;
  const [node, key] = places[at % places.length]!;
  if (at % 7 === 0) delete node[key];
  else node[key] = bad;
  return copy;
}

it('no body of any route brings the platform to a 5xx', async () => {
  const { paths, components } = asSent(running.platform.openApi) as unknown as {
    paths: Schema;
    components: { schemas: Schema };
  };
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Schema)
      .filter(
        ([method, operation]) =>
          ['post', 'put', 'patch'].includes(method) && operation['requestBody'],
      )
      .map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        schema: operation['requestBody'].content['application/json'].schema as Schema,
      })),
  );
  expect(routes.length).toBeGreaterThan(25);
  const found: string[] = [];
  const statuses = new Map<number, number>();
  let key = 0;
  for (const { path, method, schema } of routes) {
    const params = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const values = fc.record(
      Object.fromEntries(
        params.map((name) => [
          name,
          fc.constantFrom(
            ...(PARAMS[name] ?? [
              'x',
              'harbour.2031-03-03.abc',
              'v-harbour.2031-03-03.abc',
              '%2e%2e',
            ]),
          ),
        ]),
      ),
    );
    const body = fc.tuple(
      made(schema, components.schemas),
      fc.nat(),
      fc.constantFrom(...BAD),
      fc.boolean(),
    );
    const failure = await fc.check(
      fc.asyncProperty(values, body, async (given, [fit, at, bad, spoil]) => {
        const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => given[name]!);
        const answer = await running.raw(method, url, {
          headers: {
            'content-type': 'application/json',
            'idempotency-key': `fuzz-${++key}`,
            ...(method === 'POST' ? {} : { 'if-match': '"1"' }),
          },
          payload: JSON.stringify(spoil ? spoilt(fit, at, bad) : fit),
        });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status >= 300 && !/^[a-z0-9-]+$/.test(String(answer.body?.code)))
          throw new Error(`${answer.status} without a code`);
        if (answer.status >= 500) throw new Error(`${answer.status} ${answer.body.code}`);
      }),
      { numRuns: RUNS },
    );
    if (failure.failed)
      found.push(
        `${method} ${path} ${JSON.stringify(failure.counterexample)}: ${String((failure.errorInstance as Error)?.message)} (seed ${failure.seed})`,
      );
  }
  expect(found).toEqual([]);
  expect([...statuses.keys()].filter((status) => status < 300)).not.toEqual([]);
  expect(statuses.get(422)).toBeGreaterThan(routes.length);
}, 1_200_000);

it('no path and no query of any route brings the platform to a 5xx', async () => {
  const { paths } = running.platform.openApi as unknown as { paths: Schema };
  const routes = Object.entries(paths)
    .filter(([path, methods]) => (methods as Schema)['get'] && path.startsWith('/v1/'))
    .map(([path, methods]) => ({
      path,
      names: (((methods as Schema)['get']['parameters'] ?? []) as Schema[])
        .filter(({ in: place }) => place === 'query')
        .map(({ name }) => String(name)),
    }));
  expect(routes.length).toBeGreaterThan(30);
  const QUERY = [
    'harbour',
    'nowhere',
    'womens-cut',
    '2031-03-03',
    '2031-03-04',
    '9999-12-31',
    '2031-02-30',
    '2031-03-03T10:00:00Z',
    '1',
    '200',
    '0',
    '-1',
    '1e400',
    '9007199254740993',
    'true',
    'staff',
    'day',
    'harbour,old-town',
    ',',
    '',
    '%00',
    '%F0%9F%92%87',
    '%ff',
    'x'.repeat(2000),
    'e30',
    'W10',
    'WzFd',
    "'",
    '$ne',
    '__proto__',
    'demo:guest-01',
    '%2B12125550100',
  ];
  const text = fc.constantFrom(...QUERY);
  const found: string[] = [];
  for (const { path, names } of routes) {
    const given = fc.record(
      Object.fromEntries(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [
          name!,
          fc.oneof(
            fc.constantFrom(...(PARAMS[name!] ?? ['x'])),
            text.filter((one) => one !== ''),
          ),
        ]),
      ),
    );
    const query = fc.record(
      Object.fromEntries(
        names.map((name) => [
          name,
          fc.oneof(...(KNOWN[name] ? [fc.constantFrom(...KNOWN[name].map(String))] : []), text),
        ]),
      ),
      { requiredKeys: [] },
    );
    const failure = await fc.check(
      fc.asyncProperty(given, query, async (params, asked) => {
        const url = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name]!);
        const answer = await running.raw(
          'GET',
          `${url}?${Object.entries(asked)
            .map(([name, value]) => `${name}=${value as string}`)
            .join('&')}`,
        );
        if (answer.status >= 500) throw new Error(`${answer.status} ${answer.body?.code}`);
      }),
      { numRuns: 2 * RUNS },
    );
    if (failure.failed)
      found.push(
        `GET ${path} ${JSON.stringify(failure.counterexample)}: ${String((failure.errorInstance as Error)?.message)} (seed ${failure.seed})`,
      );
  }
  expect(found).toEqual([]);
}, 1_200_000);
