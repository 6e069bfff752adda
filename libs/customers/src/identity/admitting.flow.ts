import { noCustomer } from '@chignon/service-kit';
import type { CommandMetadata, Tools } from '@chignon/eventing';
import { emailOf, phoneOf } from './contacts.js';
import { personOf } from './person.flow.js';
import { externalKey, records, type CustomerRecord, type ExternalId } from './record.js';
import { shared } from './registering.effects.js';

/** What somebody who stands at a desk has said of themselves. */
export interface Said {
  readonly phone?: string;
  /** ISO 3166 alpha-2, of a phone without its country code. */
  readonly country?: string;
  readonly email?: string;
  readonly externalId?: ExternalId;
}

const says = (record: CustomerRecord, { phone, country, email, externalId }: Said): boolean =>
  (phone !== undefined && record.phones.includes(phoneOf(phone, country))) ||
  (email !== undefined && record.emails.includes(emailOf(email))) ||
  (externalId !== undefined &&
    record.externalIds.some((one) => externalKey(one) === externalKey(externalId)));

/**
 * Lets a store see somebody who came there for the first time and said what the desk could not read: the whole of a phone number or e-mail address
 * in the record, or the code on their card. From then on they are a customer of the store's like any other.
 * @throws Refusal 404 `customer-not-found`: there is nobody, or it is not theirs; nothing tells the two apart. 422 `phone-invalid`, `email-invalid`
 */
export async function admit(
  tools: Tools,
  id: string,
  storeId: string,
  said: Said,
  cause: CommandMetadata,
): Promise<void> {
  const person = await personOf(tools, id);
  if (!person || !says(person.shown, said)) throw noCustomer('id');
  const { revision: expected, ...record } = person.own;
  const announce = [tools.message(shared(record.id, storeId, tools.facts.now()), cause)];
  await tools.documents.put(records, record, { expected, announce });
}
