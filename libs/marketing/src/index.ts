import { MESSAGE_TOPIC } from '@chignon/contracts';
import { type Context, heldByIndex } from '@chignon/eventing';
import { rebookAnnouncements } from './marketing.announcements.js';
import { planRebooking } from './marketing.effects.js';
import { MarketingHttp } from './marketing.http.js';
import { releaseDueJob } from './marketing.jobs.js';
import { heldRhythms } from './held-rhythms.flow.js';
import { plannedMessages } from './planned-messages.view.js';
import { rebook } from './rebook-ledger.js';
import { rebookRules } from './rebook-rules.js';
import { roles } from './roles.js';

/** Whom to write to, what and when: by ids and facts only. Address, consent and wording are the business of customers. */
export const marketing: Context = {
  name: 'marketing',
  roles,
  ledgers: [rebook],
  collections: [rebookRules],
  views: [plannedMessages],
  reactions: [],
  effects: [planRebooking],
  announcements: rebookAnnouncements,
  jobs: [releaseDueJob],
  topics: [MESSAGE_TOPIC],
  controllers: [MarketingHttp],
  holdings: [
    heldByIndex(plannedMessages, {
      name: 'marketing.messages',
      title: { en: 'Messages planned for you', 'zh-CN': '计划发送的消息' },
    }),
    heldRhythms,
  ],
};

export { plannedMessages, rebook };
