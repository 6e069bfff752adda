import { type Context, heldById, heldByIndex } from '@chignon/eventing';
import { customerFirsts } from './customer-firsts.view.js';
import { customerVisits } from './customer-visits.view.js';
import {
  dailySales,
  dailySettlements,
  dailyStaffSales,
  dailyStaffSettlements,
} from './daily-sales.view.js';
import { InsightsHttp } from './insights.http.js';
import { previewSales } from './preview.flow.js';
import { roles } from './roles.js';

/** Figures from settled visits: nothing is written here but read models. */
export const insights: Context = {
  name: 'insights',
  roles,
  ledgers: [],
  collections: [],
  views: [
    dailySales,
    dailyStaffSales,
    dailySettlements,
    dailyStaffSettlements,
    customerVisits,
    customerFirsts,
  ],
  reactions: [],
  effects: [],
  announcements: {},
  jobs: [],
  topics: [],
  previews: [previewSales],
  controllers: [InsightsHttp],
  holdings: [
    heldById(customerFirsts, {
      name: 'insights.first-visit',
      title: { en: 'Days on which you came, as figures count them', 'zh-CN': '统计中的到店日期' },
    }),
    heldByIndex(customerVisits, {
      name: 'insights.months',
      title: { en: 'What you spent by month and store', 'zh-CN': '每月消费统计' },
    }),
  ],
};

export { customerVisits, dailySales, dailyStaffSales };
