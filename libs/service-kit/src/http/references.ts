import { invalid, notFound } from '@chignon/eventing';
import { JSONSchema } from 'class-validator-jsonschema';
import type { Caller } from '../auth/caller.js';
import type { Directory } from '../directory/directory.js';
import { classSchemas, ROWS, type JsonSchema } from './schemas.js';

/** What an id can stand for: beyond the context that is asked, or in one of its registers. */
type Kind = 'customer' | 'store' | 'product' | Registered;
/** What stands in the registers of a context. */
const REGISTERED = ['service', 'service-group', 'service-category', 'staff'] as const;
type Registered = (typeof REGISTERED)[number];

/**
 * Fields that name a person, a place or goods, by their names, in every body, query and path: a field that is new is
 * looked up without anybody thinking of it.
 */
const MEANS = new Map<string, Kind>([
  ['customerId', 'customer'],
  ['customerIds', 'customer'],
  ['bookerId', 'customer'],
  ['survivorId', 'customer'],
  ['absorbedId', 'customer'],
  ['otherCustomerId', 'customer'],
  ['storeId', 'store'],
  ['storeIds', 'store'],
  ['homeStoreId', 'store'],
  ['otherStoreId', 'store'],
  ['sku', 'product'],
  ['skus', 'product'],
  ['serviceId', 'service'],
  ['serviceIds', 'service'],
  ['prerequisiteServiceId', 'service'],
  ['serviceGroups', 'service-group'],
  ['categories', 'service-category'],
  ['staffId', 'staff'],
  ['staffIds', 'staff'],
  ['assistantIds', 'staff'],
  ['rotation', 'staff'],
  ['fromStaffId', 'staff'],
  ['toStaffId', 'staff'],
]);
/** The ids in this field are looked up by the handler. Say why. */
export const LookedUpByHandler = (why: string) => JSONSchema({ [LOOKED_UP]: why });

/** The extension of a schema by which a field says who looks its id up, when it is not the door. */
const LOOKED_UP = 'x-looked-up';

/** A field that names a person: the path to it, `*` for every item of a list. */
interface Reference {
  readonly kind: Kind;
  readonly path: readonly string[];
}

const known = new Map<string, readonly Reference[]>();

/** The fields of a body or query class, and of what it contains, that name a person or a place. */
export function referencesOf(shape: string): readonly Reference[] {
  let found = known.get(shape);
  if (!found)
    known.set(shape, (found = within({ $ref: `#/components/schemas/${shape}` }, [], new Set())));
  return found;
}

function within(
  schema: JsonSchema,
  path: readonly string[],
  above: ReadonlySet<string>,
): Reference[] {
  if (schema[ROWS] !== undefined) return [];
  const name = typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1)! : undefined;
  if (name !== undefined)
    return above.has(name)
      ? []
      : within(classSchemas()[name] ?? {}, path, new Set([...above, name]));
  if (schema['items']) return within(schema['items'] as JsonSchema, [...path, '*'], above);
  return Object.entries((schema['properties'] ?? {}) as { [field: string]: JsonSchema }).flatMap(
    ([field, inner]) => {
      const kind = MEANS.get(field);
      if (kind === undefined || inner[LOOKED_UP] !== undefined)
        return within(inner, [...path, field], above);
      return [{ kind, path: inner['items'] ? [...path, field, '*'] : [...path, field] }];
    },
  );
}

/** One id that was found in an input, and where. */
interface Mention {
  readonly id: string;
  readonly field: string;
}

function mentions(input: unknown, path: readonly string[], field = ''): Mention[] {
  const [step, ...rest] = path;
  // Lists in a query stand in one text.
  if (step === undefined)
    return typeof input === 'string'
      ? input
          .split(',')
          .filter(Boolean)
          .map((id) => ({ id, field }))
      : [];
  if (input === null || typeof input !== 'object') return [];
  const under = (name: string) => (field === '' ? name : `${field}.${name}`);
  if (step === '*')
    return Array.isArray(input)
      ? input.flatMap((item, i) => mentions(item, rest, under(String(i))))
      : [];
  return Object.hasOwn(input, step)
    ? mentions((input as { [key: string]: unknown })[step], rest, under(step))
    : [];
}

