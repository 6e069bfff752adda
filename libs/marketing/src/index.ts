import { MESSAGE_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { rebookAnnouncements } from './marketing.announcements.js';
import { planRebooking } from './marketing.effects.js';
import { MarketingHttp } from './marketing.http.js';
import { releaseDueJob } from './marketing.jobs.js';
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
};

export { plannedMessages, rebook };
