import type { Tools } from './context.js';
import type { Ledger } from './ledger.js';
import type { Collection, Page, Stored } from './ports/document-store.js';
import type { View } from './view.js';

/*
 * What a context holds of a person (PR-13, R-PR-07; ADR 0089). Every store in which a customer's id stands is in one holding, or is named with the reason why it
 * is told nowhere: `tests/architecture/holdings.spec` finds those that are in neither.
 */

/** One line of a page: a fact of the person as the export tells it. */
export type Held = object;

/** Who asks for what is held: as much of a request as the access log writes down. */
export interface Asker {
  readonly caller: {
    readonly roles: readonly string[];
    readonly stores: 'all' | readonly string[];
    sees(storeId: string): boolean;
  };
  readonly actor: string;
  readonly operation: string;
  readonly correlationId: string;
  cause(): { readonly traceparent?: string };
}

/** One kind of thing that is known of a person, wherever in the context it is kept. */
export interface Holding {
  /** `<context>.<things>`, as the export names it. */
  readonly name: string;
  /** What people call it, by language: `en` and `zh-CN` at least. */
  readonly title: {
    readonly en: string;
    readonly 'zh-CN': string;
    readonly [language: string]: string;
  };
  /** Collections and views by name, ledgers by category: what of a person stands there is told here. */
  readonly tells: readonly string[];
  /** One page, in the order of the index; an id of nobody has an empty one. */
  page(
    tools: Tools,
    customerId: string,
    limit: number,
    after?: string,
  ): Promise<{ items: readonly Held[]; next?: string }>;
}

/** What a context says of its stores. */
export interface Untold {
  /** A collection, view or ledger category. */
  readonly store: string;
  /** Why nothing of it is told. */
  readonly why: string;
}

type Naming = Pick<Holding, 'name' | 'title'> & {
  /** Further stores whose facts stand in what is told. */
  readonly with?: readonly string[];
};

const opened = <D extends { id: string }>(
  tools: Tools,
  from: Collection<D> | View<D>,
): Collection<D> => ('source' in from ? tools.collection(from) : from);

/** One document a customer, whose id is the document's own, or `id` makes it. @param tell what of it is told; left out: all */
export const heldById = <D extends { id: string }>(
  from: Collection<D> | View<D>,
  {
    with: others = [],
    id = (customerId) => customerId,
    ...naming
  }: Naming & { readonly id?: (customerId: string) => string },
  tell: (document: D, tools: Tools) => Held | Promise<Held> = (document) => document,
): Holding => ({
  ...naming,
  tells: [from.name, ...others],
  page: async (tools, customerId) => {
    const found = await tools.documents.get(opened(tools, from), id(customerId));
    return { items: found ? [await tell(plain(found), tools)] : [] };
  },
});

/** Documents with the customer's id in the field `customerId`, the first of an index. @param tell what of each is told; left out: all */
export const heldByIndex = <D extends { id: string }>(
  from: Collection<D> | View<D>,
  { with: others = [], ...naming }: Naming,
  tell: (document: D, tools: Tools) => Held | Promise<Held> = (document) => document,
): Holding => ({
  ...naming,
  tells: [from.name, ...others],
  page: async (tools, customerId, limit, after) => {
    const { items, next }: Page<D> = await tools.documents.find(opened(tools, from), {
      index: indexOf(from),
      where: { customerId },
      limit,
      after,
    });
    return {
      items: await Promise.all(items.map(async (item) => tell(plain(item), tools))),
      ...(next === undefined ? {} : { next }),
    };
  },
});

/** The first index by `customerId`. @throws Error when there is none: a context that cannot answer does not start */
const indexOf = ({ name, indexes }: Pick<Collection, 'name' | 'indexes'>): string => {
  const found = Object.entries(indexes).find(([, { fields }]) => fields[0] === 'customerId');
  if (!found) throw new Error(`${name} has no index by customer`);
  return found[0];
};

/** What the store and the mechanism keep beside a document says nothing of a person: counts of writes, places in logs, and what tells repeats. */
const plain = <D extends { id: string }>(stored: Stored<D>): D =>
  Object.fromEntries(
    Object.entries(stored).filter(
      ([field]) => field !== 'revision' && field !== 'madeBy' && !field.startsWith('_'),
    ),
  ) as unknown as D;

/** One event of a stream as it is told: what happened and when it took effect (ISO UTC). Who of the chain wrote it is not of the person. */
export const entriesOfStream = async (
  tools: Tools,
  ledger: Ledger<any, any, any>,
  key: string,
): Promise<readonly Held[]> =>
  (await tools.history(ledger, key)).map(({ type, data, meta }) => ({
    type,
    at: meta.effectiveAt,
    ...data,
  }));
