import {
  AppointmentBooked,
  AppointmentCancelled,
  publication,
  VisitOpened,
} from '@chignon/contracts';
import type { Headers, Service } from '@chignon/service-kit/testing';
import { card, openSalon, ZONE } from './salon.testing.http.js';

// R-CU-21, PR-09, PR-10, F6: who serves her today knows; everybody else says why they look, and it is written down.

let service: Service;
let stylist: Headers;
let desk: Headers;
let elsewhere: Headers;
let register: () => Promise<string>;
beforeAll(async () => {
  ({ service, stylist, desk, elsewhere, register } = await openSalon());
});
afterAll(() => service.close());

const booked = (customerId: string, appointmentId: string, businessDate: string) => ({
  appointmentId,
  storeId: 'harbour',
  customerId,
  zone: ZONE,
  businessDate,
  startsAt: `${businessDate}T18:00:00.000Z`,
  endsAt: `${businessDate}T19:00:00.000Z`,
  lines: [
    {
      lineId: 'l1',
      serviceId: 'root-colour',
      serviceGroup: 'colour',
      staffId: 'ann',
      startsAt: `${businessDate}T18:00:00.000Z`,
      endsAt: `${businessDate}T19:00:00.000Z`,
      priceCents: 9000,
    },
  ],
  channel: 'front-desk',
});
const book = async (customerId: string, appointmentId: string, businessDate: string) => {
  await service.tell(
    publication(
      AppointmentBooked,
      customerId,
      booked(customerId, appointmentId, businessDate) as never as AppointmentBooked,
    ),
  );
  await service.settle();
};
it('the stylist of the day sees warnings, formulas and preferences; the day before and after she says why', async () => {
  const id = await register();
  const allergy = { storeId: 'harbour', kind: 'allergy', about: 'PPD', evidence: 'customer-said' };
  expect((await service.post(`${id}/care`, { ...allergy, note: '对染膏过敏' }, desk)).status).toBe(
    201,
  );
  const tea = {
    storeId: 'harbour',
    kind: 'preference',
    about: 'comfort',
    value: 'tea',
    evidence: 'observed',
  };
  expect((await service.post(`${id}/care`, tea, stylist)).status).toBe(201);
  expect((await service.post(`${id}/cards`, card(), stylist)).status).toBe(201);

  expect(await service.get(`${id}/chair`, stylist)).toMatchObject({
    status: 403,
    body: { code: 'reason-required', field: 'reason' },
  });
  await book(id, 'harbour.2026-03-03.a1', '2026-03-03');
  expect((await service.get(`${id}/chair`, stylist)).status).toBe(403);
  // Midnight of the store, not of the sea.
  service.clock.set('2026-03-03T05:59:00.000Z');
  expect((await service.get(`${id}/chair`, stylist)).status).toBe(403);
  service.clock.set('2026-03-03T06:00:00.000Z');
  const { status, body } = await service.get(`${id}/chair`, stylist);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    warnings: [{ kind: 'allergy', about: 'PPD', note: '对染膏过敏' }],
    cards: [
      { name: 'root colour', version: 1, materials: [{ sku: 'COL-7-0', quantityMilli: 45_000 }] },
    ],
    preferences: [{ about: 'comfort', value: 'tea', source: 'said' }],
  });
  expect((await service.get(`${id}/chair`, desk)).status).toBe(200);
  await service.tell(
    publication(AppointmentCancelled, id, {
      appointmentId: 'harbour.2026-03-03.a1',
      storeId: 'harbour',
      customerId: id,
      startsAt: '2026-03-03T18:00:00.000Z',
      by: 'customer',
      reason: 'other',
      serviceGroups: ['colour'],
    }),
  );
  await service.settle();
  expect((await service.get(`${id}/chair`, stylist)).status).toBe(403);
  await service.tell(
    publication(VisitOpened, id, {
      visitId: 'v1',
      storeId: 'harbour',
      customerId: id,
      zone: ZONE,
      businessDate: '2026-03-03',
      origin: 'walk-in',
      openedAt: '2026-03-03T16:00:00.000Z',
    }),
  );
  await service.settle();
  expect((await service.get(`${id}/chair`, stylist)).status).toBe(200);
  service.clock.set('2026-03-04T06:00:00.000Z');
  expect((await service.get(`${id}/chair`, stylist)).status).toBe(403);
});

it('who breaks the glass leaves the reason, and who was turned away the attempt; other stores and marketing see nobody', async () => {
  const id = await register();
  expect((await service.get(`${id}/chair?reason=complaint`, stylist)).status).toBe(200);
  expect((await service.get(`${id}/chair?reason=curious`, stylist)).status).toBe(422);
  expect((await service.get(`${id}/care`, stylist)).status).toBe(403);
  await service.settle();
  const { items } = (await service.get(`${id}/reads`)).body;
  const told = items.map(({ operation, reason, outcome, roles }: any) => [
    operation,
    reason,
    outcome,
    roles,
  ]);
  expect(told).toContainEqual(['getChair', 'complaint', 'shown', ['stylist']]);
  expect(told).toContainEqual(['getCareFile', undefined, 'refused', ['stylist']]);
  expect((await service.get(`${id}/chair?reason=other`, elsewhere)).status).toBe(404);
  const marketer = await service.as('marketer');
  expect((await service.get(`${id}/chair?reason=other`, marketer)).status).toBe(403);
});
