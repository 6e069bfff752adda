import { DELIVERY_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { deliveryAnnouncements } from './customers.announcements.js';
import { deliveryEffect, outbox, type MailProvider } from './customers.effects.js';
import { takeMessages, takeReminders } from './customers.reactions.js';
import { deferredDeliveries } from './deferred.view.js';
import { delivery } from './delivery-ledger.js';
import { retryDeliveries } from './delivery.jobs.js';
import { OutboxHttp } from './outbox.http.js';

/** The last mile of every message. @param mail who carries mails */
export const deliveryPart = (mail: MailProvider): Part => ({
  ledgers: [delivery],
  collections: [outbox],
  views: [deferredDeliveries],
  reactions: [takeMessages, takeReminders],
  effects: [deliveryEffect(mail)],
  announcements: deliveryAnnouncements,
  jobs: [retryDeliveries(mail)],
  topics: [DELIVERY_TOPIC],
  controllers: [OutboxHttp],
});
