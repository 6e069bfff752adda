// The chain that is measured: 30 stores of 10 people, half-hour slots from 08:00 to 20:00, one chair each. Every slot has a number.
export const STORES = 30;
export const STAFF = 10;
const HALVES = 24;
const DAY_MS = 86_400_000;
/** Appointments of one store and day in the history: seven a person. */
const HISTORY_HALVES = [0, 3, 6, 9, 12, 15, 18];
const HISTORY_A_DAY = STORES * STAFF * HISTORY_HALVES.length;
/** The week that availability is asked for: as full as the past. */
export const WEEK_BEGINS = 30;
const WEEK_DAYS = 7;
/** New bookings go to the days from here on. */
const FRESH_BEGINS = 45;
export const FRESH_SLOTS = STORES * STAFF * HALVES * 100;
const CUSTOMERS = 19_997;

export const SERVICE = 'mens-cut';
export const storeOf = (n) => `s${String((n % STORES) + 1).padStart(2, '0')}`;
const staffOf = (storeId, n) => `${storeId}-${String.fromCharCode(97 + (n % STAFF))}`;
export const dateOf = (base, days) => new Date(Date.parse(`${base}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
const timeOf = (half) => `${String(8 + (half >> 1)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;

/** The n-th free slot: neighbours in number lie in different stores, as customers do. */
export function freshSlot(base, n) {
  const storeId = storeOf(n);
  const rest = Math.floor(n / STORES);
  const half = Math.floor(rest / STAFF) % HALVES;
  const day = Math.floor(rest / STAFF / HALVES);
  return { storeId, staffId: staffOf(storeId, rest), startsAt: `${dateOf(base, FRESH_BEGINS + day)}T${timeOf(half)}`, customerId: `c${n % CUSTOMERS}` };
}

export const bookingOf = (base, n) => {
  const { storeId, staffId, startsAt, customerId } = freshSlot(base, n);
  return { storeId, startsAt, services: [{ serviceId: SERVICE, staffId }], customerId, channel: 'web' };
};

/** So many appointments of the past, the week of the questions among them, day after day. */
export function* historySlots(base, count) {
  const past = Math.ceil((count - HISTORY_A_DAY * WEEK_DAYS) / HISTORY_A_DAY);
  const days = [...Array.from({ length: WEEK_DAYS }, (_, i) => WEEK_BEGINS + i), ...Array.from({ length: Math.max(0, past) }, (_, i) => -1 - i)];
  let n = 0;
  for (const day of days) {
    for (let s = 0; s < STORES; s++) {
      for (let p = 0; p < STAFF; p++) {
        for (const half of HISTORY_HALVES) {
          if (n === count) return;
          const storeId = storeOf(s);
          yield { storeId, date: dateOf(base, day), staffId: staffOf(storeId, p), serviceId: SERVICE, startsAt: `${dateOf(base, day)}T${timeOf(half)}`, customerId: `c${n++ % CUSTOMERS}` };
        }
      }
    }
  }
}

/** Makes stores, service and staff through the platform's own routes. */
export async function makeChain(api) {
  const everyDay = (from, to) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }));
  await api.put(`/v1/booking/services/${SERVICE}`, {
    name: "Men's cut", category: 'hair', serviceGroup: 'cut', priceCents: 3500, rebookIntervalDays: 28, skill: { skill: 'cut', level: 1 }, place: { match: 'any', pools: ['chair'] },
    phases: [{ name: 'cut', kind: 'active', minutes: 25 }, { name: 'clean', kind: 'buffer-after', minutes: 5 }],
  });
  for (let s = 0; s < STORES; s++) {
    const storeId = storeOf(s);
    await api.put(`/v1/booking/stores/${storeId}`, { regionId: 'east', name: storeId, zone: 'America/New_York', currency: 'USD', openingHours: everyDay('08:00', '20:00'), pools: [{ pool: 'chair', capacity: STAFF }], taxes: [{ code: 'SALES', rateBp: 800, on: ['service', 'product'] }] });
    for (let p = 0; p < STAFF; p++) {
      const staffId = staffOf(storeId, p);
      await api.put(`/v1/booking/staff/${staffId}`, { displayName: staffId, storeIds: [storeId], skills: [{ skill: 'cut', level: 2 }] });
      await api.put(`/v1/booking/staff/${staffId}/shifts`, { patterns: [{ storeId, validFrom: '2024-01-01', shifts: everyDay('08:00', '20:00') }] });
    }
  }
}
