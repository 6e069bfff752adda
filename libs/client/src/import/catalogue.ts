import { lookUp } from '@chignon/eventing';
import { rounded } from './decimal.js';
import type { KnownItem, Mapping, ServiceTerms } from './mapping.js';
import type { Ids } from './identities.js';
import { idOf, normal } from './names.js';
import { FINE_PLACES, type Problem, type ProductRow, type ServiceRow } from './rows.js';

/** A service as `PUT /v1/booking/services/{id}` takes it, and the terms that bookings need. */
export interface ImportedService {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly group: string;
  readonly minutes: number;
  readonly rebookIntervalDays?: number;
  readonly priceCents: number;
  readonly active: boolean;
}

/** A product row of `POST /v1/inventory/imports/products`; stock is that of the file, the opening stock follows from the sales. */
export interface ImportedProduct {
  readonly sku: string;
  readonly code: string;
  readonly name: string;
  readonly class: string;
  readonly supplier?: string;
  readonly brand?: string;
  readonly category?: string;
  readonly priceCents: number;
  readonly costCents: number;
  readonly onHandMilli: number;
  readonly minimumMilli: number;
  readonly maximumMilli: number;
  readonly active: boolean;
  readonly line: number;
}

/** What a receipt line is about. */
export type Item =
  | { readonly kind: 'service'; readonly service: ImportedService }
  | { readonly kind: 'product'; readonly product: ImportedProduct };

export interface Catalogue {
  readonly services: readonly ImportedService[];
  readonly products: readonly ImportedProduct[];
  service(code: string): ImportedService | undefined;
  /** By description, case and spaces not minded; services first. Undefined: no such description. */
  described(description: string): Item | undefined;
  /** Prices and costs that had fractions of a cent, rounded half away from zero. */
  readonly roundedPrices: number;
}

/** Fine units (1/10,000) in a cent. */
export const FINE_PER_CENT = 10 ** (FINE_PLACES - 2);

/** The catalogue and the shelf. Codes that repeat, and a minimum over its maximum, become problems; the first row of a code counts. */
export function catalogueOf(
  mapping: Mapping,
  serviceRows: readonly ServiceRow[],
  productRows: readonly ProductRow[],
  problems: Problem[],
  ids: Ids = (kind, code) => idOf(mapping.system, kind, code),
): Catalogue {
  const firsts = <R extends ServiceRow | ProductRow>(rows: readonly R[], column: string): R[] => {
    const seen = new Set<string>();
    return rows.filter((row) => {
      const repeated = seen.has(row.code);
      seen.add(row.code);
      if (repeated)
        problems.push({
          file: row.file,
          line: row.line,
          column,
          value: row.code,
          reason: 'the code stands in an earlier line already',
        });
      return !repeated;
    });
  };
  const knownServices = firsts(serviceRows, mapping.services.columns.code);
  const knownProducts = firsts(productRows, mapping.products.columns.code).filter((row) => {
    const fits = row.minimumMilli <= row.maximumMilli;
    if (!fits)
      problems.push({
        file: row.file,
        line: row.line,
        column: mapping.products.columns.minimum,
        value: String(row.minimumMilli / 1000),
        reason: 'the minimum is above the maximum',
      });
    return fits;
  });
  const services = servicesOf(mapping, knownServices, ids);
  const products = productsOf(mapping, knownProducts, ids);
  const byCode = new Map(services.map((service) => [service.code, service]));
  const items = new Map<string, Item>();
  for (const [i, { description }] of knownServices.entries())
    if (!items.has(normal(description)))
      items.set(normal(description), { kind: 'service', service: services[i]! });
  for (const [i, { description }] of knownProducts.entries())
    if (!items.has(normal(description)))
      items.set(normal(description), { kind: 'product', product: products[i]! });
  const empty = known(mapping.receipts.emptyDescription, byCode, products);
  items.delete('');
  if (empty) items.set('', empty);
  return {
    services,
    products,
    service: (code) => byCode.get(code),
    described: (description) => items.get(normal(description)),
    roundedPrices: knownProducts.filter(
      ({ price, cost }) => price % FINE_PER_CENT !== 0 || cost % FINE_PER_CENT !== 0,
    ).length,
  };
}

const known = (
  { kind, code }: KnownItem,
  services: ReadonlyMap<string, ImportedService>,
  products: readonly ImportedProduct[],
): Item | undefined => {
  if (kind === 'service')
    return services.has(code) ? { kind, service: services.get(code)! } : undefined;
  const product = products.find((one) => one.code === code);
  return product && { kind, product };
};

function servicesOf(mapping: Mapping, rows: readonly ServiceRow[], ids: Ids): ImportedService[] {
  return rows.map(({ code, description, category, priceCents, active }) => {
    const terms: ServiceTerms = {
      ...mapping.services.terms,
      ...lookUp(mapping.services.byCategory, category),
      ...lookUp(mapping.services.byCode, code),
    };
    return {
      id: ids('service', code),
      code,
      name: description === '' ? code : description,
      category: terms.category!,
      group: terms.group!,
      minutes: terms.minutes!,
      priceCents,
      active,
      ...(terms.rebookIntervalDays === undefined
        ? {}
        : { rebookIntervalDays: terms.rebookIntervalDays }),
    };
  });
}

function productsOf(mapping: Mapping, rows: readonly ProductRow[], ids: Ids): ImportedProduct[] {
  const optional = (name: string, value: string) => (value === '' ? {} : { [name]: value });
  return rows.map((row) => ({
    sku: ids('product', row.code),
    code: row.code,
    name: row.description === '' ? row.code : row.description,
    class: lookUp(mapping.products.classByCategory, row.category) ?? mapping.products.class,
    ...optional('supplier', row.supplier),
    ...optional('brand', row.brand),
    ...optional('category', row.category),
    priceCents: rounded(row.price, FINE_PER_CENT),
    costCents: rounded(row.cost, FINE_PER_CENT),
    onHandMilli: row.onHandMilli,
    minimumMilli: row.minimumMilli,
    maximumMilli: row.maximumMilli,
    active: row.active,
    line: row.line,
  }));
}
