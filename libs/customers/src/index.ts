import { type Context, merge, optional } from '@chignon/eventing';
import { maskUrl, type Settings } from '@chignon/service-kit';
import { accessPart } from './access/index.js';
import { consentsPart } from './consents/index.js';
import { craftPart } from './craft/index.js';
import { outbox, outboxMailProvider, smtpMailProvider } from './delivery/customers.effects.js';
import type { MailProvider, MessageProvider } from './delivery/customers.effects.js';
import { delivery } from './delivery/delivery-ledger.js';
import { gatewaysFrom } from './delivery/gateway.config.js';
import { gatewayProvider } from './delivery/gateway.effects.js';
import { deliveryPart } from './delivery/index.js';
import { mailFrom, TRIAL_URL } from './delivery/mail.config.js';
import { identityPart } from './identity/index.js';
import { externalClaims, records } from './identity/record.js';
import { importsPart } from './imports/index.js';
import { profilePart } from './profile/index.js';
import { profiles } from './profile/profile.view.js';
import { profileVisits } from './profile/visit-history.view.js';
import { privacyPart } from './privacy/index.js';
import { retentionFrom } from './privacy/retention.config.js';
import { DEFAULT_PERIODS, type RetentionPeriods } from './privacy/retention.js';
import { noteTelling } from './privacy/telling.flow.js';
import { roles } from './roles.js';
import { storesPart } from './stores/index.js';

/**
 * Who the customers are, what is known of them, and the last mile of every message to them. Personal data lives here only.
 * Each part knows those of its ground (identity first), none that stand on it.
 * @param mail who carries mails; left out: the readable outbox
 * @param sms who carries text messages; left out: the readable outbox
 * @param push who carries messages to the chain's app; left out: nobody
 * @param publicUrl where links of mails lead
 * @param retention for how long what is kept
 */
export const customersContext = ({
  mail = outboxMailProvider,
  sms = outboxMailProvider,
  push,
  publicUrl = TRIAL_URL,
  retention = DEFAULT_PERIODS,
}: {
  mail?: MailProvider;
  sms?: MessageProvider;
  push?: MessageProvider;
  publicUrl?: string;
  retention?: RetentionPeriods;
} = {}): Context => ({
  // Identity comes last: its `/v1/customers/:customerId` would answer for every path of one word that stands behind it.
  ...merge(
    'customers',
    privacyPart(retention),
    deliveryPart({ provider: mail, sms, ...optional({ push }), publicUrl }),
    importsPart,
    craftPart,
    profilePart,
    consentsPart,
    identityPart,
    accessPart,
    storesPart,
  ),
  roles,
  noteTelling,
});

export const customers: Context = customersContext();

/** Customers as the process is configured. @throws ConfigError */
export function customersFrom(settings: Settings): Context {
  const { smtpUrl, publicUrl } = mailFrom(settings);
  const { sms, push } = gatewaysFrom(settings);
  return {
    ...customersContext({
      publicUrl,
      retention: retentionFrom(settings),
      ...(smtpUrl === undefined ? {} : { mail: smtpMailProvider(smtpUrl) }),
      ...(sms === undefined ? {} : { sms: gatewayProvider('sms', sms) }),
      ...(push === undefined ? {} : { push: gatewayProvider('push', push) }),
    }),
    choices: {
      mail: smtpUrl === undefined ? 'readable outbox (set SMTP_URL to send)' : maskUrl(smtpUrl),
      'links of mails': publicUrl,
      sms: sms === undefined ? 'readable outbox (set SMS_URL to send)' : maskUrl(sms),
      push: push === undefined ? 'none (set PUSH_URL to send)' : maskUrl(push),
    },
  };
}

export { smtpMailProvider };
export type { MailProvider, MessageProvider };
export { records, externalClaims, profiles, profileVisits, delivery, outbox };
