import { type Desk, openDesk } from '../../testing.http.js';

// K3: a bill takes no number from anybody. One store with 8 % tax; a cut of 50.00 and a shampoo.

export let at: Desk;
export let manager: Record<string, string>;
export let frontDesk: Record<string, string>;
export let stylist: Record<string, string>;
export const share = [{ staffId: 'anna', sharePercent: 100 }];

/** Opens what a spec file asks before its first test, and closes it after its last. */
export function openForAll(): void {
  beforeAll(async () => {
    at = await openDesk();
    await at.put('stores/soho', {
      regionId: 'r1',
      name: 'Soho',
      zone: 'America/New_York',
      currency: 'USD',
      taxes: [{ code: 'VAT', rateBp: 800, on: ['service', 'product'] }],
    });
    const service = {
      name: 'Cut',
      category: 'hair',
      serviceGroup: 'cut',
      phases: [{ name: 'cut', kind: 'active', minutes: 30 }],
    };
    await at.put('services/cut', { ...service, priceCents: 5000 });
    await at.put('services/ten', { ...service, priceCents: 1000 });
    await at.put('services/on-request', { ...service, priceCents: 0 });
    await at.put('staff/anna', { displayName: 'Anna', storeIds: ['soho'] });
    [manager, frontDesk, stylist] = await Promise.all([
      at.as('store-manager'),
      at.as('front-desk'),
      at.as('stylist'),
    ]);
  }, 60_000);
  afterAll(() => at.close());
}

export const visit = async (...serviceIds: string[]): Promise<string> =>
  `visits/${(await at.post('visits', { storeId: 'soho', customerId: 'c1', services: serviceIds.map((serviceId) => ({ serviceId, performers: share })) })).body.visitId}`;

export const completed = async (...serviceIds: string[]): Promise<string> => {
  const path = await visit(...serviceIds);
  await at.post(`${path}/complete`);
  return path;
};

/** A completed visit, paid as asked, or with a card. */
export const settled = async (path: string, tenders?: object[]): Promise<string> => {
  const { body } = await at.get(path);
  const done = await at.post(`${path}/settle`, {
    tenders: tenders ?? [{ kind: 'card', cents: body.bill.grossCents }],
  });
  expect([done.status, done.body.code]).toEqual([200, undefined]);
  return path;
};

/** Gives something back for one line. */
export const refund = (
  path: string,
  lineId: string,
  cents: number,
  more: object = {},
  who: Record<string, string> = manager,
) =>
  at.post(
    `${path}/refund`,
    {
      items: [{ lineId, quantityMilli: 1000 }],
      tenders: [{ kind: 'card', cents }],
      reason: 'returned',
      ...more,
    },
    who,
  );
