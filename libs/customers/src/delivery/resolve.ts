import { optional } from '@chignon/eventing';
import { displayName, type CustomerRecord, type Language } from '../identity/record.js';
import { mayReceive } from '../identity/consent.js';
import type { Delivery, RefusalReason } from './delivery-ledger.js';
import { templates, type Wording } from './templates.js';

/** A mail ready to go. Personal data: it goes to the provider and nowhere else. */
export interface Mail extends Wording {
  readonly messageId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly to: string;
  readonly language: Language;
  readonly template: string;
  readonly templateVersion: number;
  /** Where whoever reads it may refuse further ones; of marketing alone. */
  readonly unsubscribeUrl?: string;
}

/** Makes the link of a mail to an address. */
export type UnsubscribeUrl = (
  address: string,
  mail: Pick<Mail, 'customerId' | 'messageId' | 'language' | 'template' | 'templateVersion'>,
) => string;

/**
 * Address, consent, validity and wording at this very instant; nothing is remembered from the time of planning.
 * @param unsubscribeUrl makes the link that every mail of marketing has
 * @throws Error when the template is not known to this release: the delivery waits for one that knows it
 */
export function resolve(
  requested: Delivery,
  customer: CustomerRecord | undefined,
  now: string,
  unsubscribeUrl: UnsubscribeUrl,
): Mail | { readonly refusal: RefusalReason } {
  if (now > requested.validUntil) return { refusal: 'stale' };
  if (!customer) return { refusal: 'unknown-customer' };
  if (!mayReceive(customer.consents, requested.purpose, 'email')) return { refusal: 'no-consent' };
  const to = customer.emails[0];
  if (!to) return { refusal: 'no-address' };
  const template = Object.hasOwn(templates, requested.template)
    ? templates[requested.template]
    : undefined;
  if (!template) throw new Error(`template ${requested.template} is not known to this release`);
  const { language } = customer;
  const mail = {
    messageId: requested.messageId,
    customerId: customer.id,
    storeId: requested.storeId,
    to,
    language,
    template: requested.template,
    templateVersion: template.version,
  };
  const url = requested.purpose === 'marketing' ? unsubscribeUrl(to, mail) : undefined;
  return {
    ...mail,
    ...optional({ unsubscribeUrl: url }),
    ...template.words[language]({
      ...requested.facts,
      name: displayName(customer),
      ...optional({ unsubscribeUrl: url }),
    }),
  };
}
