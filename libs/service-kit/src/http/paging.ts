import { optional, type Page, type Stored } from '@chignon/eventing';

/** A page of documents as an answer. */
export const page = <D extends { id: string }, A>(
  { items, next }: Page<D>,
  answer: (document: Stored<D>) => A,
): { items: A[]; next?: string } => ({
  items: items.map(answer),
  ...optional({ next }),
});
