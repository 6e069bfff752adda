import { entriesOfStream, heldByIndex, type Part } from '@chignon/eventing';
import { cases } from './case-ledger.js';
import { CasesHttp } from './cases.http.js';
import { watchCases } from './cases.jobs.js';
import { listedCases } from './cases.view.js';
import { payCompensations } from './compensations.effects.js';
import { CompensationsHttp } from './compensations.http.js';
import { lowRatings } from './low-ratings.reactions.js';

/** What customers were not content with: deadlines, what was done, money that goes back, and the word that it is put right. */
export const casesFeature: Part = {
  ledgers: [cases],
  views: [listedCases],
  reactions: [lowRatings],
  effects: [payCompensations],
  jobs: [watchCases],
  controllers: [CasesHttp, CompensationsHttp],
  holdings: [
    heldByIndex(
      listedCases,
      { name: 'booking.cases', title: { en: 'Complaints', 'zh-CN': '投诉' }, with: ['case'] },
      async (listed, tools) => ({
        ...listed,
        entries: await entriesOfStream(tools, cases, listed.id),
      }),
    ),
  ],
};
