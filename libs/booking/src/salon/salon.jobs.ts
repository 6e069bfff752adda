import { type Job, telling } from '@chignon/eventing';
import { serviceDescription } from './catalogue/described.js';
import { services } from './catalogue/service.js';
import { priceRuleDescription } from './peaks/described.js';
import { warnOfHolidays } from './book/holidays-end.flow.js';
import { priceRules } from './peaks/price-rule.js';
import { staffDescription } from './roster/described.js';
import { staff } from './roster/staff.js';

/** Services, staff and price rules that stand here from before others listened, told once. */
export const tellServices = telling({
  context: 'booking',
  things: 'services',
  collection: services,
  index: 'byId',
  edition: 1,
  describe: serviceDescription,
});
export const tellStaff = telling({
  context: 'booking',
  things: 'staff',
  collection: staff,
  index: 'byId',
  edition: 1,
  describe: staffDescription,
});
export const tellPriceRules = telling({
  context: 'booking',
  things: 'price-rules',
  collection: priceRules,
  index: 'byId',
  edition: 1,
  describe: priceRuleDescription,
});

/** `booking.watch-holidays`, every twelve hours: says in the log when special days go by holidays of a coming year that nobody has decreed. */
export const watchHolidays: Job = {
  name: 'booking.watch-holidays',
  everyMs: 43_200_000,
  atStart: true,
  run: warnOfHolidays,
};