/** What a request names: its path's parameters, and its query and body with their classes. */
export interface Named {
  readonly params: { readonly [name: string]: unknown };
  readonly query: { readonly shape: string | undefined; readonly value: unknown };
  readonly body: { readonly shape: string | undefined; readonly value: unknown };
  /** A command, or a question. */
  readonly writes: boolean;
  /** What the command is about to make: it is unknown before. */
  readonly makes: string | undefined;
}

/**
 * Requires ids that exist and that the caller may see. To a caller of some stores a customer whom they may not see
 * is nobody; one of the whole chain sees everybody, and is told of nobody only where something would be written.
 * Products, services and staff are asked for only where something would be written; those that the chain has parted with are known still.
 * @throws Refusal 404 `customer-not-found`, `store-not-found`, `product-not-found`; 422 where a store or a product is a value among others; what the registers say of theirs
 */
export async function mustExist(named: Named, caller: Caller, directory: Directory): Promise<void> {
  const found: (Mention & { kind: Kind })[] = [];
  for (const [name, value] of Object.entries(named.params)) {
    const kind = name === named.makes ? undefined : MEANS.get(name);
    if (kind !== undefined && typeof value === 'string')
      found.push({ kind, id: value, field: name });
  }
  for (const { shape, value } of [named.query, named.body]) {
    if (shape !== undefined)
      for (const { kind, path } of referencesOf(shape))
        found.push(...mentions(value, path).map((mention) => ({ kind, ...mention })));
  }
  const of = (wanted: Kind) => found.filter(({ kind }) => kind === wanted);
  const firstOf = (missing: readonly string[], kind: Kind) =>
    of(kind).find(({ id }) => missing.includes(id))?.field;
  const [stores, customers, products] = [
    of('store'),
    named.writes || caller.stores !== 'all' ? of('customer') : [],
    named.writes ? of('product') : [],
  ];
  if (stores.length > 0) {
    const field = firstOf(await directory.unknownStores(stores.map(({ id }) => id)), 'store');
    // Where it is to be done is a place that is not; among the values of a record it is a wrong value.
    if (field !== undefined)
      throw (field === 'storeId' ? notFound : invalid)(
        'store-not-found',
        'There is no such store.',
        { field },
      );
  }
  if (customers.length > 0) {
    const field = firstOf(
      await directory.unseenCustomers(
        customers.map(({ id }) => id),
        caller,
      ),
      'customer',
    );
    if (field !== undefined) throw noCustomer(field);
  }
  if (products.length > 0) {
    const known = await directory.products(products.map(({ id }) => id));
    const field = products.find(({ id }) => !known.has(id))?.field;
    if (field !== undefined)
      throw noProduct(field, Object.hasOwn(named.params, field) ? notFound : invalid);
  }
  for (const kind of named.writes ? REGISTERED : []) {
    // Of what the path names the handler says whether it is there: it may be about to be made, or seen by some callers only.
    const asked = new Set(
      Object.entries(named.params).flatMap(([name, value]) =>
        MEANS.get(name) === kind ? [value] : [],
      ),
    );
    const values = of(kind).filter(({ id }) => !asked.has(id));
    const refusal = values.length > 0 ? await directory.unregistered(kind, values) : undefined;
    if (refusal) throw refusal;
  }
}

/** Goods that are not described. */
export const noProduct = (field: string, where: typeof notFound = invalid) =>
  where('product-not-found', 'The chain has no such product.', {
    field,
    expected: 'a SKU of /v1/inventory/products',
  });

/** An unknown id, or one that the caller may not see. */
export const noCustomer = (field = 'customerId') =>
  notFound('customer-not-found', 'There is no such customer.', { field });
