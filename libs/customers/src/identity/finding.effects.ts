import type { Stored, Tools } from '@chignon/eventing';
import {
  CONTACTS_MAX,
  externalClaims,
  externalKey,
  records,
  type CustomerRecord,
  type ExternalId,
} from './record.js';

/** Customers with this phone (E.164) or e-mail, found through the index of each slot. At most 50 a slot: families share numbers, chains do not. */
export async function byContact(
  tools: Tools,
  kind: 'phone' | 'email',
  value: string,
): Promise<Stored<CustomerRecord>[]> {
  const pages = await Promise.all(
    Array.from({ length: CONTACTS_MAX }, (_, i) => `${kind}${i + 1}`).map((slot) =>
      tools.documents.find(records, {
        index: slot,
        where: { [`lookup.${slot}`]: value },
        limit: 50,
      }),
    ),
  );
  return [
    ...new Map(pages.flatMap((page) => page.items).map((record) => [record.id, record])).values(),
  ];
}

/** The customer whom another system calls this. */
export async function byExternalId(
  tools: Tools,
  externalId: ExternalId,
): Promise<Stored<CustomerRecord>[]> {
  const claim = await tools.documents.get(externalClaims, externalKey(externalId));
  const record = claim && (await tools.documents.get(records, claim.customerId));
  // A claim alone is not enough: the record may never have come, or have lost the code since.
  return record?.externalIds.some((one) => externalKey(one) === externalKey(externalId))
    ? [record]
    : [];
}
