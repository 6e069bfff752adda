import { CUSTOMER_TOPIC, DELIVERY_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { maskUrl, type Settings } from '@chignon/service-kit';
import { deliveryAnnouncements } from './delivery/customers.announcements.js';
import {
  deliveryEffect,
  outbox,
  outboxMailProvider,
  smtpMailProvider,
  type MailProvider,
} from './delivery/customers.effects.js';
import { takeMessages, takeReminders } from './delivery/customers.reactions.js';
import { smtpUrlFrom } from './delivery/mail.config.js';
import { delivery } from './delivery/delivery-ledger.js';
import { deferredDeliveries } from './delivery/deferred.view.js';
import { retryDeliveries } from './delivery/delivery.jobs.js';
import { OutboxHttp } from './delivery/outbox.http.js';
import { profiles } from './profile/profile.view.js';
import { profileVisits } from './profile/visit-history.view.js';
import { CustomersHttp } from './records/customers.http.js';
import { ProfilesHttp } from './records/profiles.http.js';
import { externalClaims, records } from './records/record.js';
import { roles } from './roles.js';

/**
 * Who the customers are, what is known of them, and the last mile of every message to them. Personal data lives here only.
 * @param mail who carries mails; left out: the readable outbox
 */
export const customersContext = ({
  mail = outboxMailProvider,
}: { mail?: MailProvider } = {}): Context => ({
  name: 'customers',
  roles,
  ledgers: [delivery],
  collections: [records, externalClaims, outbox],
  views: [profiles, profileVisits, deferredDeliveries],
  reactions: [takeMessages, takeReminders],
  effects: [deliveryEffect(mail)],
  announcements: deliveryAnnouncements,
  jobs: [retryDeliveries(mail)],
  topics: [CUSTOMER_TOPIC, DELIVERY_TOPIC],
  controllers: [OutboxHttp, CustomersHttp, ProfilesHttp],
});

export const customers: Context = customersContext();

/** Customers as the process is configured. @throws ConfigError */
export function customersFrom(settings: Settings): Context {
  const smtpUrl = smtpUrlFrom(settings);
  return {
    ...customersContext(smtpUrl === undefined ? {} : { mail: smtpMailProvider(smtpUrl) }),
    choices: {
      mail: smtpUrl === undefined ? 'readable outbox (set SMTP_URL to send)' : maskUrl(smtpUrl),
    },
  };
}

export { smtpMailProvider };
export type { MailProvider } from './delivery/customers.effects.js';
export { records, externalClaims, profiles, profileVisits, delivery, outbox };
