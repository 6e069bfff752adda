import type { Part } from '@chignon/eventing';
import { ExpiringHttp } from './expiring.http.js';
import { expiringLots } from './expiring.view.js';

/** Lots over all shelves: which are to be used up, and which are over. */
export const lotsPart: Part = {
  views: [expiringLots],
  controllers: [ExpiringHttp],
};
