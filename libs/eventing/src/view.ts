import { type EventFrom, type EventSource, resolveHandlers, type TypesOf } from './heard.js';
import type { Collection, Document } from './ports/document-store.js';

/** Where events come from: own streams by category, or published topics. */
export type Source =
  { readonly streams: readonly string[] } | { readonly topics: readonly string[] };

/** One event type's part of a view: which documents it touches, and how. Pure; deterministic; order-tolerant between keys. */
export interface Folding<D extends Document, E = any> {
  /** Ids of the documents touched, usually one; none: the event does not matter to the view. */
  readonly ids: (event: E) => readonly string[];
  /** The document after the event. `undefined` in: it does not exist yet; `undefined` out: it is not kept (its guard goes too). */
  readonly fold: (document: D | undefined, event: E, id: string) => D | undefined;
}

/**
 * A read model: documents folded from events. The mechanism keeps, in the same write as each document, the positions it
 * has seen, so that replays and duplicates change nothing.
 */
export interface View<D extends Document = any> {
  /** `<context>.<things>`: also the name of its collection. */
  readonly name: string;
  readonly indexes: Collection['indexes'];
  readonly source: Source;
  /**
   * What the guard of a document counts. `stream`: the revision of each source stream (documents fed by one stream or few;
   * gives `?atLeast=`). `log`: the one position of the store. Topics always guard per partition.
   */
  readonly guard?: 'stream' | 'log';
  /**
   * Number of the fold, default 1. A release that folds something else than the one before takes the next number: at its first start the view
   * is folded anew from history, the documents of before answer until then, unchanged.
   */
  readonly edition?: number;
  readonly on: { readonly [eventType: string]: Folding<D, any> };
  /** Upcasters for old published versions are found in the contracts; this is the highest version understood per type (default 1). */
  readonly versions?: { readonly [eventType: string]: number };
}

/**
 * A view of own ledgers or published topics: `view([visitEvents], { name, indexes, on: { … } })`. Its map is keyed by the events of
 * those, each folding gets its own event.
 */
export function view<D extends Document, H extends EventSource>(
  hears: readonly H[],
  {
    on,
    ...rest
  }: Omit<View<D>, 'source' | 'on' | 'versions'> & {
    readonly on: { readonly [T in TypesOf<H>]?: Folding<D, EventFrom<H, T>> };
  },
): View<D> {
  return { ...rest, ...resolveHandlers(rest.name, hears, on) };
}

/** One folding, for an event or several alike: in a view's map the event's type comes from there. */
export const folding = <D extends Document, E = any>(
  ids: (event: NoInfer<E>) => readonly (string | undefined)[],
  fold: (document: D | undefined, event: E, id: string) => D | undefined,
): Folding<D, E> => ({
  ids: (event) => ids(event).filter((id): id is string => id !== undefined),
  fold,
});
