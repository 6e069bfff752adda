import { CUSTOMER_TOPIC } from '@chignon/contracts';
import type { Part } from '@chignon/eventing';
import { CustomersHttp } from './customers.http.js';
import { externalClaims, records } from './record.js';

/** Who the customers are, and what other systems call them. */
export const identityPart: Part = {
  collections: [records, externalClaims],
  topics: [CUSTOMER_TOPIC],
  controllers: [CustomersHttp],
};
