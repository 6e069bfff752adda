import type { Caller, Directory } from '@chignon/service-kit';
import type { Collection, Document, Stored, Tools } from '@chignon/eventing';
import { services } from '../../salon/catalogue/service.js';
import { placesOf, staff } from '../../salon/roster/staff.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { standFor } from '../../salon/words/words.js';

/** What a column of another system may name. */
export const CODE_KINDS = [
  'staff',
  'service',
  'product',
  'adjustment',
  'service-group',
  'tax',
] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

/** A code as a row has it. */
export interface SourceCode {
  readonly kind: CodeKind;
  readonly code: string;
  /** Of a group: of which service the row says it. */
  readonly serviceId?: string;
}

/** A code that means nothing here, and the id that stands for it in what was imported. */
export interface UnknownCode extends Pick<SourceCode, 'kind' | 'code'> {
  readonly standsFor: string;
}

/** What the codes of some rows mean. */
export interface SourceCodes {
  /** The id itself where the chain knows it; else what stands for it. */
  idOf(kind: CodeKind, code: string): string;
  /** The group that a service is counted in: the row's where some service is of it, else the catalogue's, else what stands for the row's. */
  groupOf(serviceId: string, code: string): string;
  /** Each once, by kind. */
  readonly unknown: readonly UnknownCode[];
}

const MOST = 1000;

/**
 * Codes of another system, looked up. History has to add up, so that no row is refused for what the chain never knew; but events
 * forget nothing (R-PR-01), and such a code may be anybody's name: they carry what stands for it, the same for the same code of the
 * store, and the code itself stands in a document that can be erased.
 */
export async function sourceCodes(
  tools: Tools,
  directory: Directory,
  caller: Caller,
  { store }: StoreBook,
  given: readonly SourceCode[],
): Promise<SourceCodes> {
  const of = (...kinds: CodeKind[]): string[] => [
    ...new Set(given.filter(({ kind }) => kinds.includes(kind)).map(({ code }) => code)),
  ];
  const [people, offered, goods] = await Promise.all([
    all(tools, staff, of('staff')),
    all(tools, services, of('service', 'adjustment')),
    productsOf(directory, of('product')),
  ]);
  const till = await booksOf(tools).till();
  const serviceIds = offered.map(({ id }) => id);
  const known: { readonly [kind in CodeKind]: ReadonlySet<string> } = {
    // Whoever works where the caller sees nothing is nobody to them, here as elsewhere.
    staff: new Set(
      people
        .filter(
          (member) =>
            caller.stores === 'all' || placesOf(member).some((storeId) => caller.sees(storeId)),
        )
        .map(({ id }) => id),
    ),
    service: new Set(serviceIds),
    product: goods,
    adjustment: new Set([...serviceIds, ...till.discounts, ...till.extras]),
    'service-group': await groupsOf(tools, of('service-group')),
    tax: new Set(store.taxes.map(({ code }) => code)),
  };
  const groups = new Map(offered.map(({ id, serviceGroup }) => [id, serviceGroup]));
  const unknown: UnknownCode[] = [];
  for (const kind of CODE_KINDS) {
    const codes = [
      ...new Set(
        given
          .filter(
            (one) =>
              one.kind === kind &&
              !known[kind].has(one.code) &&
              (one.serviceId === undefined || !groups.has(one.serviceId)),
          )
          .map(({ code }) => code),
      ),
    ];
    const standsFor = await standFor(tools, `${kind} of another system in ${store.id}`, codes);
    unknown.push(...codes.map((code) => ({ kind, code, standsFor: standsFor(code) })));
  }
  const standing = new Map(
    unknown.map(({ kind, code, standsFor }) => [`${kind} ${code}`, standsFor]),
  );
  const idOf = (kind: CodeKind, code: string): string => standing.get(`${kind} ${code}`) ?? code;
  return {
    idOf,
    groupOf: (serviceId, code) =>
      known['service-group'].has(code)
        ? code
        : (groups.get(serviceId) ?? idOf('service-group', code)),
    unknown,
  };
}

async function all<D extends Document>(
  { documents }: Tools,
  collection: Collection<D>,
  ids: readonly string[],
): Promise<Stored<D>[]> {
  const found: Stored<D>[] = [];
  for (let from = 0; from < ids.length; from += MOST)
    found.push(...(await documents.getMany(collection, ids.slice(from, from + MOST))));
  return found;
}

async function productsOf(
  directory: Directory,
  skus: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let from = 0; from < skus.length; from += MOST)
    for (const sku of (await directory.products(skus.slice(from, from + MOST))).keys())
      found.add(sku);
  return found;
}

async function groupsOf(
  { documents }: Tools,
  groups: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const serviceGroup of groups)
    if (
      (await documents.find(services, { index: 'byGroup', where: { serviceGroup }, limit: 1 }))
        .items.length > 0
    )
      found.add(serviceGroup);
  return found;
}
