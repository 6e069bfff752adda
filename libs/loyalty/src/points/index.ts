import { ACCOUNT_TOPIC } from '@chignon/contracts';
import { heldById, heldByIndex, type Part } from '@chignon/eventing';
import { AccountsHttp } from './accounts.http.js';
import { accounts } from './accounts.view.js';
import { pointsTender } from './points-tender.flow.js';
import { pointsReservations } from './reservations.view.js';
import { pointsAnnouncements } from './points.announcements.js';
import { expirePoints, reviewTiers } from './points.jobs.js';
import { points } from './account/points-ledger.js';
import { followSettlements } from './settlements.effects.js';
import { statements } from './statements.view.js';

/** The account of a customer: points as a ledger, the tier as it was said, and the statement. Follows the settlements of visits, and pays their bills. */
export const pointsPart: Part = {
  ledgers: [points],
  views: [accounts, statements, pointsReservations],
  effects: [followSettlements],
  announcements: pointsAnnouncements,
  publishedBefore: { silent: ['PointsRedeemed', 'PointsExpired'] },
  jobs: [expirePoints, reviewTiers],
  topics: [ACCOUNT_TOPIC],
  controllers: [AccountsHttp],
  tenders: [pointsTender],
  holdings: [
    heldById(accounts, {
      name: 'loyalty.account',
      title: { en: 'Points and tier', 'zh-CN': '积分与会员等级' },
      with: [pointsReservations.name],
    }),
    heldByIndex(statements, {
      name: 'loyalty.statement',
      title: { en: 'Points, entry by entry', 'zh-CN': '积分明细' },
      with: ['points'],
    }),
  ],
};
