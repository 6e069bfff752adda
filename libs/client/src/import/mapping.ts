import { lookUp } from '@chignon/eventing';
import { dates, times } from './formats.js';

/** What a description that the file leaves empty stands for. */
export interface KnownItem {
  readonly kind: 'service' | 'product';
  readonly code: string;
}

/** How the services of one category, or one service, are performed: what a till does not know and a catalogue needs. */
export interface ServiceTerms {
  readonly category?: string;
  /** Services of one group share the customer's rhythm. */
  readonly group?: string;
  readonly minutes?: number;
  readonly rebookIntervalDays?: number;
}

/** How files may be written. Chinese desktop programs write `gbk` or its larger sister `gb18030`. */
export const ENCODINGS = ['utf8', 'latin1', 'windows-1252', 'gbk', 'gb18030', 'big5'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Describes the exports of another system: documented field by field in docs/import.md. */
export interface Mapping {
  /** Short name of the system: the prefix of everything that keeps an import from being done twice. */
  readonly system: string;
  readonly store: {
    readonly id: string;
    readonly regionId: string;
    readonly name: string;
    readonly zone: string;
    readonly currency: string;
    /** Code of the tax and its rate in basis points. */
    readonly taxes: readonly { readonly code: string; readonly rateBp: number }[];
  };
  /** What staff ids begin with: for a second store whose people have the same codes as those of another. */
  readonly staffPrefix: string;
  readonly csv: { readonly delimiter: string; readonly encoding: Encoding };
  readonly formats: { readonly date: string; readonly time: string };
  readonly receipts: {
    readonly file: string;
    readonly columns: Columns<
      'receipt' | 'date' | 'description' | 'client' | 'staff' | 'quantity' | 'amount'
    > & { readonly taxes: { readonly [taxCode: string]: string } };
    /** Client codes that are nobody. */
    readonly anonymousClients: readonly string[];
    readonly emptyDescription: KnownItem;
    /** Services that are paid ahead and used later: they earn nothing when they are sold, the services they pay for do. */
    readonly prepaidServices: readonly string[];
    /** Take the hour of a visit from the customer's first booking of that day. */
    readonly hoursFromBookings: boolean;
  };
  readonly services: {
    readonly file: string;
    readonly columns: Columns<'active' | 'code' | 'description' | 'category' | 'price'>;
    readonly terms: { readonly category: string; readonly group: string; readonly minutes: number };
    readonly byCategory: { readonly [category: string]: ServiceTerms };
    readonly byCode: { readonly [code: string]: ServiceTerms };
  };
  readonly products: {
    readonly file: string;
    readonly columns: Columns<
      | 'active'
      | 'code'
      | 'description'
      | 'supplier'
      | 'brand'
      | 'category'
      | 'price'
      | 'cost'
      | 'onHand'
      | 'minimum'
      | 'maximum'
    >;
    readonly class: ProductClass;
    readonly classByCategory: { readonly [category: string]: ProductClass };
  };
  readonly bookings: {
    readonly file: string;
    readonly columns: Columns<'client' | 'staff' | 'service' | 'date' | 'time'> & {
      /** Empty: the file has none. */ readonly price: string;
    };
  };
  /** `by`: whom a cancellation is put down to, where the source only tells who typed it in. */
  readonly cancellations: {
    readonly file: string;
    readonly columns: Columns<'client' | 'staff' | 'service' | 'date' | 'cancelledOn'>;
    readonly by: 'customer' | 'store';
  };
  readonly noShows: {
    readonly file: string;
    readonly columns: Columns<'client' | 'staff' | 'service' | 'date'>;
  };
}

export type ProductClass = 'retail' | 'professional' | 'colour';
type Columns<Name extends string> = { readonly [name in Name]: string };

/** The mapping or a file is not usable as a whole: one clear line, nothing is imported. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/**
 * A user's mapping over the default one: what it leaves out stays as it is, lists and taxes are replaced as a whole.
 * @throws ImportError naming the field that is unknown or has another type
 */
export function mappingOf(base: Mapping, given: unknown): Mapping {
  const mapping = merged(base, given, 'mapping') as Mapping;
  try {
    dates(mapping.formats.date);
    times(mapping.formats.time);
  } catch (error) {
    throw new ImportError(`mapping.formats: ${(error as Error).message}`);
  }
  oneOf('cancellations.by', mapping.cancellations.by, ['customer', 'store']);
  oneOf('csv.encoding', mapping.csv.encoding, ENCODINGS);
  for (const kind of [mapping.products.class, ...Object.values(mapping.products.classByCategory)])
    oneOf('products.class', kind, ['retail', 'professional', 'colour']);
  const { columns } = mapping.receipts;
  const codes = mapping.store.taxes.map(({ code }) => code);
  for (const code of codes)
    if (lookUp(columns.taxes, code) === undefined)
      throw new ImportError(
        `mapping.receipts.columns.taxes names no column for ${code}, which is a tax of mapping.store.taxes`,
      );
  for (const code of Object.keys(columns.taxes))
    if (!codes.includes(code))
      throw new ImportError(
        `mapping.receipts.columns.taxes names ${code}, which is no tax of mapping.store.taxes`,
      );
  return mapping;
}

function oneOf(field: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw new ImportError(`mapping.${field} is ${value}; expected ${allowed.join(' or ')}`);
}

/** Objects whose keys belong to the user: replaced, not merged. */
const OPEN = /\.(taxes|byCategory|byCode|classByCategory)$/;

function merged(base: unknown, given: unknown, path: string): unknown {
  if (given === undefined) return base;
  const kind = (value: unknown) =>
    Array.isArray(value)
      ? 'a list'
      : value === null
        ? 'null'
        : typeof value === 'object'
          ? 'an object'
          : `a ${typeof value}`;
  if (kind(given) !== kind(base))
    throw new ImportError(`${path} is ${kind(given)}; expected ${kind(base)}`);
  if (kind(base) !== 'an object' || OPEN.test(path)) return given;
  const own = given as { [key: string]: unknown };
  const known = base as { [key: string]: unknown };
  for (const key of Object.keys(own))
    if (!(key in known))
      throw new ImportError(
        `${path}.${key} is not known; expected one of ${Object.keys(known).join(', ')}`,
      );
  return Object.fromEntries(
    Object.keys(known).map((key) => [key, merged(known[key], own[key], `${path}.${key}`)]),
  );
}
