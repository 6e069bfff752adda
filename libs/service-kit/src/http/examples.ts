import { NAMED_TYPES } from './described.js';
import type { JsonSchema } from './schemas.js';

/** What fields hold in the demo chain, so that an example can be tried there as it stands. */
const BY_NAME: { readonly [field: string]: unknown } = {
  storeId: 'harbour',
  homeStoreId: 'harbour',
  toStoreId: 'old-town',
  regionId: 'north',
  serviceId: 'womens-cut',
  prerequisiteServiceId: 'womens-cut',
  staffId: 'maya',
  fromStaffId: 'maya',
  toStaffId: 'jonas',
  customerId: '5f0c8f0e-3c1a-4a51-9a9e-0f6a2a9d7c11',
  sku: 'COL-7-0',
  zone: 'America/New_York',
  currency: 'USD',
  email: 'anna@example.org',
  phone: '+12125550100',
  name: 'Anna Berg',
  reason: 'customer-ill',
  channel: 'front-desk',
  unit: 'g',
  weekday: 1,
  priceCents: 6500,
  cents: 2000,
  quantityMilli: 30_000,
  minutes: 45,
};
/** Texts of which one fits nearly every pattern. */
const TEXTS = [
  'cut',
  'EUR',
  'US',
  '2031-03-03',
  '2031-03',
  '2031-03-03T15:00:00Z',
  '2031-03-03T15:00:00.000Z',
  '10:00',
  '03-01',
  'erp:1001',
  'https://example.org',
  '+12125550100',
  'anna@example.org',
  'a',
];
const FORMATS: { readonly [format: string]: string } = {
  date: '2031-03-03',
  'date-time': '2031-03-03T15:00:00Z',
};
const MAX_DEPTH = 12;

/**
 * An example of a body: all that it must have, and of what it may have the first fields where nothing is required. `ofClass`: examples
 * that docstrings give (`@example`), by class.
 */
export function exampleOf(
  schema: JsonSchema,
  schemas: { readonly [name: string]: JsonSchema },
  ofClass: { readonly [shape: string]: unknown } = {},
): unknown {
  const make = (one: JsonSchema, field: string, depth: number): unknown => {
    if (typeof one['$ref'] === 'string') {
      const name = one['$ref'].split('/').at(-1)!;
      return Object.hasOwn(ofClass, name)
        ? ofClass[name]
        : make(schemas[name] ?? {}, field, depth + 1);
    }
    const named = NAMED_TYPES[String(one['x-type'])];
    if (named) return (named['examples'] as unknown[])[0];
    if (one['examples']) return (one['examples'] as unknown[])[0];
    if (one['enum']) return (one['enum'] as unknown[])[0];
    switch (one['type']) {
      case 'object': {
        const properties = Object.entries(
          (one['properties'] ?? {}) as { [field: string]: JsonSchema },
        );
        const required = (one['required'] ?? []) as string[];
        const chosen =
          required.length > 0
            ? properties.filter(([name]) => required.includes(name))
            : properties.slice(0, 2);
        return depth > MAX_DEPTH
          ? {}
          : Object.fromEntries(chosen.map(([name, inner]) => [name, make(inner, name, depth + 1)]));
      }
      case 'array':
        return Array.from(
          { length: Math.max(1, (one['minItems'] as number | undefined) ?? 1) },
          () => make((one['items'] ?? {}) as JsonSchema, field, depth + 1),
        );
      case 'integer':
      case 'number': {
        const least = (one['minimum'] as number | undefined) ?? 0;
        const most = (one['maximum'] as number | undefined) ?? Number.MAX_SAFE_INTEGER;
        const known = BY_NAME[field];
        return typeof known === 'number' && known >= least && known <= most
          ? known
          : Math.min(Math.max(least, 1), most);
      }
      case 'boolean':
        return true;
      case 'string':
        return textFor(one, field);
      default:
        return {};
    }
  };
  return make(schema, '', 0);
}

function textFor(schema: JsonSchema, field: string): string {
  const format = FORMATS[String(schema['format'])];
  if (format !== undefined) return format;
  const pattern = new RegExp((schema['pattern'] as string | undefined) ?? '');
  const least = (schema['minLength'] as number | undefined) ?? 0;
  const most = (schema['maxLength'] as number | undefined) ?? 1000;
  const fits = (text: unknown): text is string =>
    typeof text === 'string' && pattern.test(text) && text.length >= least && text.length <= most;
  return [BY_NAME[field], ...TEXTS].find(fits) ?? 'a'.repeat(Math.max(least, 1));
}
