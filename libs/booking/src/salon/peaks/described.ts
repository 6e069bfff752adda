import { PriceRuleDescribed, publication } from '@chignon/contracts';
import { optional, type Publication } from '@chignon/eventing';
import type { PriceRule } from './price-rule.js';

/** What others hear of a price rule: the whole of it, so that a price can be explained where it is counted. */
export const priceRuleDescription = (rule: PriceRule): Publication => {
  const { id, version = 1, storeIds, serviceIds, serviceGroups, levels } = rule;
  const { weekdays, dayKinds, name, fromTime, toTime, validFrom, validUntil } = rule;
  return publication(PriceRuleDescribed, id, {
    ruleId: id,
    ruleVersion: version,
    ...optional({ name }),
    storeIds: [...storeIds],
    serviceIds: [...serviceIds],
    serviceGroups: [...serviceGroups],
    levels: [...levels],
    weekdays: [...weekdays],
    dayKinds: [...dayKinds],
    ...optional({ fromTime, toTime, validFrom, validUntil }),
    percent: rule.percent,
    priority: rule.priority,
  });
};
