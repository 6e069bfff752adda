import { DELIVERY_TOPIC } from '@chignon/contracts';
import { heldByIndex, type Part } from '@chignon/eventing';
import { deliveryAnnouncements } from './customers.announcements.js';
import { deliveryEffect, outbox, type LastMile } from './customers.effects.js';
import { takeMessages, takeReminders } from './customers.reactions.js';
import { deferredDeliveries } from './deferred.view.js';
import { delivery } from './delivery-ledger.js';
import { retryDeliveries } from './delivery.jobs.js';
import { OutboxHttp } from './outbox.http.js';

/** The last mile of every message. @param lastMile who carries mails, and where their links lead */
export const deliveryPart = (lastMile: LastMile): Part => ({
  ledgers: [delivery],
  collections: [outbox],
  views: [deferredDeliveries],
  reactions: [takeMessages, takeReminders],
  effects: [deliveryEffect(lastMile)],
  announcements: deliveryAnnouncements,
  jobs: [retryDeliveries(lastMile)],
  topics: [DELIVERY_TOPIC],
  holdings: [
    heldByIndex(outbox, {
      name: 'customers.messages',
      title: { en: 'Messages sent to you', 'zh-CN': '已发送的消息' },
      with: ['delivery'],
    }),
  ],
  controllers: [OutboxHttp],
});
