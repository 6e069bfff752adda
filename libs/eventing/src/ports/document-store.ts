import type { Message } from '../event.js';

/** An index over top-level or dotted fields, ascending. A document that lacks the first field is not in it. */
export interface Index {
  readonly fields: readonly string[];
  readonly unique?: boolean;
  /** Its one field is a list of texts, and the document stands in the index once for each of them. Asked by `search` alone. Not unique. */
  readonly each?: boolean;
}

/** A declared collection. Its name is `<context>.<plural>`, for example `customers.profiles`. */
export interface Collection<D extends Document = Document> {
  readonly name: string;
  readonly indexes: { readonly [name: string]: Index };
  /** Read models can be rebuilt, so their writes need not wait for the disk; default false: on disk when it returns. */
  readonly rebuildable?: boolean;
  /** Carries the type only. */
  readonly _document?: D;
}

/** Any JSON object with an id. `revision` is the store's own (1 after the first put) and is not to be written. */
export interface Document {
  readonly id: string;
}
export type Stored<D extends Document> = D & { readonly revision: number };

type Scalar = string | number | boolean | null;

/** A query that one declared index can answer. */
export interface Query {
  readonly index: string;
  /** Equality on a prefix of the index's fields. */
  readonly where?: { readonly [field: string]: Scalar };
  /** Bounds on the index field that follows the prefix. */
  readonly range?: {
    readonly field: string;
    readonly gte?: Scalar;
    readonly gt?: Scalar;
    readonly lte?: Scalar;
    readonly lt?: Scalar;
  };
  /** Along the index. Default `asc`. */
  readonly order?: 'asc' | 'desc';
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. Another query's cursor is `invalid('cursor-invalid')`. */
  readonly after?: string | undefined;
}

export interface Page<D extends Document> {
  readonly items: Stored<D>[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** A look into an index of lists: whose list has a text that begins with this? */
export interface Search {
  readonly index: string;
  /** At least one character, compared as it is: who searches without regard to case keeps folded texts. */
  readonly prefix: string;
  /** 1 to 1000. */
  readonly limit: number;
}

export interface PutOptions {
  /** 0: must not exist; n: must be at revision n; left out: whatever is there. Else `ConflictError`. */
  readonly expected?: number | undefined;
  /** Published by the relay after the write; stands in the same write. */
  readonly announce?: readonly Message[];
}

export type Write<D extends Document> =
  | { readonly put: D; readonly expected: number }
  | { readonly remove: string; readonly expected: number };

/** Announcements that wait in a document, in the order of its writes. */
export interface PendingAnnouncements {
  readonly collection: string;
  readonly id: string;
  readonly messages: Message[];
  /** The number of each message among all that this document ever announced, or one that grows like it; also over a removal. */
  readonly numbers: readonly number[];
  /** Hands back to `clearAnnouncements`. */
  readonly token: string;
}

/**
 * Where master data, personal data and read models are kept. Promises, held by `documentStoreContract`: a document and
 * its announcements are one write; revisions are optimistic; unique indexes hold (`DuplicateError`); `find` goes
 * through one index and pages by key, so that a page costs the same anywhere; a document may have 1 MB.
 */
export interface DocumentStore {
  /** Creates the collection and its indexes where they are missing. Once at start, before any other call for it. */
  open(collection: Collection): Promise<void>;
  get<D extends Document>(collection: Collection<D>, id: string): Promise<Stored<D> | undefined>;
  /** In any order; absent ones are left out. At most 1000 ids. */
  getMany<D extends Document>(
    collection: Collection<D>,
    ids: readonly string[],
  ): Promise<Stored<D>[]>;
  put<D extends Document>(
    collection: Collection<D>,
    document: D,
    options?: PutOptions,
  ): Promise<{ revision: number }>;
  remove(collection: Collection, id: string, options?: PutOptions): Promise<void>;
  find<D extends Document>(collection: Collection<D>, query: Query): Promise<Page<D>>;
  /** Documents with a text in the index's list that begins with the prefix: each once, those of the lowest texts, in no order. */
  search<D extends Document>(collection: Collection<D>, search: Search): Promise<Stored<D>[]>;
  /** Each write stands alone: those whose expected revision is wrong are named in `conflicts`, the others are done. */
  bulk<D extends Document>(
    collection: Collection<D>,
    writes: readonly Write<D>[],
  ): Promise<{ conflicts: string[] }>;
  count(collection: Collection): Promise<number>;
  /** Every document by ascending id. */
  scan<D extends Document>(collection: Collection<D>): AsyncIterable<Stored<D>>;
  /** Removes the whole collection. */
  drop(collection: Collection): Promise<void>;
  /** Oldest first, at most `limit` documents of the collections named. */
  pendingAnnouncements(
    collections: readonly string[],
    limit: number,
  ): Promise<PendingAnnouncements[]>;
  clearAnnouncements(pending: readonly PendingAnnouncements[]): Promise<void>;
  /** Calls back after a write with announcements; a hint only, the relay also looks by itself. */
  onAnnounced(listener: () => void): () => void;
  integrity(): AsyncIterable<{ where: string; problem: string }>;
  ping(): Promise<void>;
  close(): Promise<void>;
}
