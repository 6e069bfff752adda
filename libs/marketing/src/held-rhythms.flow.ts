import { entriesOfStream, type Holding } from '@chignon/eventing';
import { rebook } from './rebook-ledger.js';

/** Everything that was written of a customer's rhythm: the visits it was reckoned from, each evaluation with its inputs, and what followed from it. */
export const heldRhythms: Holding = {
  name: 'marketing.rhythm',
  title: { en: 'When we thought that you might come again', 'zh-CN': '到店周期评估' },
  tells: ['rebook'],
  page: async (tools, customerId) => ({ items: await entriesOfStream(tools, rebook, customerId) }),
};
