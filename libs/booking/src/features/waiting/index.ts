import { heldByIndex, type Part } from '@chignon/eventing';
import { waits } from './wait-ledger.js';
import { WaitingHttp } from './waiting.http.js';
import { watchWaitingJob } from './waiting.jobs.js';
import { listedWaits } from './waits.view.js';

/** The line of those who are in the store and wait. */
export const waitingFeature: Part = {
  ledgers: [waits],
  views: [listedWaits],
  jobs: [watchWaitingJob],
  controllers: [WaitingHttp],
  holdings: [
    heldByIndex(listedWaits, {
      name: 'booking.waits',
      title: { en: 'Waiting in the store', 'zh-CN': '到店等候' },
      with: ['wait'],
    }),
  ],
};
