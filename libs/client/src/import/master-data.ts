import type { ApiClient } from '../api-client.js';
import type { OnProgress } from './batches.js';
import type { Standing } from './identities.js';
import { ImportError, type Mapping } from './mapping.js';
import type { Plan } from './plan.js';

/** Master data written side by side: few enough not to crowd out the chain's own work. */
const AT_ONCE = 8;

/** What stands under an id on the platform, by what it is called there. */
export const standingOn =
  (api: ApiClient, { staffPrefix }: Mapping): Standing =>
  async (kind, id) => {
    const path =
      {
        service: '/v1/booking/services/',
        product: '/v1/inventory/products/',
        staff: `/v1/booking/staff/${encodeURIComponent(staffPrefix)}`,
      }[kind] + encodeURIComponent(id);
    const { status, body } = await api.ask('GET', path);
    if (status === 404) return undefined;
    if (status >= 300)
      throw new ImportError(`${kind} ${id} cannot be read: ${status} ${body?.code ?? ''}`);
    return (kind === 'staff' ? body.displayName : body.name) as string;
  };

/**
 * Makes the store, unless it is there: then it is left as it is, but it must count in the same money and days.
 * @returns true when it was made
 * @throws ImportError when its zone or currency is not what the mapping says
 */
export async function putStore(api: ApiClient, { mapping, storeId }: Plan): Promise<boolean> {
  const { store } = mapping;
  const found = await api.ask('GET', `/v1/booking/stores/${storeId}`);
  if (found.status === 404) {
    const { regionId, name, zone, currency, taxes } = store;
    await api.put(
      `/v1/booking/stores/${storeId}`,
      {
        regionId,
        name,
        zone,
        currency,
        taxes: taxes.map((tax) => ({ ...tax, on: ['service', 'product'] })),
      },
      `import.store.${storeId}`,
    );
    return true;
  }
  if (found.status >= 300)
    throw new ImportError(
      `store ${storeId} cannot be read: ${found.status} ${found.body?.code ?? ''} ${found.body?.detail ?? ''}`,
    );
  for (const field of ['zone', 'currency'] as const)
    if (found.body[field] !== store[field])
      throw new ImportError(
        `store ${storeId} has ${field} ${found.body[field]}, the mapping says ${store[field]}: name another store with --store, or correct the mapping`,
      );
  return false;
}

/** Makes services and staff that are not there yet. @throws ImportError when a code belongs to a staff member of another store */
export async function putMasterData(
  api: ApiClient,
  { mapping, storeId, catalogue, visits, staff }: Plan,
  onProgress: OnProgress,
): Promise<void> {
  const derived = new Set(
    visits.visits.flatMap(({ lines }) =>
      lines.filter(({ kind }) => kind === 'service').map(({ itemId }) => itemId),
    ),
  );
  for (const { id } of catalogue.services) derived.delete(id);
  const services = [
    ...catalogue.services,
    ...[...derived].map((id) => ({
      id,
      name: id.replace(/^X-/, '').replaceAll('-', ' ').toLowerCase(),
      category: mapping.services.terms.category,
      group: 'other',
      minutes: mapping.services.terms.minutes,
      priceCents: 0,
      active: false,
      rebookIntervalDays: undefined,
    })),
  ];
  const writes = [
    ...services.map(
      ({ id, name, category, group, minutes, priceCents, active, rebookIntervalDays }) => ({
        path: `/v1/booking/services/${encodeURIComponent(id)}`,
        key: `import.service.${id}`,
        body: {
          name,
          category,
          serviceGroup: group,
          phases: [{ name: 'service', kind: 'active', minutes }],
          priceCents,
          currency: mapping.store.currency,
          active,
          ...(rebookIntervalDays === undefined ? {} : { rebookIntervalDays }),
        },
      }),
    ),
    ...[...staff].map(([id, code]) => ({
      path: `/v1/booking/staff/${encodeURIComponent(id)}`,
      key: `import.staff.${id}`,
      body: { displayName: code, storeIds: [storeId], skills: [], active: true },
    })),
  ];
  let done = 0;
  const queue = [...writes];
  const worker = async (): Promise<void> => {
    for (let write = queue.shift(); write; write = queue.shift()) {
      const found = await api.ask('GET', write.path);
      if (found.status === 404) await api.put(write.path, write.body, write.key);
      else if (
        found.status < 300 &&
        Array.isArray(found.body.storeIds) &&
        !found.body.storeIds.includes(storeId)
      )
        throw new ImportError(
          `${write.path.split('/').pop()} is a staff member of another store: set staffPrefix in the mapping`,
        );
      onProgress('catalogue and staff', ++done, writes.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
