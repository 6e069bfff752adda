import { noCustomer } from '@chignon/service-kit';
import type { Stored, Tools } from '@chignon/eventing';
import { linkedRecords } from './links.view.js';
import { merged } from './person.js';
import { records, type CustomerRecord } from './record.js';

/** A survivor and all records that are theirs. */
export interface Person {
  /** The survivor's own record: what is changed is changed here. */
  readonly own: Stored<CustomerRecord>;
  /** What is known of the person, out of all their records. */
  readonly shown: Stored<CustomerRecord>;
  /** The survivor first, then everybody absorbed. */
  readonly ids: readonly string[];
}

/** Records of one person, and links from one to the next: more are a mistake. */
const RECORDS_MAX = 50;

/** The survivor of a record: itself, unless it was absorbed. */
export async function survivorOf(tools: Tools, id: string): Promise<string> {
  const collection = tools.collection(linkedRecords);
  let at = id;
  for (let step = 0; step < RECORDS_MAX; step++) {
    const into = (await tools.documents.get(collection, at))?.into;
    if (into === undefined) return at;
    at = into;
  }
  return at;
}

/** The person that a record is of; undefined when there is no such record. */
export async function personOf(tools: Tools, id: string): Promise<Person | undefined> {
  const collection = tools.collection(linkedRecords);
  const survivorId = await survivorOf(tools, id);
  const since = new Map<string, string>();
  const ids = [survivorId];
  for (let i = 0; i < ids.length && ids.length < RECORDS_MAX; i++) {
    const linked = await tools.documents.get(collection, ids[i]!);
    for (const [absorbedId, linkedAt] of Object.entries(linked?.absorbed ?? {})) {
      ids.push(absorbedId);
      // What the survivor was given counts from when this branch came to them.
      since.set(absorbedId, [linkedAt, since.get(ids[i]!) ?? ''].sort().at(-1)!);
    }
  }
  if (ids.length === 1) {
    const own = await tools.documents.get(records, survivorId);
    return own && { own, shown: own, ids };
  }
  const found = new Map((await tools.documents.getMany(records, ids)).map((one) => [one.id, one]));
  const own = found.get(survivorId);
  if (!own) return undefined;
  const absorbed = ids.slice(1).flatMap((absorbedId) => {
    const record = found.get(absorbedId);
    return record ? [{ record, linkedAt: since.get(absorbedId)! }] : [];
  });
  return { own, shown: { ...merged(own, absorbed), revision: own.revision }, ids };
}

/** As `personOf`; whether the caller may see them was asked at the door. @throws Refusal 404 `customer-not-found` */
export async function personAt(tools: Tools, id: string): Promise<Person> {
  const person = await personOf(tools, id);
  if (!person) throw noCustomer();
  return person;
}

/** The persons of several records, by the record's id: one look for all that are linked with nobody. */
export async function personsOf(
  tools: Tools,
  found: readonly Stored<CustomerRecord>[],
): Promise<ReadonlyMap<string, Person>> {
  const persons = new Map<string, Person>();
  for (let i = 0; i < found.length; i += 1000) {
    const some = found.slice(i, i + 1000);
    const linked = new Set(
      (
        await tools.documents.getMany(
          tools.collection(linkedRecords),
          some.map(({ id }) => id),
        )
      ).map(({ id }) => id),
    );
    for (const record of some) {
      const person = linked.has(record.id)
        ? await personOf(tools, record.id)
        : { own: record, shown: record, ids: [record.id] };
      if (person) persons.set(record.id, person);
    }
  }
  return persons;
}
