import type { Part } from '@chignon/eventing';
import { lotVisits } from './lot-visits.view.js';
import { placedLots } from './lots.view.js';
import { recalls } from './recall-ledger.js';
import { tellNewStores, tellShelves } from './recalls.effects.js';
import { RecallsHttp } from './recalls.http.js';
import { tellRecalls } from './recalls.jobs.js';
import { listedRecalls } from './recalls.view.js';

/** Lots that are recalled, and where every lot came. */
export const recallsPart: Part = {
  ledgers: [recalls],
  views: [listedRecalls, placedLots, lotVisits],
  effects: [tellShelves, tellNewStores],
  controllers: [RecallsHttp],
  jobs: [tellRecalls],
};
