import { ProductDescribed, publication, StaffDescribed, StoreDescribed } from '@chignon/contracts';
import { openService, type Headers, type Service } from '@chignon/service-kit/testing';
import { customers } from '../index.js';

export const ZONE = 'America/Winnipeg';

/** Two stores, somebody who works in one of them, and a product to mix. */
export interface Salon {
  readonly service: Service;
  readonly stylist: Headers;
  readonly desk: Headers;
  readonly manager: Headers;
  readonly elsewhere: Headers;
  /** A customer of the first store. */
  register(): Promise<string>;
}

/** Opens the salon at ten in the morning of 2 March 2026. */
export async function openSalon(): Promise<Salon> {
  const service = await openService('customers', [customers]);
  service.clock.set('2026-03-02T16:00:00.000Z');
  for (const storeId of ['harbour', 'old-town'])
    await service.tell(
      publication(StoreDescribed, storeId, {
        storeId,
        regionId: 'west',
        name: storeId,
        zone: ZONE,
        currency: 'CAD',
        dayStartsAt: '00:00',
      }),
    );
  await service.tell(
    publication(StaffDescribed, 'ann', {
      staffId: 'ann',
      storeIds: ['harbour'],
      skills: [],
      active: true,
    }),
  );
  await service.tell(
    publication(ProductDescribed, 'COL-7-0', {
      sku: 'COL-7-0',
      name: 'Colour',
      productClass: 'colour',
      priceCents: 1200,
      currency: 'CAD',
      active: true,
      useUnit: 'g',
    }),
  );
  await service.settle();
  const harbour = { stores: ['harbour'] };
  const stylist = await service.as('stylist', { ...harbour, subject: 'stylist-1' });
  const desk = await service.as('front-desk', harbour);
  const manager = await service.as('store-manager', harbour);
  const elsewhere = await service.as('stylist', { stores: ['old-town'] });
  const register = async (): Promise<string> => {
    const { body } = await service.post('/v1/customers', { homeStoreId: 'harbour', name: 'Maya' });
    await service.settle();
    return body.id;
  };
  return { service, stylist, desk, manager, elsewhere, register };
}

/** A formula. */
export const card = (more: object = {}) => ({
  storeId: 'harbour',
  kind: 'formula',
  name: 'root colour',
  materials: [{ sku: 'COL-7-0', quantityMilli: 45_000 }],
  developerPercent: 6,
  minutes: 35,
  performerId: 'ann',
  ...more,
});
