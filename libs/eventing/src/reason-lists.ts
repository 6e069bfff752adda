import type { Tools } from './context.js';
import { optional, type OptionalFields } from './optional.js';
import type { Collection, Document } from './ports/document-store.js';
import { mustBeListed } from './refusal.js';

/** Codes by what a reason is given for. */
type Lists<Kind extends string> = { [kind in Kind]: string[] };
/** What the chain set; a list that is left out is as usual. */
type OwnLists<Kind extends string> = { readonly [kind in Kind]?: readonly string[] | undefined };
type StoredLists<Kind extends string> = Document & OwnLists<Kind>;

/** The chain's lists are one document. */
const CURRENT = 'current';

/**
 * The chain's closed lists of reasons for what one context writes down: codes, for a word that may name a person must not stand in a
 * ledger for ever (R-PR-01).
 * @param name of their collection
 * @param usual what holds where the chain has set nothing
 */
export function reasonLists<Kind extends string>(
  name: string,
  usual: { readonly [kind in Kind]: readonly string[] },
) {
  const collection: Collection<StoredLists<Kind>> = { name, indexes: {} };
  const kinds = Object.keys(usual) as Kind[];
  const inForce = (own: OwnLists<Kind> | undefined): Lists<Kind> =>
    Object.fromEntries(
      kinds.map((kind) => [kind, [...(own?.[kind] ?? usual[kind])]]),
    ) as Lists<Kind>;
  return {
    collection,

    /** The lists in force; revision 0: the chain has set none yet. */
    async read({ documents }: Pick<Tools, 'documents'>): Promise<Lists<Kind> & Revised> {
      const own = await documents.get(collection, CURRENT);
      return { ...inForce(own), revision: own?.revision ?? 0 };
    },

    /**
     * Sets the chain's lists and answers those in force; what is left out is as usual.
     * @throws ConflictError when they have changed since `expected`
     */
    async write(
      { documents }: Pick<Tools, 'documents'>,
      lists: OwnLists<Kind>,
      expected: number | undefined,
    ): Promise<Lists<Kind> & Revised> {
      const own: OptionalFields<OwnLists<Kind>> = optional(lists);
      const { revision } = await documents.put(
        collection,
        { ...own, id: CURRENT } as StoredLists<Kind>,
        { expected },
      );
      return { ...inForce(lists), revision };
    },

    /** @param field where the code stands; left out: `reason`. @throws Refusal 422 `reason-unknown` with the codes that the list has */
    async mustHave(
      { documents }: Pick<Tools, 'documents'>,
      kind: Kind,
      code: string,
      field?: string,
    ): Promise<void> {
      mustBeListed(inForce(await documents.get(collection, CURRENT))[kind], code, field);
    },
  };
}

interface Revised {
  revision: number;
}
