import { CUSTOMER_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { CustomersHttp } from './customers.http.js';
import { externalClaims, records } from './record.js';
import { SearchHttp } from './search.http.js';
import { fillTerms, upkeep } from './terms.jobs.js';

/** Who the customers are, what other systems call them, and how they are found. */
export const identityPart: Part = {
  collections: [records, externalClaims, upkeep],
  jobs: [fillTerms],
  topics: [CUSTOMER_TOPIC],
  controllers: [SearchHttp, CustomersHttp],
};
