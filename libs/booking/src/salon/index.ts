import { PRICE_RULE_TOPIC, SERVICE_TOPIC, STAFF_TOPIC, STORE_TOPIC } from '@chignon/contracts';
import { heldById, type Part } from '@chignon/eventing';
import { durations, tableId } from './catalogue/durations.js';
import { noCategory, noGroup, noService, services, serviceVersions } from './catalogue/service.js';
import { channelRules } from './channels/channel.js';
import {
  depositRules,
  depositRuleVersions,
  trustedCustomers,
} from './deposit-rules/deposit-rule.js';
import { priceRules } from './peaks/price-rule.js';
import { ownDecrees } from './peaks/public-holidays.js';
import { specialDays } from './peaks/special-day.js';
import { policies, policyVersions } from './policies/policy.js';
import { units } from './resources/unit.js';
import { rosterRules, travelTimes } from './roster/roster-terms.js';
import { shifts } from './roster/shifts.js';
import { noStaff, postings, staff } from './roster/staff.js';
import { CatalogueHttp } from './routes/catalogue.http.js';
import { ChannelsHttp } from './routes/channels.http.js';
import { DepositRulesHttp } from './routes/deposit-rules.http.js';
import { PeaksHttp } from './routes/peaks.http.js';
import { PoliciesHttp } from './routes/policies.http.js';
import { PublicHolidaysHttp } from './routes/public-holidays.http.js';
import { RosterTermsHttp } from './routes/roster-terms.http.js';
import { TillHttp } from './routes/till.http.js';
import { VipHttp } from './routes/vip.http.js';
import { tellPriceRules, tellServices, tellStaff, watchHolidays } from './salon.jobs.js';
import { stores } from './stores/store.js';
import { tillRules } from './till/till-rules.js';
import { knownTiers } from './vip/tiers.view.js';
import { vipTerms } from './vip/vip-terms.js';
import { words, wordsKey } from './words/words.js';

/** What the chain sets up: stores, catalogue, roster, prices, channels, terms; and what it all comes to for one day of a store. */
export const salonPart: Part = {
  collections: [
    words,
    wordsKey,
    stores,
    units,
    specialDays,
    ownDecrees,
    priceRules,
    services,
    serviceVersions,
    durations,
    staff,
    postings,
    shifts,
    rosterRules,
    travelTimes,
    policies,
    policyVersions,
    channelRules,
    vipTerms,
    depositRules,
    depositRuleVersions,
    trustedCustomers,
    tillRules,
    tellServices.told,
    tellStaff.told,
    tellPriceRules.told,
  ],
  registers: {
    service: { collection: services, unknown: noService },
    'service-group': { collection: services, index: 'byGroup', unknown: noGroup },
    'service-category': { collection: services, index: 'byCategory', unknown: noCategory },
    staff: { collection: staff, unknown: noStaff },
  },
  views: [knownTiers],
  controllers: [
    TillHttp,
    PeaksHttp,
    PublicHolidaysHttp,
    CatalogueHttp,
    RosterTermsHttp,
    PoliciesHttp,
    ChannelsHttp,
    VipHttp,
    DepositRulesHttp,
  ],
  jobs: [tellServices.job, tellStaff.job, tellPriceRules.job, watchHolidays],
  holdings: [
    heldById(durations, {
      name: 'booking.durations',
      title: { en: 'How long services take for you', 'zh-CN': '个人服务时长' },
      id: (customerId) => tableId('customer', customerId),
    }),
    heldById(knownTiers, {
      name: 'booking.tiers',
      title: { en: 'Tier as bookings know it', 'zh-CN': '预约所用会员等级' },
    }),
    heldById(trustedCustomers, {
      name: 'booking.trust',
      title: { en: 'Trusted without a deposit', 'zh-CN': '免定金' },
    }),
  ],
  topics: [STORE_TOPIC, SERVICE_TOPIC, STAFF_TOPIC, PRICE_RULE_TOPIC],
};
