import { dayAhead } from './platform.js';

export const DAY = dayAhead(1);

/** A booking at the old town. */
export const wish = (more: object = {}) => ({
  storeId: 'old-town',
  startsAt: `${DAY}T10:00`,
  services: [{ serviceId: 'womens-cut' }],
  ...more,
});

/** Every command and query of booking that names a customer: method, path, and the body that names this one. */
export const bodies: readonly [string, string, (customerId: string) => object][] = [
  ['POST', '/v1/booking/appointments', (customerId) => wish({ customerId })],
  ['POST', '/v1/booking/holds', (customerId) => wish({ customerId })],
  ['POST', '/v1/booking/visits', (customerId) => ({ storeId: 'old-town', customerId })],
  [
    'POST',
    '/v1/booking/groups',
    (customerId) => ({
      storeId: 'old-town',
      startsAt: `${DAY}T10:00`,
      guests: [
        { services: [{ serviceId: 'womens-cut' }] },
        { customerId, services: [{ serviceId: 'womens-cut' }] },
      ],
    }),
  ],
  [
    'POST',
    '/v1/booking/groups',
    (bookerId) => ({
      storeId: 'old-town',
      bookerId,
      startsAt: `${DAY}T10:00`,
      guests: [
        { services: [{ serviceId: 'womens-cut' }] },
        { services: [{ serviceId: 'womens-cut' }] },
      ],
    }),
  ],
  [
    'POST',
    '/v1/booking/series',
    (customerId) => wish({ customerId, every: 1, unit: 'week', count: 2 }),
  ],
  [
    'POST',
    '/v1/booking/series/preview',
    (customerId) => wish({ customerId, every: 1, unit: 'week', count: 2 }),
  ],
  [
    'POST',
    '/v1/booking/waitlist',
    (customerId) => ({
      customerId,
      storeIds: ['old-town'],
      services: [{ serviceId: 'womens-cut' }],
      asap: true,
    }),
  ],
  [
    'POST',
    '/v1/booking/courses',
    (customerId) => ({ customerId, storeId: 'old-town', templateId: 'x' }),
  ],
  ['POST', '/v1/booking/salon-events/e/registrations', (customerId) => ({ customerId })],
  ['POST', '/v1/booking/appointments/a/customer', (customerId) => ({ customerId })],
  [
    'GET',
    '/v1/booking/availability?storeId=old-town&services=womens-cut&from=2031-01-06&customerId=',
    () => ({}),
  ],
  ['GET', '/v1/booking/courses?customerId=', () => ({})],
];
