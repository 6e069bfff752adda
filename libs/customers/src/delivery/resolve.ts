import { optional } from '@chignon/eventing';
import { displayName, type CustomerRecord, type Language } from '../identity/record.js';
import { type Channel, currentConsents, mayReceive, type Purpose } from '../identity/consent.js';
import type { Delivery, RefusalReason } from './delivery-ledger.js';
import { templates, type Wording } from './templates.js';

/** The ways to reach somebody, the first that is open counts. */
export type Way = 'email' | 'sms' | 'push';

/** A message ready to go. Personal data: it goes to the provider and nowhere else. */
export interface Mail extends Wording {
  readonly way: Way;
  readonly messageId: string;
  readonly customerId: string;
  readonly storeId: string;
  /** E-mail address; telephone number, international (`+8613…`); of a push message the customer's id, by which the app knows the devices. */
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

/** The answer of a customer that holds for a way. */
export const CONSENT_OF = { email: 'email', sms: 'sms', push: 'app' } as const satisfies {
  [way in Way]: Channel;
};

/**
 * Address, consent, validity and wording at this very instant; nothing is remembered from the time of planning. What the customer asked for (a reminder) goes by
 * e-mail, else by SMS, else to the app; marketing goes by e-mail alone.
 * @param unsubscribeUrl makes the link that every mail of marketing has
 * @param push whether anybody carries push messages
 * @throws Error when the template is not known to this release: the delivery waits for one that knows it
 */
export function resolve(
  requested: Delivery,
  customer: CustomerRecord | undefined,
  now: string,
  unsubscribeUrl: UnsubscribeUrl,
  push = false,
): Mail | { readonly refusal: RefusalReason } {
  if (now > requested.validUntil) return { refusal: 'stale' };
  if (!customer) return { refusal: 'unknown-customer' };
  const reached = wayTo(requested.purpose, customer, push);
  if ('refusal' in reached) return reached;
  const template = Object.hasOwn(templates, requested.template)
    ? templates[requested.template]
    : undefined;
  if (!template) throw new Error(`template ${requested.template} is not known to this release`);
  const { language } = customer;
  const mail = {
    ...reached,
    messageId: requested.messageId,
    customerId: customer.id,
    storeId: requested.storeId,
    language,
    template: requested.template,
    templateVersion: template.version,
  };
  const url = requested.purpose === 'marketing' ? unsubscribeUrl(reached.to, mail) : undefined;
  const data = {
    ...requested.facts,
    name: displayName(customer),
    ...optional({ unsubscribeUrl: url }),
  };
  const short = reached.way === 'email' ? undefined : template.short?.[language](data);
  return {
    ...mail,
    ...optional({ unsubscribeUrl: url }),
    ...template.words[language](data),
    ...optional({ text: short }),
  };
}

/** The first way that is open. A "no" to one way leaves the others only to who has said yes to them. */
function wayTo(
  purpose: Purpose,
  { id, consents, emails, phones }: CustomerRecord,
  push: boolean,
): Pick<Mail, 'way' | 'to'> | { readonly refusal: RefusalReason } {
  const ways: readonly { way: Way; to: string | undefined }[] = [
    { way: 'email', to: emails[0] },
    ...(purpose === 'service'
      ? [
          { way: 'sms' as const, to: phones[0] },
          { way: 'push' as const, to: push ? id : undefined },
        ]
      : []),
  ];
  const answers = currentConsents(consents).filter((one) => one.purpose === purpose);
  const saidNo = answers.some(
    ({ granted, channel }) => !granted && ways.some(({ way }) => CONSENT_OF[way] === channel),
  );
  const open = ways.filter(({ way }) => {
    const channel = CONSENT_OF[way];
    return (
      mayReceive(consents, purpose, channel) &&
      (!saidNo || answers.some((one) => one.channel === channel && one.granted))
    );
  });
  const found = open.find(({ to }) => to !== undefined);
  if (found) return { way: found.way, to: found.to! };
  return { refusal: open.length === 0 ? 'no-consent' : 'no-address' };
}
