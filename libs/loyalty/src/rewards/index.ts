import type { Part } from '@chignon/eventing';
import { pointsReasonLists } from './reasons.js';
import { PointsReasonsHttp } from './reasons.http.js';
import { RedemptionsHttp } from './redemptions.http.js';

/** What points are spent on, and why. */
export const rewardsPart: Part = {
  collections: [pointsReasonLists],
  controllers: [RedemptionsHttp, PointsReasonsHttp],
};
