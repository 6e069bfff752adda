// The chains that are measured: half-hour slots from 08:00 to 20:00, one chair for each person. Every slot has a number.
const DAY_MS = 86_400_000;
/** Half hours of one person that are taken on a day of the small chain's history, and in the week that availability is asked for: seven. */
const FULL_DAY = [0, 3, 6, 9, 12, 15, 18];
/** … and on a day of the large chain's past: three, as a chain with a million bookings a month has them. */
const USUAL_DAY = [2, 9, 16];
/** The week that availability is asked for: as full as the small chain's past. */
export const WEEK_BEGINS = 30;
export const WEEK_DAYS = 7;
/** New bookings go to the days from here on. */
const FRESH_BEGINS = 45;
const FRESH_DAYS = 100;

export const SERVICE = 'mens-cut';
/** A chain of services: the colour frees its stylist while it develops. */
export const SERVICES = ['root-colour', 'womens-cut', 'blow-dry'];
export const dateOf = (base, days) =>
  new Date(Date.parse(`${base}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
export const timeOf = (half) =>
  `${String(8 + (half >> 1)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;

/** A chain of so many stores of so many people. */
function chainOf({ name, prefix, digits, stores, staff, customers, past }) {
  const storeOf = (n) => `${prefix}${String((n % stores) + 1).padStart(digits, '0')}`;
  const staffOf = (storeId, n) => `${storeId}-${String.fromCharCode(97 + (n % staff))}`;
  const dayOf = (storeId, date, halves) =>
    Array.from({ length: staff }, (_, p) =>
      halves.map((half) => ({ storeId, date, staffId: staffOf(storeId, p), half })),
    ).flat();

  const slotsADay = stores * staff * FULL_DAY.length;
  /** The n-th free slot: neighbours in number lie in different stores, as customers do; a day becomes as full as the week of the questions. */
  const freshSlot = (base, n) => {
    const storeId = storeOf(n);
    const rest = Math.floor(n / stores);
    const half = FULL_DAY[Math.floor(rest / staff) % FULL_DAY.length];
    return {
      storeId,
      staffId: staffOf(storeId, rest),
      startsAt: `${dateOf(base, FRESH_BEGINS + Math.floor(n / slotsADay))}T${timeOf(half)}`,
      customerId: `c${n % customers}`,
    };
  };

  return {
    name,
    stores,
    staff,
    customers,
    storeOf,
    staffOf,
    freshSlot,
    slotsADay,
    /** How full the days are that the next bookings go to: the fuller, the more a booking costs. */
    fullness: (n) => `into days with ${Math.floor((n % slotsADay) / stores)} bookings a store`,
    freshSlots: slotsADay * FRESH_DAYS,
    bookingOf: (base, n) => {
      const { storeId, staffId, startsAt, customerId } = freshSlot(base, n);
      return {
        storeId,
        startsAt,
        services: [{ serviceId: SERVICE, staffId }],
        customerId,
        channel: 'web',
      };
    },
    /** Stores and days with appointments, the week of the questions first, then the past day after day: `count` appointments in all. */
    *historyDays(base, count, inStores = stores) {
      let left = count;
      const days = [
        ...Array.from({ length: WEEK_DAYS }, (_, i) => WEEK_BEGINS + i),
        ...Array.from({ length: 1000 }, (_, i) => -1 - i),
      ];
      for (const day of days) {
        for (let s = 0; s < inStores; s++) {
          if (left <= 0) return;
          const slots = dayOf(storeOf(s), dateOf(base, day), day > 0 ? FULL_DAY : past).slice(
            0,
            left,
          );
          left -= slots.length;
          yield slots;
        }
      }
    },
  };
}

export const SMALL = chainOf({
  name: 'small',
  prefix: 's',
  digits: 2,
  stores: 30,
  staff: 10,
  customers: 19_997,
  past: FULL_DAY,
});
/** As many people a store as the large chain has, so that days are as full after as many bookings a store. */
export const TEN = chainOf({
  name: 'ten',
  prefix: 't',
  digits: 2,
  stores: 10,
  staff: 12,
  customers: 19_997,
  past: USUAL_DAY,
});
export const LARGE = chainOf({
  name: 'large',
  prefix: 'm',
  digits: 4,
  stores: 1000,
  staff: 12,
  customers: 500_000,
  past: USUAL_DAY,
});
export const CHAINS = { small: SMALL, ten: TEN, large: LARGE };

/** So many appointments of the small chain's past, the week of the questions among them, day after day. */
export function* historySlots(base, count) {
  let n = 0;
  for (const slots of SMALL.historyDays(base, count)) {
    for (const { storeId, date, staffId, half } of slots)
      yield {
        storeId,
        date,
        staffId,
        serviceId: SERVICE,
        startsAt: `${date}T${timeOf(half)}`,
        customerId: `c${n++ % SMALL.customers}`,
      };
  }
}

const everyDay = (from, to) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }));
/** Requests under way at once while a chain is made. */
const AT_ONCE = 16;

/** Makes stores, services and staff through the platform's own routes. */
export async function makeChain(api, chain = SMALL) {
  const chair = { match: 'any', pools: ['chair'] };
  await api.put(`/v1/booking/services/${SERVICE}`, {
    name: "Men's cut",
    category: 'hair',
    serviceGroup: 'cut',
    priceCents: 3500,
    rebookIntervalDays: 28,
    skill: { skill: 'cut', level: 1 },
    place: chair,
    phases: [
      { name: 'cut', kind: 'active', minutes: 25 },
      { name: 'clean', kind: 'buffer-after', minutes: 5 },
    ],
  });
  await api.put('/v1/booking/services/root-colour', {
    name: 'Root colour',
    category: 'hair',
    serviceGroup: 'colour',
    priceCents: 9000,
    skill: { skill: 'cut', level: 2 },
    place: chair,
    allowBookingDuringProcessing: true,
    phases: [
      { name: 'apply', kind: 'active', minutes: 30 },
      { name: 'develop', kind: 'processing', minutes: 30 },
      { name: 'rinse', kind: 'active', minutes: 15 },
    ],
  });
  await api.put('/v1/booking/services/womens-cut', {
    name: "Women's cut",
    category: 'hair',
    serviceGroup: 'cut',
    priceCents: 6500,
    skill: { skill: 'cut', level: 1 },
    place: chair,
    phases: [{ name: 'cut', kind: 'active', minutes: 45 }],
  });
  await api.put('/v1/booking/services/blow-dry', {
    name: 'Blow-dry',
    category: 'hair',
    serviceGroup: 'style',
    priceCents: 3000,
    skill: { skill: 'cut', level: 1 },
    place: chair,
    phases: [{ name: 'dry', kind: 'active', minutes: 30 }],
  });
  const stores = Array.from({ length: chain.stores }, (_, s) => chain.storeOf(s));
  const one = async () => {
    for (let storeId = stores.shift(); storeId !== undefined; storeId = stores.shift()) {
      // Its history is made with the clock turned back: from there all of it lies far ahead.
      await api.put(`/v1/booking/stores/${storeId}`, {
        regionId: 'east',
        name: storeId,
        zone: 'America/New_York',
        currency: 'USD',
        checkInDaysAhead: 3660,
        openingHours: everyDay('08:00', '20:00'),
        pools: [{ pool: 'chair', capacity: chain.staff }],
        taxes: [{ code: 'SALES', rateBp: 800, on: ['service', 'product'] }],
      });
      for (let p = 0; p < chain.staff; p++) {
        const staffId = chain.staffOf(storeId, p);
        await api.put(`/v1/booking/staff/${staffId}`, {
          displayName: staffId,
          storeIds: [storeId],
          skills: [{ skill: 'cut', level: 2 }],
        });
        await api.put(`/v1/booking/staff/${staffId}/shifts`, {
          patterns: [{ storeId, validFrom: '2024-01-01', shifts: everyDay('08:00', '20:00') }],
        });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

const CROWD = 40;
const WAITING = 400;
const hour = (n) => `${String(8 + (n % 12)).padStart(2, '0')}:00`;

/** Two stores of many people, and five services of any order: see `crowdedSet`. */
export async function makeCrowded(api, base) {
  const serviceIds = [1, 2, 3, 4, 5].map((n) => `k${n}`);
  for (const [n, id] of serviceIds.entries()) {
    await api.put(`/v1/booking/services/${id}`, {
      name: id,
      category: 'hair',
      serviceGroup: id,
      priceCents: 1000 * (n + 1),
      skill: { skill: 'cut', level: 1 },
      place: { match: 'any', pools: ['chair'] },
      allowBookingDuringProcessing: true,
      phases: [
        { name: 'apply', kind: 'active', minutes: 25 + 5 * n },
        { name: 'develop', kind: 'processing', minutes: 15 },
        { name: 'clean', kind: 'buffer-after', minutes: 5 },
      ],
    });
  }
  for (const [storeId, shiftOf] of [
    ['wide', () => ['08:00', '20:00']],
    ['scattered', (p) => [hour(p), hour(p).replace(':00', ':59')]],
  ]) {
    await api.put(`/v1/booking/stores/${storeId}`, {
      regionId: 'east',
      name: storeId,
      zone: 'America/New_York',
      currency: 'USD',
      openingHours: everyDay('08:00', '20:00'),
      pools: [{ pool: 'chair', capacity: CROWD }],
    });
    for (let p = 0; p < CROWD; p++) {
      await api.put(`/v1/booking/staff/${storeId}-${p}`, {
        displayName: `${storeId}-${p}`,
        storeIds: [storeId],
        skills: [{ skill: 'cut', level: 2 }],
      });
      await api.put(`/v1/booking/staff/${storeId}-${p}/shifts`, {
        patterns: [{ storeId, validFrom: '2024-01-01', shifts: everyDay(...shiftOf(p)) }],
      });
    }
  }
  for (let n = 0; n < WAITING; n++)
    await api.post('/v1/booking/waitlist', {
      storeIds: ['scattered'],
      customerId: `c${n}`,
      services: serviceIds.map((serviceId) => ({ serviceId })),
      anyOrder: true,
      windows: [{ from: dateOf(base, 3), to: dateOf(base, 3) }],
    });
}
