import { heldById, heldByIndex, type Part } from '@chignon/eventing';
import { access } from './access-ledger.js';
import { tellAlerts } from './alerts.effects.js';
import { readAlerts, readings } from './reads.view.js';
import { watches } from './watch.js';

/** Who read whose personal data, and over whom it is watched. */
export const accessPart: Part = {
  ledgers: [access],
  collections: [watches],
  views: [readings, readAlerts],
  effects: [tellAlerts],
  holdings: [
    heldByIndex(readings, {
      name: 'customers.reads',
      title: { en: 'Who has seen your data', 'zh-CN': '数据查看记录' },
      with: ['access'],
    }),
    heldById(watches, {
      name: 'customers.watch',
      title: { en: 'Whether looks at your data are watched over', 'zh-CN': '重点保护' },
    }),
  ],
  untold: [
    {
      store: readAlerts.name,
      why: 'Raised about callers of ours; the looks themselves are told.',
    },
  ],
};
