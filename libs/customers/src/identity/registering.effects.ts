import { CustomerMoved, CustomerRegistered, CustomerShared, publication } from '@chignon/contracts';
import {
  canonical,
  ConflictError,
  deriveId,
  invalid,
  refused,
  sha256,
  type CommandMetadata,
  type Tools,
} from '@chignon/eventing';
import { languageAt } from '../stores/today.flow.js';
import {
  externalClaims,
  externalKey,
  records,
  registered,
  type CustomerFields,
  type CustomerRecord,
  type ExternalId,
} from './record.js';

/** A claim that its record never took up (a crash in between) may be taken over after this long: no request lives longer. */
const CLAIM_ABANDONED_MS = 10 * 60_000;
/** Rounds against others who claim the same code at the same time. */
const CLAIM_ROUNDS = 5;

export interface NewCustomer extends CustomerFields {
  readonly homeStoreId: string;
  readonly source: string;
  readonly country?: string;
}

/**
 * Makes a customer, once per command: the id is derived from the command id, so a repeat finds its own record.
 * @throws invalid `idempotency-key-reused`, `phone-invalid`, `email-invalid`, `birth-date-invalid`; refused `external-id-taken`
 */
export async function register(
  tools: Tools,
  input: NewCustomer,
  cause: CommandMetadata,
): Promise<CustomerRecord & { revision: number }> {
  const id = deriveId(`customer|${cause.commandId}`);
  const inputHash = sha256(canonical(input));
  const { source, country, homeStoreId, ...fields } = input;
  const repeat = await tools.documents.get(records, id);
  if (repeat) return sameWish(repeat, inputHash);
  const record = registered(fields, {
    id,
    homeStoreId,
    at: tools.facts.now(),
    source,
    country,
    language: await languageAt(tools, homeStoreId),
    madeBy: { commandId: cause.commandId, inputHash },
  });
  for (const externalId of record.externalIds) await claim(tools, externalId, id);
  try {
    return {
      ...record,
      ...(await tools.documents.put(records, record, {
        expected: 0,
        announce: [tools.message(registration(record, source), cause)],
      })),
    };
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    return sameWish((await tools.documents.get(records, id))!, inputHash);
  }
}

function sameWish(
  record: CustomerRecord & { revision: number },
  inputHash: string,
): CustomerRecord & { revision: number } {
  if (record.madeBy.inputHash === inputHash) return record;
  throw invalid(
    'idempotency-key-reused',
    'This idempotency key was already used with another input.',
    { field: 'Idempotency-Key', expected: 'a new key for a new input' },
  );
}

/**
 * Makes sure that the external code names this customer and no other. Written before the record, so that two records
 * never share a code; a claim alone harms nobody.
 */
export async function claim(
  tools: Tools,
  externalId: ExternalId,
  customerId: string,
): Promise<void> {
  const id = externalKey(externalId);
  for (let round = 1; ; round++) {
    const before = await tools.documents.get(externalClaims, id);
    if (before?.customerId === customerId) return;
    const now = tools.facts.now();
    if (before) {
      const abandoned =
        Date.parse(now) - Date.parse(before.claimedAt) > CLAIM_ABANDONED_MS &&
        !(await holds(tools, before.customerId, externalId));
      if (!abandoned)
        throw refused('external-id-taken', 'This external code belongs to another customer.', {
          field: 'externalIds',
          externalId: id,
        });
    }
    try {
      await tools.documents.put(
        externalClaims,
        { id, customerId, claimedAt: now },
        { expected: before?.revision ?? 0 },
      );
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || round >= CLAIM_ROUNDS) throw error;
    }
  }
}

/** Gives codes back that a record no longer has. */
export async function release(
  tools: Tools,
  externalIds: readonly ExternalId[],
  customerId: string,
): Promise<void> {
  for (const externalId of externalIds) {
    const before = await tools.documents.get(externalClaims, externalKey(externalId));
    if (before?.customerId === customerId)
      await tools.documents.remove(externalClaims, before.id, { expected: before.revision });
  }
}

/** Whether the record of this customer has the code. */
export async function holds(
  tools: Tools,
  customerId: string,
  externalId: ExternalId,
): Promise<boolean> {
  const record = await tools.documents.get(records, customerId);
  return (
    record !== undefined &&
    record.externalIds.some((one) => externalKey(one) === externalKey(externalId))
  );
}

/** Where customers come from, as others hear of it. What a caller or an import calls its source may be anything: it stays in the record. */
const HEARD_SOURCES = [
  'front-desk',
  'phone',
  'app',
  'web',
  'mini-program',
  'import',
  'campaign',
  'referral',
  'partner',
  'demo',
];

/** What is published of a new record: ids, and where it came from in words of a closed list. */
export const registration = (record: CustomerRecord, source: string) =>
  publication(CustomerRegistered, record.id, {
    customerId: record.id,
    homeStoreId: record.homeStoreId,
    registeredAt: record.registeredAt,
    source: HEARD_SOURCES.includes(source) ? source : 'other',
  });

/** Another store owns the relation from now on. */
export const moved = (
  { id, homeStoreId }: CustomerRecord,
  previousHomeStoreId: string,
  movedAt: string,
) => publication(CustomerMoved, id, { customerId: id, homeStoreId, previousHomeStoreId, movedAt });

/** Another store was let in. */
export const shared = (customerId: string, storeId: string, sharedAt: string) =>
  publication(CustomerShared, customerId, { customerId, storeId, sharedAt });
