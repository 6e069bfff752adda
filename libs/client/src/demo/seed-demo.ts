import { ApiError, type ApiClient } from '../api-client.js';
import { CUSTOMERS, SHIFTS_FROM, STAFF } from './people.js';
import { PRODUCTS, SHELVES, type Shelf } from './products.js';
import { SERVICES } from './services.js';
import { STORES } from './stores.js';

/** What stands last in the seeding: where it is, everything is. */
const LAST_STAFF = Object.keys(STAFF).at(-1)!;

/**
 * Makes the demo chain: stores, products, services with their recipes, stock, customers with their consents, staff and shifts. Safe to repeat, also after
 * being stopped half-way: keys are fixed, and what is there stays. On a chain that has it already: one question and out.
 */
export async function seedDemo(api: ApiClient): Promise<void> {
  const last = await api.ask('GET', `/v1/booking/staff/${LAST_STAFF}/shifts`);
  if (last.status === 200 && last.body.patterns.length > 0) return;

  for (const [storeId, store] of Object.entries(STORES))
    await api.put(`/v1/booking/stores/${storeId}`, store);
  for (const [sku, product] of Object.entries(PRODUCTS))
    await api.put(`/v1/inventory/products/${sku}`, product, `demo.product.${sku}`);
  for (const [serviceId, service] of Object.entries(SERVICES))
    await api.put(`/v1/booking/services/${serviceId}`, service);
  for (const [storeId, shelf] of Object.entries(SHELVES))
    for (const [sku, stock] of Object.entries(shelf)) await fill(api, storeId, sku, stock);
  for (const [index, customer] of CUSTOMERS.entries()) await welcome(api, index + 1, customer);
  for (const [staffId, { storeId, shifts: _, ...member }] of Object.entries(STAFF))
    await api.put(`/v1/booking/staff/${staffId}`, { ...member, storeIds: [storeId] });
  for (const [staffId, { storeId, shifts }] of Object.entries(STAFF))
    await api.put(`/v1/booking/staff/${staffId}/shifts`, {
      patterns: [{ storeId, validFrom: SHIFTS_FROM, shifts }],
    });
}

/** Goods first and the minimum after, so that an empty shelf is no alert. */
async function fill(
  api: ApiClient,
  storeId: string,
  sku: string,
  { onHandMilli, minimumMilli, maximumMilli }: Shelf,
): Promise<void> {
  const path = `/v1/inventory/stores/${storeId}`;
  await api.post(
    `${path}/receipts`,
    { sku, quantityMilli: onHandMilli, lot: 'DEMO-1' },
    `demo.receipt.${storeId}.${sku}`,
  );
  await api.put(
    `${path}/pars/${sku}`,
    { minimumMilli, maximumMilli },
    `demo.par.${storeId}.${sku}`,
  );
}

async function welcome(
  api: ApiClient,
  number: number,
  { marketing, ...person }: (typeof CUSTOMERS)[number],
): Promise<void> {
  const code = `guest-${String(number).padStart(2, '0')}`;
  const { id } = await api.post<{ id: string }>(
    '/v1/customers',
    {
      ...person,
      emails: [`${code}@example.org`],
      externalIds: [{ system: 'demo', code }],
      source: 'demo',
    },
    `demo.customer.${code}`,
  );
  const { revision } = await api.get<{ revision: number }>(`/v1/customers/${id}`);
  const consents = [
    { purpose: 'marketing', granted: marketing },
    { purpose: 'service', granted: true },
  ].map((answer) => ({ ...answer, channel: 'email', source: 'demo', wordingVersion: 'demo-1' }));
  const path = `/v1/customers/${id}/consents`;
  const answer = await api.patiently(
    'PUT',
    path,
    { items: consents },
    { 'if-match': `"${revision}"` },
  );
  if (answer.status >= 300) throw new ApiError('PUT', path, answer);
}
