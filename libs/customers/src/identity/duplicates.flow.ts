import { ConflictError, type Stored, type Tools } from '@chignon/eventing';
import {
  compared,
  duplicates,
  pairId,
  type CandidateReason,
  type Doubt,
  type Duplicate,
} from './duplicates.js';
import { byContact } from './finding.effects.js';
import { survivorOf } from './person.flow.js';
import { records, type CustomerRecord } from './record.js';
import { beginningsOf, soughtIn } from './terms.js';

/** Candidates of one record that are offered: a number that more people have is a placeholder. */
const CANDIDATES_MAX = 20;
/** Namesakes that are looked at. */
const NAMESAKES_MAX = 200;

/** Somebody who may be the same person. */
export interface Candidate {
  readonly record: Stored<CustomerRecord>;
  readonly reasons: readonly CandidateReason[];
  readonly doubts: readonly Doubt[];
}

/** Who else may be this customer, most reasons and fewest doubts first: by contact, and by name with birth date or store. Those who are linked with them already are not among them. */
export async function candidatesOf(tools: Tools, record: CustomerRecord): Promise<Candidate[]> {
  const found = await Promise.all([
    ...record.phones.map((phone) => byContact(tools, 'phone', phone)),
    ...record.emails.map((email) => byContact(tools, 'email', email)),
    namesakes(tools, record),
  ]);
  const own = await survivorOf(tools, record.id);
  const candidates: Candidate[] = [];
  for (const other of new Map(found.flat().map((one) => [one.id, one])).values()) {
    if (other.id === record.id || (await survivorOf(tools, other.id)) === own) continue;
    const { reasons, doubts } = compared(record, other);
    if (reasons.length > 0) candidates.push({ record: other, reasons, doubts });
  }
  const rank = ({ reasons, doubts, record: { id } }: Candidate): string =>
    `${9 - reasons.length}${doubts.length}${id}`;
  return candidates.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, CANDIDATES_MAX);
}

async function namesakes(tools: Tools, { name, homeStoreId }: CustomerRecord) {
  const sought = name === undefined ? undefined : soughtIn(name);
  if (sought?.kind !== 'name') return [];
  const pages = await Promise.all(
    beginningsOf(sought, [homeStoreId])
      .filter((prefix) => !prefix.startsWith('c'))
      .map((prefix) =>
        tools.documents.search(records, { index: 'byTerm', prefix, limit: NAMESAKES_MAX }),
      ),
  );
  return pages.flat();
}

/** Writes down for the worklist who may be this customer. Again changes nothing; a dismissed pair is opened by new reasons alone. */
export async function noteDuplicates(tools: Tools, record: CustomerRecord): Promise<void> {
  for (const { record: other, reasons, doubts } of await candidatesOf(tools, record)) {
    const id = pairId(record.id, other.id);
    const before = await tools.documents.get(duplicates, id);
    if (before && reasons.every((reason) => before.reasons.includes(reason))) continue;
    const [a, b] = id.split('~') as [string, string];
    const pair: Duplicate = {
      id,
      customerIds: [a, b],
      reasons: [...new Set([...(before?.reasons ?? []), ...reasons])],
      doubts,
      status: 'open',
      foundAt: tools.facts.now(),
    };
    try {
      await tools.documents.put(duplicates, pair, { expected: before?.revision ?? 0 });
    } catch (error) {
      // Somebody has just looked at the pair.
      if (!(error instanceof ConflictError)) throw error;
    }
  }
}

/** Says of two records that they are two people. */
export async function dismiss(tools: Tools, a: string, b: string, by: string): Promise<void> {
  const id = pairId(a, b);
  const before = await tools.documents.get(duplicates, id);
  const [first, second] = id.split('~') as [string, string];
  const at = tools.facts.now();
  const { revision, ...pair } = before ?? {
    id,
    customerIds: [first, second] as const,
    reasons: [],
    doubts: [],
    foundAt: at,
    revision: 0,
  };
  if (before?.status === 'dismissed') return;
  await tools.documents.put(
    duplicates,
    { ...pair, status: 'dismissed', dismissed: { at, by } },
    { expected: revision },
  );
}
