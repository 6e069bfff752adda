import { heldByIndex, type Part } from '@chignon/eventing';
import { FeeMoneyHttp } from './fee-money.http.js';
import { FeesHttp } from './fees.http.js';
import { listedFees } from './fees.view.js';
import { noShowsJob } from './no-shows.jobs.js';

/** Fees for late cancellations and missed appointments. */
export const feesFeature: Part = {
  jobs: [noShowsJob],
  views: [listedFees],
  controllers: [FeesHttp, FeeMoneyHttp],
  holdings: [
    heldByIndex(listedFees, {
      name: 'booking.fees',
      title: { en: 'Fees for late cancellation or not coming', 'zh-CN': '取消与爽约费用' },
    }),
  ],
};
