import type { Part } from '@chignon/eventing';
import { shiftPlans } from './shift-plan-ledger.js';
import { followShiftPlans } from './shift-plan.effects.js';
import { ShiftPlanHttp } from './shift-plan.http.js';
import { ShiftSwapsHttp } from './shift-swaps.http.js';
import { ShiftWishesHttp } from './wishes.http.js';
import { shiftWishes } from './wishes.js';

/** Plans of shifts: proposed, published, swapped. */
export const shiftPlanFeature: Part = {
  ledgers: [shiftPlans],
  collections: [shiftWishes],
  effects: [followShiftPlans],
  controllers: [ShiftPlanHttp, ShiftSwapsHttp, ShiftWishesHttp],
};
