import { heldByIndex, type Part } from '@chignon/eventing';
import { AdjustmentsHttp } from './adjustments.http.js';
import { adjustmentsView } from './adjustments.view.js';
import { adjustmentLimits } from './limits.js';
import { AdjustmentLimitsHttp } from './limits.http.js';

/** Points given and taken by hand, within limits, and beyond them by two people. */
export const adjustmentsPart: Part = {
  collections: [adjustmentLimits],
  views: [adjustmentsView],
  controllers: [AdjustmentsHttp, AdjustmentLimitsHttp],
  holdings: [
    heldByIndex(adjustmentsView, {
      name: 'loyalty.adjustments',
      title: { en: 'Points given or taken by hand', 'zh-CN': '人工积分调整' },
    }),
  ],
};
