/** The stores of the demo chain: three places that differ in zone, currency and taxes. Plain data. */

const everyDay = (from: string, to: string) =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }));

export const STORES = {
  harbour: {
    regionId: 'atlantic',
    name: 'Harbour',
    zone: 'America/New_York',
    currency: 'USD',
    openingHours: everyDay('09:00', '20:00'),
    pricesIncludeTax: false,
    taxes: [{ code: 'SALES', rateBp: 800, on: ['service', 'product'] }],
    pools: [
      { pool: 'chair', capacity: 4 },
      { pool: 'basin', capacity: 2 },
      { pool: 'nail-station', capacity: 2 },
      { pool: 'treatment-room', capacity: 1 },
    ],
  },
  'old-town': {
    regionId: 'atlantic',
    name: 'Old Town',
    zone: 'Europe/London',
    currency: 'GBP',
    openingHours: everyDay('09:00', '19:00'),
    pricesIncludeTax: true,
    taxes: [{ code: 'VAT', rateBp: 2000, on: ['service', 'product'] }],
    pools: [
      { pool: 'chair', capacity: 3 },
      { pool: 'basin', capacity: 2 },
    ],
  },
  riverside: {
    regionId: 'pacific',
    name: 'Riverside',
    zone: 'Asia/Shanghai',
    currency: 'CNY',
    openingHours: everyDay('10:00', '22:00'),
    pricesIncludeTax: true,
    taxes: [{ code: 'VAT', rateBp: 600, on: ['service', 'product'] }],
    pools: [
      { pool: 'chair', capacity: 4 },
      { pool: 'basin', capacity: 2 },
      { pool: 'nail-station', capacity: 2 },
      { pool: 'treatment-room', capacity: 2 },
    ],
  },
} as const;
