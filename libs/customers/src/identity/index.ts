import { CUSTOMER_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
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
  controllers: [SearchHttp, DuplicatesHttp, LinksHttp, CustomersHttp],
};
