import { textOf } from '@chignon/service-kit';
import {
  canonical,
  ConflictError,
  deriveId,
  Refusal,
  sha256,
  sideBySide,
  type CommandMetadata,
  type Tools,
} from '@chignon/eventing';
import { sealerOf, type Sealer } from '../consents/secret.flow.js';
import { externalClaims, externalKey, records, type ExternalId } from '../identity/record.js';
import { survivorOf } from '../identity/person.flow.js';
import { claim, holds, registration } from '../identity/registering.effects.js';
import { languageAt } from '../stores/today.flow.js';
import { importedRecord, type ImportItem, type ImportResult } from './imported-record.js';

/** Whom an import comes from, and what they may see. */
interface Importing {
  readonly source: string;
  readonly country?: string;
  sees(storeId: string): boolean;
  seesCustomer(id: string): Promise<boolean>;
}

/** Imports rows, each by itself and once per external code: what is there already is left as it is. Results in the order of the rows. */
export async function importCustomers(
  tools: Tools,
  items: readonly ImportItem[],
  by: Importing,
  cause: CommandMetadata,
): Promise<ImportResult[]> {
  const sealer = await sealerOf(tools);
  // Rows of one external code are one customer.
  return sideBySide(
    items,
    ({ externalId }) => externalKey(externalId),
    (item) => importOne(tools, item, by, cause, sealer),
  );
}

async function importOne(
  tools: Tools,
  row: ImportItem,
  by: Importing,
  cause: CommandMetadata,
  sealer: Sealer,
): Promise<ImportResult> {
  let item: ImportItem;
  try {
    item = tidy(row);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      externalId: row.externalId,
      outcome: 'rejected',
      code: error.code,
      field: error.detail.field,
    };
  }
  const { externalId } = item;
  // Whether a stranger's code is known is theirs to know.
  const already = async (customerId: string): Promise<ImportResult> =>
    (await by.seesCustomer(customerId))
      ? { externalId, customerId: await survivorOf(tools, customerId), outcome: 'already' }
      : { externalId, outcome: 'rejected', code: 'external-id-taken', field: 'externalId' };
  if (!by.sees(item.homeStoreId))
    return { externalId, outcome: 'rejected', code: 'store-not-found', field: 'homeStoreId' };
  const known = await tools.documents.get(externalClaims, externalKey(externalId));
  const before = guessableId(externalId);
  // What a release before began under its own id, and did not end, goes on under that.
  const id = known?.customerId === before ? before : importedId(sealer, externalId);
  if (known && known.customerId !== id && (await holds(tools, known.customerId, externalId)))
    return already(known.customerId);
  for (const one of [id, before]) if (await tools.documents.get(records, one)) return already(one);
  const made = importedRecord(item, {
    id,
    at: tools.facts.now(),
    source: by.source,
    country: by.country,
    language: await languageAt(tools, item.homeStoreId),
    madeBy: { commandId: cause.commandId, inputHash: sha256(canonical(item)) },
  });
  if ('outcome' in made) return made;
  try {
    await claim(tools, externalId, id);
    await tools.documents.put(records, made, {
      expected: 0,
      announce: [tools.message(registration(made, 'import'), cause)],
    });
  } catch (error) {
    if (error instanceof ConflictError) return already(id);
    if ((error as { code?: string }).code === 'external-id-taken')
      return { externalId, outcome: 'rejected', code: 'external-id-taken', field: 'externalId' };
    throw error;
  }
  return { externalId, customerId: id, outcome: 'imported' };
}

/** The row with its texts as they are kept. @throws Refusal 422 `text-blank`, `text-invalid` */
const tidy = ({ externalId, ...row }: ImportItem): ImportItem => {
  const texts = Object.entries(row).map(([field, value]) => [
    field,
    typeof value === 'string' ? textOf(value, field) : value,
  ]);
  return {
    ...(Object.fromEntries(texts) as Omit<ImportItem, 'externalId'>),
    externalId: { system: externalId.system, code: textOf(externalId.code, 'externalId') },
  };
};

/**
 * The customer id of an imported code: the same in every run. Ids stand in events for ever, and codes of other systems are often phone numbers: without this
 * platform's secret nobody finds out, by trying them all, which one an id is of (R-PR-01).
 */
export const importedId = (sealer: Sealer, externalId: ExternalId): string =>
  sealer.idOf('customer-of', externalKey(externalId));

/** The id that earlier releases made of a code, without a secret. Customers of then keep theirs. */
export const guessableId = (externalId: ExternalId): string =>
  deriveId(`customer-of|${externalKey(externalId)}`);
