import { everyDay, type Salon, salon } from '../../testing.http.js';

// A store with seven people and six chairs, and parties who come to it.

/** The store `soho` with six chairs, Anna, Bob and five more who cut. */
export async function partySalon(): Promise<Salon> {
  const at = await salon();
  await at.put('stores/soho', {
    regionId: 'r1',
    name: 'Soho',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '18:00' })),
    pools: [{ pool: 'chair', capacity: 6 }],
  });
  for (const staffId of ['cleo', 'dora', 'ella', 'fay', 'gus']) {
    await at.put(`staff/${staffId}`, {
      displayName: staffId,
      storeIds: ['soho'],
      skills: [{ skill: 'cut', level: 1 }],
    });
    await at.put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId: 'soho',
          validFrom: '2020-01-01',
          shifts: everyDay.map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
        },
      ],
    });
  }
  return at;
}

/** A guest who wants a haircut, by this person or by anybody. */
export const cut = (staffId?: string, more: object = {}) => ({
  services: [{ serviceId: 'cut', ...(staffId === undefined ? {} : { staffId }) }],
  ...more,
});
/** The body of a party. */
export const party = (startsAt: string, guests: readonly object[], more: object = {}) => ({
  storeId: 'soho',
  startsAt,
  guests,
  ...more,
});
