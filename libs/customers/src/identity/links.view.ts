import { folding, optional, type View, view } from '@chignon/eventing';
import { links } from './links-ledger.js';

/** How a record hangs together with others. None: it is a person by itself. */
export interface LinkedRecord {
  readonly id: string;
  /** The survivor that it belongs to. */
  readonly into?: string;
  /** Records that belong to it, with the instant (ISO UTC) since when. */
  readonly absorbed: { readonly [absorbedId: string]: string };
}

const empty = ({ id, into, absorbed }: LinkedRecord): LinkedRecord | undefined =>
  into === undefined && Object.keys(absorbed).length === 0
    ? undefined
    : { id, absorbed, ...optional({ into }) };

/** `customers.links`: one document for each record that is linked with another. */
export const linkedRecords: View<LinkedRecord> = view([links], {
  name: 'customers.links',
  indexes: {},
  guard: 'stream',
  on: {
    CustomersLinked: folding(
      ({ data }) => [data.survivorId, data.absorbedId],
      (before = { id: '', absorbed: {} }, { data, meta }, id) =>
        id === data.absorbedId
          ? { ...before, id, into: data.survivorId }
          : { ...before, id, absorbed: { ...before.absorbed, [data.absorbedId]: meta.recordedAt } },
    ),
    CustomersUnlinked: folding(
      ({ data }) => [data.survivorId, data.absorbedId],
      (before, { data }, id) => {
        if (!before) return undefined;
        const { into, ...rest } = before;
        if (id === data.absorbedId) return empty(rest);
        const { [data.absorbedId]: _, ...absorbed } = before.absorbed;
        return empty({ ...before, absorbed });
      },
    ),
  },
});
