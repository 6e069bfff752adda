/** Loyalty: points as a ledger, tiers, and the statement. Follows the settlements of visits only. */
import { ACCOUNT_TOPIC } from '@chignon/contracts';
import type { Context } from '@chignon/eventing';
import { accounts } from './accounts.view.js';
import { pointsAnnouncements } from './loyalty.announcements.js';
import { followSettlements } from './loyalty.effects.js';
import { AccountsHttp } from './accounts.http.js';
import { ProgrammeHttp } from './programme.http.js';
import { expirePoints, reviewTiers } from './loyalty.jobs.js';
import { points } from './points-ledger.js';
import { programmes, tierReviews } from './programme.effects.js';
import { pointsReasonLists } from './reasons.js';
import { PointsReasonsHttp } from './reasons.http.js';
import { statements } from './statements.view.js';
import { roles } from './roles.js';

export const loyalty: Context = {
  name: 'loyalty',
  roles,
  ledgers: [points],
  collections: [programmes, tierReviews, pointsReasonLists],
  views: [accounts, statements],
  reactions: [],
  effects: [followSettlements],
  announcements: pointsAnnouncements,
  publishedBefore: { silent: ['PointsRedeemed', 'PointsExpired'] },
  jobs: [expirePoints, reviewTiers],
  topics: [ACCOUNT_TOPIC],
  controllers: [AccountsHttp, ProgrammeHttp, PointsReasonsHttp],
};

export { accounts, points, statements };
