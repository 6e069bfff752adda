import { dayAhead, type Running } from './platform.js';

export const DAY = dayAhead(3);
export const WEEK = dayAhead(1);
/** The store that callers of other stores ask about. */
export const ELSEWHERE = 'harbour';

/**
 * Makes one of everything at the store `ELSEWHERE`.
 * @returns what stands there, by the name of the parameter or field that names it, and texts that nobody elsewhere may read
 */
export async function furnishOtherStore(
  running: Running,
): Promise<{ there: { [name: string]: unknown }; secrets: string[] }> {
  const { api } = running;
  const { id: customerId } = await api.post('/v1/customers', {
    name: 'Zinnia Quillfeather',
    homeStoreId: ELSEWHERE,
    emails: ['zinnia@example.org'],
  });
  await api.put('/v1/booking/policies/p1', {
    windows: [],
    noShow: { kind: 'percent', percent: 100 },
  });
  await api.put('/v1/booking/deposit-rules/r1', {
    kind: 'fixed',
    amountCents: 1000,
    storeIds: [ELSEWHERE],
    channels: ['app'],
  });
  // Of a pool that no service needs: a pool with units has no more places than units.
  await api.put(`/v1/booking/stores/${ELSEWHERE}/units/chair-1`, { pool: 'bridal-room' });
  await api.put('/v1/booking/special-days/d1', {
    storeIds: [ELSEWHERE],
    date: dayAhead(30),
    kind: 'peak',
  });
  await api.put('/v1/booking/price-rules/r1', { storeIds: [ELSEWHERE], percent: 0 });
  await api.put(`/v1/inventory/stores/${ELSEWHERE}/pars/COL-7-0`, {
    minimumMilli: 0,
    maximumMilli: 1_000_000,
  });
  const wish = (time: string, more: object = {}) => ({
    storeId: ELSEWHERE,
    startsAt: `${DAY}T${time}`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    ...more,
  });
  const { appointmentId } = await api.post(
    '/v1/booking/appointments',
    wish('10:00', { customerId, channel: 'app' }),
  );
  const { holdId } = await api.post('/v1/booking/holds', wish('11:00', { ttlSeconds: 600 }));
  const { visitId } = await api.post('/v1/booking/visits', {
    storeId: ELSEWHERE,
    customerId,
    services: [{ serviceId: 'womens-cut', performers: [{ staffId: 'maya', sharePercent: 100 }] }],
  });
  const { lines } = await api.get(`/v1/booking/visits/${visitId}`);
  const { bill } = await api.post(`/v1/booking/visits/${visitId}/complete`, {});
  await api.post(`/v1/booking/visits/${visitId}/settle`, {
    tenders: [{ kind: 'card', cents: bill.grossCents }],
  });
  const { caseId } = await api.post('/v1/booking/cases', {
    storeId: ELSEWHERE,
    visitId,
    channel: 'phone',
    category: 'result',
  });
  await api.post(`/v1/booking/stores/${ELSEWHERE}/shift-plans/${WEEK}/propose`, {});
  const { seriesId } = await api.post('/v1/booking/series', {
    storeId: ELSEWHERE,
    startsAt: `${DAY}T14:00`,
    services: [{ serviceId: 'womens-cut', staffId: 'maya' }],
    customerId,
    every: 1,
    unit: 'week',
    count: 2,
  });
  const { groupId } = await api.post('/v1/booking/groups', {
    storeId: ELSEWHERE,
    startsAt: `${DAY}T16:00`,
    guests: [
      { customerId, services: [{ serviceId: 'womens-cut' }] },
      { services: [{ serviceId: 'mens-cut' }] },
    ],
  });
  await api.put('/v1/booking/course-templates/matrix', {
    name: 'Matrix',
    sessions: 2,
    serviceIds: ['womens-cut'],
    validityDays: 365,
  });
  const { courseId } = await api.post('/v1/booking/courses', {
    storeId: ELSEWHERE,
    customerId,
    templateId: 'matrix',
  });
  const { entryId } = await api.post('/v1/booking/waitlist', {
    customerId,
    storeIds: [ELSEWHERE],
    services: [{ serviceId: 'womens-cut' }],
    asap: true,
  });
  const { eventId } = await api.post('/v1/booking/salon-events', {
    storeId: ELSEWHERE,
    kind: 'workshop',
    code: 'night',
    title: 'Quillfeather night',
    startsAt: `${DAY}T18:00`,
    endsAt: `${DAY}T19:00`,
    seats: 5,
  });
  const { registrationId } = await api.post(`/v1/booking/salon-events/${eventId}/registrations`, {
    customerId,
  });
  const { keyId } = await api.post('/v1/booking/staff/maya/calendar-keys', {});
  const { id: cardVersion } = await api.post(`/v1/customers/${customerId}/cards`, {
    storeId: ELSEWHERE,
    kind: 'formula',
    name: 'root colour',
    materials: [{ sku: 'COL-7-0', quantityMilli: 45_000 }],
    performerId: 'maya',
  });
  const cardId = cardVersion.slice(0, -'.1'.length);
  await api.put(`/v1/booking/trusted-customers/${customerId}`, {
    trusted: true,
    reason: 'regular',
  });
  await api
    .put(`/v1/booking/durations/customer/${customerId}`, {
      overrides: [{ serviceId: 'womens-cut', minutes: [], priceCents: 1 }],
    })
    .catch(() => undefined);
  const { countId } = await api.post(`/v1/inventory/stores/${ELSEWHERE}/counts`, {
    skus: ['COL-7-0'],
  });
  const { transferId } = await api.post(`/v1/inventory/stores/${ELSEWHERE}/transfers`, {
    direction: 'out',
    otherStoreId: 'old-town',
    lines: [{ sku: 'COL-7-0', quantityMilli: 1_000 }],
  });
  const { recallId } = await api.post('/v1/inventory/recalls', {
    sku: 'COL-7-0',
    lot: 'NEVER-CAME',
    reason: 'precaution',
  });
  await running.settle();
  const { card } = await api.post('/v1/loyalty/gift-cards', {
    storeId: ELSEWHERE,
    cents: 5000,
    tender: 'card',
  });
  const there = {
    number: card.number,
    storeId: ELSEWHERE,
    homeStoreId: ELSEWHERE,
    storeIds: [ELSEWHERE],
    customerId,
    customerIds: [customerId],
    fromStoreId: ELSEWHERE,
    bookerId: customerId,
    survivorId: customerId,
    absorbedId: customerId,
    otherCustomerId: customerId,
    appointmentId,
    holdId,
    visitId,
    caseId,
    lineId: lines[0].lineId,
    seriesId,
    groupId,
    courseId,
    entryId,
    eventId,
    registrationId,
    keyId,
    countId,
    transferId,
    recallId,
    cardId,
    staffId: 'maya',
    fromStaffId: 'maya',
    toStaffId: 'maya',
    unitId: 'chair-1',
    subject: customerId,
  };
  const secrets = [
    customerId,
    appointmentId,
    holdId,
    visitId,
    caseId,
    seriesId,
    groupId,
    courseId,
    entryId,
    eventId,
    registrationId,
    keyId,
    countId,
    cardId,
    card.number,
    'Zinnia',
    'Quillfeather',
    'zinnia@',
  ].map(String);
  return { there, secrets };
}
