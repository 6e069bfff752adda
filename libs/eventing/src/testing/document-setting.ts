import type { Collection, Document, DocumentStore } from '../ports/document-store.js';

/** A document of the contract suite. */
export interface Thing extends Document {
  readonly kind?: string;
  readonly size?: number;
  readonly email?: string;
  readonly store?: string;
  readonly place?: { readonly shelf?: number };
  readonly [field: string]: unknown;
}

/** What the parts of `documentStoreContract` share: made anew for every test, but for the store. */
export interface Setting {
  readonly store: DocumentStore;
  readonly things: Collection<Thing>;
  /** Opens another collection with the same indexes. */
  newCollection(rebuildable?: boolean): Promise<Collection<Thing>>;
  test(title: string, run: () => Promise<void>): void;
}
