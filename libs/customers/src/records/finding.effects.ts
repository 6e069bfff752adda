import { notFound, type Stored, type Tools } from '@chignon/eventing';
import { profiles, type Profile } from '../profile/profile.view.js';
import { storesOf } from '../profile/portrait.js';
import { CONTACTS_MAX, externalClaims, externalKey, records, type CustomerRecord, type ExternalId } from './record.js';

/** Who looks: sees the customers of their stores. */
export interface Viewer {
  sees(storeId: string): boolean;
  readonly stores: 'all' | readonly string[];
}

/** Records that the viewer may see: those who belong to, were in, or are booked in one of their stores. */
export async function visible<R extends CustomerRecord>(tools: Tools, found: readonly R[], viewer: Viewer): Promise<R[]> {
  if (viewer.stores === 'all') return [...found];
  const elsewhere = found.filter((record) => !viewer.sees(record.homeStoreId)).map((record) => record.id);
  const seen = new Map((elsewhere.length > 0 ? await tools.documents.getMany(tools.collection(profiles), elsewhere) : []).map((profile) => [profile.id, profile]));
  return found.filter((record) => storesOf(record.homeStoreId, seen.get(record.id)).some((storeId) => viewer.sees(storeId)));
}

/** A customer and their profile. @throws notFound `customer-not-found`, also when the viewer may not see them */
export async function customerOf(tools: Tools, id: string, viewer: Viewer): Promise<{ record: Stored<CustomerRecord>; profile: Profile | undefined }> {
  const [record, profile] = await Promise.all([tools.documents.get(records, id), tools.documents.get(tools.collection(profiles), id)]);
  if (!record || !storesOf(record.homeStoreId, profile).some((storeId) => viewer.sees(storeId))) throw noCustomer();
  return { record, profile };
}

export const noCustomer = () => notFound('customer-not-found', 'There is no such customer.', { field: 'customerId' });

/** Customers with this phone (E.164) or e-mail, found through the index of each slot. At most 50 a slot: families share numbers, chains do not. */
export async function byContact(tools: Tools, kind: 'phone' | 'email', value: string): Promise<Stored<CustomerRecord>[]> {
  const pages = await Promise.all(
    Array.from({ length: CONTACTS_MAX }, (_, i) => `${kind}${i + 1}`).map((slot) => tools.documents.find(records, { index: slot, where: { [`lookup.${slot}`]: value }, limit: 50 })),
  );
  return [...new Map(pages.flatMap((page) => page.items).map((record) => [record.id, record])).values()];
}

/** The customer whom another system calls this. */
export async function byExternalId(tools: Tools, externalId: ExternalId): Promise<Stored<CustomerRecord>[]> {
  const claim = await tools.documents.get(externalClaims, externalKey(externalId));
  const record = claim && (await tools.documents.get(records, claim.customerId));
  // A claim alone is not enough: the record may never have come, or have lost the code since.
  return record?.externalIds.some((one) => externalKey(one) === externalKey(externalId)) ? [record] : [];
}
