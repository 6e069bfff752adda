import { ConflictError, type Tools } from '@chignon/eventing';
import { currentConsents, type Consent, type Purpose } from '../identity/consent.js';
import { personOf } from '../identity/person.flow.js';
import {
  consented,
  LANGUAGES,
  records,
  type CustomerRecord,
  type Language,
} from '../identity/record.js';
import { addressesOf, addressKindOf, answerOf, type AddressRefusal } from './address.js';
import { keepRefusal } from './by-address.flow.js';
import { sealerOf, type Sealer } from './secret.flow.js';

/** What a link of a mail says when it is opened; sealed, so that it tells nobody else anything. */
export interface UnsubscribeLink {
  /** The card that the mail was for. */
  readonly customerId: string;
  /** The address that it went to, by its key. */
  readonly addressKey: string;
  readonly purpose: Purpose;
  readonly messageId: string;
  /** The wording of the mail: template and version. */
  readonly wording: string;
  readonly language: Language;
}

/** Where the answers of people come from who follow the link of a mail. */
export const BY_LINK = 'unsubscribe-link';

/** The key of a link, for its URL. The same mail has the same one. */
export function linkKey(
  sealer: Sealer,
  { address, ...link }: Omit<UnsubscribeLink, 'addressKey'> & { readonly address: string },
): string {
  const addressKey = sealer.addressKey('email', address);
  const { customerId, purpose, messageId, wording, language } = link;
  return sealer.seal(
    JSON.stringify([customerId, addressKey, purpose, messageId, wording, language]),
  );
}

/** What the key of a link says; undefined: no link of ours has it. */
export async function linkOf(tools: Tools, key: string): Promise<UnsubscribeLink | undefined> {
  const text = (await sealerOf(tools)).unseal(key);
  if (text === undefined) return undefined;
  // Sealed here, so it has the shape that it was given here.
  const [customerId, addressKey, purpose, messageId, wording, language] = JSON.parse(text) as [
    string,
    string,
    Purpose,
    string,
    string,
    Language,
  ];
  return {
    customerId,
    addressKey,
    purpose,
    messageId,
    wording,
    language: LANGUAGES.includes(language) ? language : 'en',
  };
}

/** Keeps the "no"s of a card with each of its addresses. @param refusals answers that are no yes */
export async function keepWithAddresses(
  tools: Tools,
  shown: CustomerRecord,
  refusals: readonly Consent[],
): Promise<void> {
  const sealer = await sealerOf(tools);
  for (const { granted: _no, ...refusal } of refusals) {
    const kind = addressKindOf(refusal.channel);
    if (kind === undefined) continue;
    for (const address of addressesOf(shown, refusal.channel))
      await keepRefusal(tools, sealer.addressKey(kind, address), {
        ...refusal,
        customerId: shown.id,
      });
  }
}

/** Changes of one record at the same time: more are a mistake. */
const TRIES = 20;

/**
 * What follows from a link that was followed: the address gets no mail for the purpose any more, and the card says so while it has the address. It holds
 * for every mail that is not out yet when this returns. Again is nothing new.
 */
export async function refuseByLink(tools: Tools, link: UnsubscribeLink): Promise<void> {
  const sealer = await sealerOf(tools);
  const at = tools.facts.now();
  const refusal: Omit<AddressRefusal, 'customerId'> = {
    purpose: link.purpose,
    channel: 'email',
    at,
    source: BY_LINK,
    wordingVersion: link.wording,
    by: 'customer',
    evidence: link.messageId,
  };
  for (let tries = 1; ; tries++) {
    const person = await personOf(tools, link.customerId);
    const has = person?.shown.emails.some(
      (email) => sealer.addressKey('email', email) === link.addressKey,
    );
    const now = person && answerOf(person.shown.consents, link.purpose, 'email');
    if (has && now?.granted === false) {
      // Said already, on paper or by this very link; a crash may have come between the two writes.
      const { granted: _no, ...said } = now;
      await keepRefusal(tools, link.addressKey, { ...said, customerId: link.customerId });
      return;
    }
    // The address first: what follows may be done again, and mails stop with this write.
    await keepRefusal(tools, link.addressKey, { ...refusal, customerId: link.customerId });
    if (!person || !has) return;
    const { revision: expected, ...record } = person.own;
    try {
      await tools.documents.put(records, consented(record, [{ ...refusal, granted: false }]), {
        expected,
      });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === TRIES) throw error;
    }
  }
}

/** The "no"s in force of a record. */
export const refusalsIn = (record: CustomerRecord): Consent[] =>
  currentConsents(record.consents).filter(({ granted }) => !granted);
