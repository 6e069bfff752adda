import {
  canonical,
  ConflictError,
  conflict,
  deriveId,
  HashedInput,
  invalid,
  notFound,
  refused,
  sha256,
  type Collection,
  type CommandMetadata,
  type Tools,
} from '@chignon/eventing';
import { personAt } from '../identity/person.flow.js';
import {
  endingOf,
  type CardFacts,
  type CareEntry,
  type EntryOf,
  type ReadingFacts,
} from './care.js';
import { knownStaff } from './staff.view.js';

/** What was written down for whoever serves a customer. Personal data, some of it on health: it goes with the customer. */
export const careEntries: Collection<CareEntry> = {
  name: 'customers.care',
  indexes: { byCustomer: { fields: ['customerId', 'at', 'id'] } },
};

/** Rounds against others who write the next version of the same card. */
const VERSION_ROUNDS = 5;

/** Everything that was written of these records, oldest first. */
export async function entriesOf(
  tools: Tools,
  customerIds: readonly string[],
): Promise<CareEntry[]> {
  const all: CareEntry[] = [];
  for (const customerId of customerIds) {
    for (let after: string | undefined; ;) {
      const { items, next } = await tools.documents.find(careEntries, {
        index: 'byCustomer',
        where: { customerId },
        limit: 1000,
        after,
      });
      all.push(...items);
      if (next === undefined) break;
      after = next;
    }
  }
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
}

/** What an entry says, without who wrote it and when. */
export type Said = {
  [K in CareEntry['entry']]: Pick<EntryOf<K>, 'entry' | 'facts'>;
}[CareEntry['entry']];

/** Where and by which command something is written down. */
export interface Writing {
  /** The record that was named: the entry is its own, also when it is linked with others. */
  readonly customerId: string;
  readonly storeId: string;
  readonly cause: CommandMetadata;
}

/**
 * Writes an entry down, once for each command: a repeat finds its own.
 * @param id of the entry, where something else than the command says which it is
 * @throws Refusal 422 `idempotency-key-reused`; ConflictError when there is an entry of another command by this id
 */
export async function writeDown(
  tools: Tools,
  said: Said,
  { customerId, storeId, cause }: Writing,
  id = deriveId(`care|${cause.commandId}`),
): Promise<CareEntry> {
  const madeBy = { commandId: cause.commandId, inputHash: hashOf(cause) };
  const entry: CareEntry = {
    ...said,
    id,
    customerId,
    storeId,
    at: tools.facts.now(),
    by: cause.actor,
    madeBy,
  };
  try {
    await tools.documents.put(careEntries, entry, { expected: 0 });
    return entry;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const { revision: _, ...there } = (await tools.documents.get(careEntries, id))!;
    if (there.madeBy.commandId !== madeBy.commandId) throw error;
    return sameWish(there, madeBy.inputHash);
  }
}

/** What was asked for: the same command with another input is refused. */
const hashOf = ({ input }: CommandMetadata): string =>
  input instanceof HashedInput ? input.hash : sha256(canonical(input ?? null));

function sameWish(entry: CareEntry, inputHash: string): CareEntry {
  if (entry.madeBy.inputHash === inputHash) return entry;
  throw invalid(
    'idempotency-key-reused',
    'This idempotency key was already used with another input.',
    { field: 'Idempotency-Key', expected: 'a new key for a new input' },
  );
}

/** @throws Refusal 422 `staff-unknown`: the chain has nobody of this id */
export async function mustBeStaff(tools: Tools, performerId: string): Promise<void> {
  if (!(await tools.documents.get(tools.collection(knownStaff), performerId)))
    throw invalid('staff-unknown', 'There is no such staff member.', { field: 'performerId' });
}

/** Entries of the whole person, whichever record was named. */
const ofPerson = async (tools: Tools, customerId: string): Promise<CareEntry[]> =>
  entriesOf(tools, (await personAt(tools, customerId)).ids);

/** @throws Refusal 404 `patch-test-not-found`, also when it was ended */
function testOf(entries: readonly CareEntry[], testId: string): EntryOf<'test'> {
  const test = entries.find(({ id }) => id === testId);
  if (test?.entry !== 'test' || endingOf(entries, testId))
    throw notFound('patch-test-not-found', 'There is no such patch test.', { field: 'testId' });
  return test;
}

