import type { Part } from '@chignon/eventing';
import { careEntries } from './care.flow.js';
import { CareHttp } from './care.http.js';
import { ChairHttp } from './chair.http.js';
import { presence } from './presence.view.js';
import { knownStaff } from './staff.view.js';

/** What whoever serves a customer must know: warnings, patch tests, formulas, preferences. */
export const craftPart: Part = {
  collections: [careEntries],
  views: [presence, knownStaff],
  controllers: [ChairHttp, CareHttp],
};
