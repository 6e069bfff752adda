import { heldByIndex, type Part } from '@chignon/eventing';
import { careEntries } from './care.flow.js';
import { CareHttp } from './care.http.js';
import { ChairHttp } from './chair.http.js';
import { knownStaff } from './staff.view.js';

/** What whoever serves a customer must know: warnings, patch tests, formulas, preferences. */
export const craftPart: Part = {
  collections: [careEntries],
  views: [knownStaff],
  controllers: [ChairHttp, CareHttp],
  holdings: [
    heldByIndex(careEntries, {
      name: 'customers.care',
      title: { en: 'Warnings, patch tests, formulas, preferences', 'zh-CN': '护理档案' },
    }),
  ],
};
