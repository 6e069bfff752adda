import { telling } from '@chignon/eventing';
import { serviceDescription } from './catalogue/described.js';
import { services } from './catalogue/service.js';
import { priceRuleDescription } from './peaks/described.js';
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
