import type { Stored, Tools } from '@chignon/eventing';
import { personsOf } from './person.flow.js';
import { records, type CustomerRecord } from './record.js';
import { beginningsOf, fitOf, isSought, type Sought } from './terms.js';

/** Records that one beginning may bring: whoever has more namesakes types one letter more. */
const CANDIDATES = 200;
/** Stores of a caller that are looked at before all others. */
const OWN_STORES_MAX = 10;

/** Who was found. */
export interface Found {
  readonly record: Stored<CustomerRecord>;
  /** The caller may see them: of others only that they are there. */
  readonly present: boolean;
}

/** Who asks. */
export interface Seeker {
  /** Stores of the caller; all for the whole chain. */
  readonly stores: 'all' | readonly string[];
  /** Those of the customers whom the caller may see. */
  present(found: readonly CustomerRecord[]): Promise<ReadonlySet<string>>;
}

/**
 * Customers of the whole chain who are what is looked for: those whom the caller may see first, then by how well the name fits.
 * `more`: there are others beyond these, and more letters find them. The cost does not grow with the chain: at most so many records a beginning.
 */
export async function search(
  tools: Tools,
  sought: Sought,
  seeker: Seeker,
  limit: number,
): Promise<{ found: readonly Found[]; more: boolean }> {
  const own = seeker.stores === 'all' ? [] : seeker.stores.slice(0, OWN_STORES_MAX);
  const pages = await Promise.all(
    beginningsOf(sought, own).map((prefix) =>
      tools.documents.search(records, { index: 'byTerm', prefix, limit: CANDIDATES }),
    ),
  );
  const byId = new Map(pages.flat().map((record) => [record.id, record]));
  const fitting = [...byId.values()].filter((record) => isSought(record, sought));
  // What was found may stand in a record that is another's now: the person is answered, once.
  const persons = await personsOf(tools, fitting);
  const shown = [
    ...new Map([...persons.values()].map((person) => [person.own.id, person.shown])).values(),
  ];
  const present = await seeker.present(shown);
  const ranked = shown
    .map((record) => ({
      record,
      present: present.has(record.id),
      key: `${present.has(record.id) ? 0 : 1}${fitOf(record, sought)}${record.name ?? '\u{10FFFF}'}\u0000${record.id}`,
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    found: ranked.slice(0, limit).map(({ key: _key, ...one }) => one),
    more: ranked.length > limit || pages.some((page) => page.length === CANDIDATES),
  };
}
