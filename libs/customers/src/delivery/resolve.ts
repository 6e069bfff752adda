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
}

/**
 * Address, consent, validity and wording at this very instant; nothing is remembered from the time of planning.
 * @throws Error when the template is not known to this release: the delivery waits for one that knows it
 */
export function resolve(
  requested: Delivery,
  customer: CustomerRecord | undefined,
  now: string,
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
  return {
    messageId: requested.messageId,
    customerId: customer.id,
    storeId: requested.storeId,
    to,
    language,
    template: requested.template,
    templateVersion: template.version,
    ...template.words[language]({ ...requested.facts, name: displayName(customer) }),
  };
}
