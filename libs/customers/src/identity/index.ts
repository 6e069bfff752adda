import { CUSTOMER_TOPIC } from '@chignon/contracts';
import { heldById, heldByIndex, type Part } from '@chignon/eventing';
import { CustomersHttp } from './customers.http.js';
import { findDuplicates } from './duplicates.effects.js';
import { DuplicatesHttp } from './duplicates.http.js';
import { duplicates } from './duplicates.js';
import { linkAnnouncements } from './links.announcements.js';
import { LinksHttp } from './links.http.js';
import { links } from './links-ledger.js';
import { linkedRecords } from './links.view.js';
import { externalClaims, records } from './record.js';
import { SearchHttp } from './search.http.js';
import { fillTerms } from './terms.jobs.js';
import { upkeep } from './upkeep.js';

/** Who the customers are, what other systems call them, and how they are found. */
export const identityPart: Part = {
  ledgers: [links],
  views: [linkedRecords],
  announcements: linkAnnouncements,
  effects: [findDuplicates],
  collections: [records, externalClaims, upkeep, duplicates],
  jobs: [fillTerms],
  topics: [CUSTOMER_TOPIC],
  holdings: [
    heldById(
      records,
      { name: 'customers.record', title: { en: 'Your record', 'zh-CN': '个人资料' } },
      // What is kept beside it for look-ups and repeats says the same once more.
      ({ lookup: _lookup, terms: _terms, cleared: _cleared, ...told }) => told,
    ),
    heldByIndex(externalClaims, {
      name: 'customers.codes',
      title: { en: 'Codes of other systems', 'zh-CN': '其他系统的编号' },
    }),
    heldById(linkedRecords, {
      name: 'customers.links',
      title: { en: 'Records that were linked', 'zh-CN': '已合并的档案' },
      with: ['identity'],
    }),
  ],
  untold: [
    {
      store: duplicates.name,
      why: 'Who may be the same person is about somebody else as well, who has not been asked.',
    },
  ],
  controllers: [SearchHttp, DuplicatesHttp, LinksHttp, CustomersHttp],
};
