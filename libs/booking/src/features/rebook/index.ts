import { heldById, type Part } from '@chignon/eventing';
import { RebookHttp } from './rebook.http.js';
import { rhythms } from './rhythms.view.js';

/** When a customer is due again. */
export const rebookFeature: Part = {
  views: [rhythms],
  controllers: [RebookHttp],
  holdings: [
    heldById(rhythms, {
      name: 'booking.rhythms',
      title: { en: 'How often you come', 'zh-CN': '到店周期' },
    }),
  ],
};