/** Reads a patch test; a further reading follows the ones before. @throws Refusal 404 `patch-test-not-found`, 422 `read-before-applied` */
export async function readTest(
  tools: Tools,
  facts: ReadingFacts,
  writing: Writing,
): Promise<CareEntry> {
  const test = testOf(await ofPerson(tools, writing.customerId), facts.testId);
  if (facts.readAt < test.facts.appliedAt)
    throw invalid('read-before-applied', 'It was read before it was applied.', {
      field: 'readAt',
      expected: `${test.facts.appliedAt} or later`,
    });
  return writeDown(tools, { entry: 'reading', facts }, writing);
}

/** Lets products be used whose test failed. @throws Refusal 404 `patch-test-not-found`, 409 `test-not-failed` */
export async function overrideTest(
  tools: Tools,
  facts: EntryOf<'override'>['facts'],
  writing: Writing,
): Promise<CareEntry> {
  const entries = await ofPerson(tools, writing.customerId);
  testOf(entries, facts.testId);
  const failed = entries.some(
    (one) =>
      one.entry === 'reading' &&
      one.facts.testId === facts.testId &&
      one.facts.result === 'fail' &&
      !endingOf(entries, one.id),
  );
  if (!failed)
    throw refused('test-not-failed', 'This test did not fail: there is nothing to override.');
  return writeDown(tools, { entry: 'override', facts }, writing);
}

/** Ends an entry: it counts no more, and stays to be seen. Of one that is ended already, its ending. @throws Refusal 404 `care-entry-not-found` */
export async function endEntry(
  tools: Tools,
  facts: EntryOf<'ending'>['facts'],
  writing: Writing,
): Promise<CareEntry> {
  const entries = await ofPerson(tools, writing.customerId);
  const ended = entries.find(({ id }) => id === facts.endedId);
  if (!ended || ended.entry === 'ending')
    throw notFound('care-entry-not-found', 'There is no such entry.', { field: 'entryId' });
  return endingOf(entries, facts.endedId) ?? writeDown(tools, { entry: 'ending', facts }, writing);
}

/** All versions of a card, oldest first. @throws Refusal 404 `card-not-found` */
export function versionsOf(entries: readonly CareEntry[], cardId: string): EntryOf<'card'>[] {
  const versions = entries
    .filter((one): one is EntryOf<'card'> => one.entry === 'card' && one.facts.cardId === cardId)
    .sort((a, b) => a.facts.version - b.facts.version);
  if (versions.length === 0)
    throw notFound('card-not-found', 'There is no such card.', { field: 'cardId' });
  return versions;
}

/** The newest version that was not ended. @throws Refusal 404 `card-not-found` */
function newestOf(entries: readonly CareEntry[], cardId: string): EntryOf<'card'> {
  const newest = versionsOf(entries, cardId).findLast(({ id }) => !endingOf(entries, id));
  if (!newest) throw notFound('card-not-found', 'There is no such card.', { field: 'cardId' });
  return newest;
}

/**
 * Writes the next version of a card, of two at the same time one after the other. Those before stay as they are.
 * @param facts of the version, made from the newest before it
 * @throws Refusal 404 `card-not-found`, 409 `too-many-conflicts`
 */
export async function nextVersion(
  tools: Tools,
  cardId: string,
  facts: (newest: EntryOf<'card'>) => CardFacts & { readonly repeats?: number },
  writing: Writing,
): Promise<EntryOf<'card'>> {
  for (let round = 1; round <= VERSION_ROUNDS; round++) {
    const entries = await ofPerson(tools, writing.customerId);
    const own = entries.find(({ madeBy }) => madeBy.commandId === writing.cause.commandId);
    if (own) return sameWish(own, hashOf(writing.cause)) as EntryOf<'card'>;
    const newest = newestOf(entries, cardId);
    const version = versionsOf(entries, cardId).at(-1)!.facts.version + 1;
    try {
      const said = { entry: 'card' as const, facts: { ...facts(newest), cardId, version } };
      return (await writeDown(tools, said, writing, `${cardId}.${version}`)) as EntryOf<'card'>;
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }
  throw conflict(
    'too-many-conflicts',
    'The card is being changed too often at present. Try again.',
  );
}
