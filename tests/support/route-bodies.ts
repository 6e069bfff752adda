import { randomUUID } from 'node:crypto';
import { DAY, ELSEWHERE, WEEK } from './other-store.js';

export type Schema = { [key: string]: any };

/** Values by field that are good for any route. */
export const PLAIN: Schema = {
  date: DAY,
  month: DAY.slice(0, 7),
  weekStart: WEEK,
  version: '1',
  channel: 'app',
  dayId: 'd1',
  ruleId: 'r1',
  policyId: 'p1',
  templateId: 'matrix',
  scope: 'customer',
  sku: 'COL-7-0',
  skus: ['COL-7-0'],
  otherStoreId: 'old-town',
  swapId: 'none',
  claimId: 'none',
  returnId: 'none',
  collectionId: 'none',
  redemptionId: 'none',
  adjustmentId: 'none',
  termsId: 'none',
  trancheId: 'none',
  compensationId: 'none',
  offerId: 'none',
  testId: 'none',
  performerId: 'maya',
  context: 'booking',
  tender: 'deposit',
  view: 'x',
  id: 'x',
  provider: 'stripe',
  subject: 'anna',
  from: DAY,
  to: DAY,
  fromDate: DAY,
  toDate: DAY,
  businessDate: DAY,
  startsAt: `${DAY}T10:00`,
  endsAt: `${DAY}T12:00`,
  services: [{ serviceId: 'womens-cut' }],
  serviceId: 'womens-cut',
  by: 'store',
  reason: 'other',
  points: 1,
  currency: 'USD',
  zone: 'America/New_York',
  time: '10:00',
  weekdays: [3],
  phone: '+12125550100',
  country: 'US',
  countryCode: 'CN',
  year: '2026',
};
/** Bodies and queries that are more than what their fields say. */
export const SPECIAL: { readonly [route: string]: (there: Schema) => Schema } = {
  'GET /v1/booking/availability': () => ({ services: 'womens-cut', from: DAY }),
  'GET /v1/booking/availability/ranked': () => ({
    storeIds: ELSEWHERE,
    services: 'womens-cut',
    from: DAY,
  }),
  'GET /v1/booking/availability/why-not': () => ({
    services: 'womens-cut',
    staffId: 'maya',
    startsAt: `${DAY}T10:00`,
  }),
  'GET /v1/booking/waitlist/matches': () => ({ from: `${DAY}T10:00`, to: `${DAY}T12:00` }),
  'GET /v1/customers': (there) => ({ ids: there['customerId'] }),
  // Of customers elsewhere a search shows the name: what it shows, and what not, is in its own spec.
  'GET /v1/customers/search': () => ({ q: 'nobody' }),
  'GET /v1/customers/{customerId}/chair': () => ({ reason: 'planning' }),
  'GET /v1/customers/{customerId}/care': () => ({ reason: 'planning' }),
  'GET /v1/customers/{customerId}/cards/{cardId}': () => ({ reason: 'planning' }),
  'POST /v1/customers/admissions': () => ({ phone: '+12125550100' }),
  'GET /v1/booking/courses': (there) => ({ customerId: there['customerId'] }),
  'POST /v1/booking/cases': () => ({ category: 'result' }),
  'POST /v1/booking/cases/{caseId}/actions': () => ({ action: 'explained' }),
  'POST /v1/booking/cases/{caseId}/resolve': () => ({
    resolution: 'explained',
    rootCause: 'skill',
  }),
  'POST /v1/corrections/preview': () => ({ change: 'void' }),
  'GET /v1/insights/sales': () => ({ from: DAY, to: DAY, storeId: ELSEWHERE }),
  'GET /v1/insights/peaks': () => ({ from: DAY, to: DAY, storeId: ELSEWHERE }),
  'GET /v1/insights/popularity': () => ({ from: DAY, to: DAY, storeId: ELSEWHERE }),
  'POST /v1/booking/appointments': () => ({
    storeId: ELSEWHERE,
    startsAt: `${DAY}T10:00`,
    services: [{ serviceId: 'womens-cut' }],
  }),
  'POST /v1/booking/groups': () => ({
    guests: [
      { services: [{ serviceId: 'womens-cut' }] },
      { services: [{ serviceId: 'womens-cut' }] },
    ],
  }),
  // Reports are of what has been, to the instant.
  ...Object.fromEntries(
    [
      'liability',
      'liability.csv',
      'stores/{storeId}/liability',
      'stores/{storeId}/liability.csv',
    ].map((path) => [
      `GET /v1/loyalty/${path}`,
      () => ({ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }),
    ]),
  ),
  'POST /v1/loyalty/gift-cards': () => ({ tender: 'card' }),
  'POST /v1/loyalty/gift-cards/balance': () => ({ code: '0'.repeat(22) }),
  'POST /v1/loyalty/gift-cards/{number}/refund': () => ({ tender: 'card' }),
  'POST /v1/loyalty/wallets/{customerId}/top-ups': () => ({ tender: 'card' }),
  'POST /v1/loyalty/wallets/{customerId}/{currency}/refunds': () => ({ tender: 'card' }),
  'PUT /v1/booking/services/{serviceId}': () => ({
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
  }),
  'POST /v1/booking/imports/visits': () => ({
    items: [
      {
        externalId: randomUUID(),
        billId: 'b1',
        businessDate: '2026-01-05',
        taxes: [{ code: 'GST', cents: 0 }],
        tenders: [{ kind: 'cash', cents: 5000 }],
        lines: [
          {
            kind: 'service',
            itemId: 'womens-cut',
            serviceGroup: 'cut',
            quantityMilli: 1000,
            netCents: 5000,
            taxCents: 0,
            performers: [{ staffId: 'maya', sharePercent: 100 }],
            earning: false,
          },
        ],
      },
    ],
  }),
  'POST /v1/booking/imports/appointments': () => ({
    items: [
      {
        externalId: randomUUID(),
        staffId: 'maya',
        serviceId: 'womens-cut',
        serviceGroup: 'cut',
        date: '2026-01-05',
        startMinute: 600,
        minutes: 30,
        status: 'cancelled',
        cancelledOn: '2026-01-04',
      },
    ],
  }),
  'POST /v1/customers/imports': () => ({
    items: [{ externalId: { system: 'matrix', code: randomUUID() }, homeStoreId: ELSEWHERE }],
  }),
  'PUT /v1/booking/staff/{staffId}/shifts': () => ({
    patterns: [
      { storeId: ELSEWHERE, validFrom: DAY, shifts: [{ weekday: 3, from: '09:00', to: '17:00' }] },
    ],
  }),
  'GET /v1/inventory/lot-trace': () => ({ lot: 'KP/1' }),
  'POST /v1/inventory/recalls': () => ({ reason: 'other' }),
  'PUT /v1/booking/staff/{staffId}': () => ({ displayName: 'Maya', storeIds: [ELSEWHERE] }),
  'PATCH /v1/customers/{customerId}': () => ({ occupation: 'baker' }),
};
