/** Loyalty: points as a ledger, tiers, and the statement. Earns from settled visits only. */
import { ACCOUNT_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { accounts } from './accounts.view.js';
import { announcements } from './loyalty.announcements.js';
import { LoyaltyHttp } from './loyalty.http.js';
import { expirePoints } from './loyalty.jobs.js';
import { visitPoints } from './loyalty.reactions.js';
import { points } from './points-ledger.js';
import { statements } from './statements.view.js';

export const loyalty: Context = {
  name: 'loyalty',
  ledgers: [points],
  collections: [],
  views: [accounts, statements],
  reactions: [visitPoints],
  effects: [],
  announcements,
  jobs: [expirePoints],
  topics: [ACCOUNT_TOPIC],
  controllers: [LoyaltyHttp],
};

export { accounts, points, statements };
