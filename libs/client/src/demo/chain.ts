/** The demo chain: invented people, reserved addresses, three places that differ in zone, currency and taxes. Plain data. */

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

const at = (...pools: string[]) => ({ match: 'any', pools });
const prepare = { name: 'prepare', kind: 'buffer-before', minutes: 5 };
const clean = { name: 'clean', kind: 'buffer-after', minutes: 5 };
const colour = (sku: string, grams: number) => [
  { sku, quantityMilli: grams * 1000, unit: 'g' },
  { sku: 'DEV-6', quantityMilli: grams * 1500, unit: 'ml' },
];

export const SERVICES = {
  'womens-cut': {
    name: "Women's cut",
    category: 'hair',
    serviceGroup: 'cut',
    priceCents: 6500,
    rebookIntervalDays: 42,
    skill: { skill: 'cut', level: 2 },
    place: at('chair'),
    steps: ['consult', 'wash', 'cut', 'dry'],
    phases: [{ name: 'cut', kind: 'active', minutes: 50 }, clean],
    levels: [{ level: 'senior', priceCents: 8500 }],
  },
  'mens-cut': {
    name: "Men's cut",
    category: 'hair',
    serviceGroup: 'cut',
    priceCents: 3500,
    rebookIntervalDays: 28,
    skill: { skill: 'cut', level: 1 },
    place: at('chair'),
    phases: [{ name: 'cut', kind: 'active', minutes: 30 }, clean],
  },
  'root-colour': {
    name: 'Root colour',
    category: 'hair',
    serviceGroup: 'colour',
    priceCents: 9000,
    rebookIntervalDays: 42,
    skill: { skill: 'colour', level: 2 },
    place: at('chair'),
    steps: ['check patch test', 'mix', 'apply', 'develop', 'rinse'],
    phases: [
      prepare,
      { name: 'apply', kind: 'active', minutes: 30, recipe: colour('COL-7-0', 45) },
      { name: 'develop', kind: 'processing', minutes: 35 },
      { name: 'rinse', kind: 'active', minutes: 20, equipment: at('basin') },
      clean,
    ],
  },
  balayage: {
    name: 'Balayage',
    category: 'hair',
    serviceGroup: 'colour',
    priceCents: 18000,
    rebookIntervalDays: 84,
    skill: { skill: 'colour', level: 3 },
    place: at('chair'),
    phases: [
      prepare,
      { name: 'paint', kind: 'active', minutes: 60, recipe: colour('LIFT-1', 60) },
      { name: 'develop', kind: 'processing', minutes: 40 },
      {
        name: 'rinse',
        kind: 'active',
        minutes: 20,
        equipment: at('basin'),
        recipe: [{ sku: 'TON-9-1', quantityMilli: 30_000, unit: 'g' }],
      },
      { name: 'style', kind: 'active', minutes: 25 },
      clean,
    ],
  },
  blowdry: {
    name: 'Blow-dry',
    category: 'hair',
    serviceGroup: 'styling',
    priceCents: 4000,
    rebookIntervalDays: 14,
    skill: { skill: 'cut', level: 1 },
    place: at('chair'),
    phases: [{ name: 'style', kind: 'active', minutes: 40 }, clean],
  },
  manicure: {
    name: 'Manicure',
    category: 'nail',
    serviceGroup: 'nails',
    priceCents: 3800,
    rebookIntervalDays: 21,
    skill: { skill: 'nails', level: 1 },
    place: at('nail-station'),
    phases: [
      {
        name: 'care',
        kind: 'active',
        minutes: 40,
        recipe: [{ sku: 'GEL-CLEAR', quantityMilli: 4000, unit: 'ml' }],
      },
      clean,
    ],
  },
  pedicure: {
    name: 'Pedicure',
    category: 'nail',
    serviceGroup: 'nails',
    priceCents: 4800,
    rebookIntervalDays: 28,
    skill: { skill: 'nails', level: 1 },
    place: at('nail-station'),
    phases: [{ name: 'care', kind: 'active', minutes: 50 }, clean],
  },
  facial: {
    name: 'Facial',
    category: 'skin',
    serviceGroup: 'facial',
    priceCents: 7500,
    rebookIntervalDays: 28,
    skill: { skill: 'skin', level: 2 },
    place: at('treatment-room'),
    phases: [prepare, { name: 'treat', kind: 'active', minutes: 60 }, clean],
  },
} as const;

const tube = {
  productClass: 'colour',
  stockUnit: 'tube',
  useUnit: 'g',
  useUnitsPerStockUnitMilli: 60_000,
  supplier: 'Northern Supplies',
  currency: 'USD',
};
const bottle = (ml: number) => ({
  stockUnit: 'bottle',
  useUnit: 'ml',
  useUnitsPerStockUnitMilli: ml * 1000,
  supplier: 'Northern Supplies',
  currency: 'USD',
});

export const PRODUCTS = {
  'COL-7-0': {
    name: 'Permanent colour 7.0',
    priceCents: 1600,
    costCents: 700,
    category: 'colour',
    ...tube,
  },
  'TON-9-1': { name: 'Toner 9.1', priceCents: 1500, costCents: 650, category: 'colour', ...tube },
  'LIFT-1': {
    name: 'Lightening cream',
    priceCents: 1800,
    costCents: 800,
    category: 'colour',
    ...tube,
  },
  'DEV-6': {
    name: 'Developer 6 %',
    productClass: 'professional',
    priceCents: 1200,
    costCents: 400,
    category: 'colour',
    ...bottle(1000),
  },
  'GEL-CLEAR': {
    name: 'Clear gel',
    productClass: 'professional',
    priceCents: 1400,
    costCents: 500,
    category: 'nail',
    ...bottle(15),
  },
  'SHAMPOO-250': {
    name: 'Moisture shampoo 250 ml',
    productClass: 'retail',
    priceCents: 2400,
    costCents: 1100,
    category: 'care',
    ...bottle(250),
  },
  'MASK-200': {
    name: 'Repair mask 200 ml',
    productClass: 'retail',
    priceCents: 3200,
    costCents: 1500,
    category: 'care',
    ...bottle(200),
  },
} as const;

/** Thousandths of the stock unit: what is on the shelf, and below what the buyer is told. */
export interface Shelf {
  readonly onHandMilli: number;
  readonly minimumMilli: number;
  readonly maximumMilli: number;
}

const well = (units: number): Shelf => ({
  onHandMilli: units * 1000,
  minimumMilli: 2000,
  maximumMilli: 2 * units * 1000,
});

/** At the harbour half a tube of 7.0 is left above the minimum: one root colour (45 g of 60 g) crosses it. */
export const SHELVES: {
  readonly [storeId in keyof typeof STORES]: { readonly [sku in keyof typeof PRODUCTS]?: Shelf };
} = {
  harbour: {
    'COL-7-0': { onHandMilli: 4500, minimumMilli: 4000, maximumMilli: 12_000 },
    'TON-9-1': well(6),
    'LIFT-1': well(8),
    'DEV-6': well(5),
    'GEL-CLEAR': well(8),
    'SHAMPOO-250': well(10),
    'MASK-200': well(6),
  },
  'old-town': {
    'COL-7-0': well(9),
    'LIFT-1': well(5),
    'TON-9-1': well(5),
    'DEV-6': well(4),
    'SHAMPOO-250': well(8),
  },
  riverside: { 'COL-7-0': well(12), 'DEV-6': well(6), 'GEL-CLEAR': well(10), 'MASK-200': well(9) },
};

const skills = (levels: { readonly [skill: string]: number }) =>
  Object.entries(levels).map(([skill, level]) => ({ skill, level }));
const shift = (days: readonly number[], from: string, to: string, pause: string, until: string) =>
  days.map((weekday) => ({ weekday, from, to, breaks: [{ from: pause, to: until }] }));

/** Every store has, on every day of the week, somebody who cuts and somebody who colours. */
export const STAFF = {
  maya: {
    displayName: 'Maya Lindqvist',
    storeId: 'harbour',
    level: 'senior',
    skills: skills({ cut: 3, colour: 3 }),
    shifts: shift([1, 2, 3, 4, 5], '09:00', '18:00', '13:00', '13:45'),
  },
  jonas: {
    displayName: 'Jonas Ferreira',
    storeId: 'harbour',
    level: 'senior',
    skills: skills({ cut: 3, colour: 2 }),
    shifts: shift([3, 4, 5, 6, 7], '11:00', '20:00', '15:00', '15:45'),
  },
  lena: {
    displayName: 'Lena Okafor',
    storeId: 'harbour',
    level: 'specialist',
    skills: skills({ nails: 3, skin: 3 }),
    shifts: shift([2, 3, 4, 5, 6], '10:00', '19:00', '14:00', '14:30'),
  },
  priya: {
    displayName: 'Priya Harrow',
    storeId: 'old-town',
    level: 'senior',
    skills: skills({ cut: 3, colour: 3 }),
    shifts: shift([1, 2, 3, 4], '09:00', '18:00', '13:00', '13:45'),
  },
  oliver: {
    displayName: 'Oliver Brandt',
    storeId: 'old-town',
    level: 'stylist',
    skills: skills({ cut: 2, colour: 2 }),
    shifts: shift([4, 5, 6, 7], '10:00', '19:00', '14:00', '14:45'),
  },
  wei: {
    displayName: 'Wei Tansu',
    storeId: 'riverside',
    level: 'senior',
    skills: skills({ cut: 3, colour: 3 }),
    shifts: shift([1, 2, 3, 4, 5], '10:00', '19:00', '13:30', '14:15'),
  },
  qiu: {
    displayName: 'Qiu Marlow',
    storeId: 'riverside',
    level: 'stylist',
    skills: skills({ cut: 2, colour: 2 }),
    shifts: shift([4, 5, 6, 7], '13:00', '22:00', '17:00', '17:45'),
  },
  lin: {
    displayName: 'Lin Avery',
    storeId: 'riverside',
    level: 'specialist',
    skills: skills({ nails: 2, skin: 3 }),
    shifts: shift([2, 3, 4, 5, 6, 7], '11:00', '20:00', '15:00', '15:30'),
  },
} as const;

/** Shifts repeat from here on without an end. */
export const SHIFTS_FROM = '2024-01-01';

/** Invented names; addresses of a domain that is reserved for examples. `marketing`: they said yes to offers by e-mail. */
export const CUSTOMERS = [
  {
    name: 'Ada Fennimore',
    homeStoreId: 'harbour',
    gender: 'female',
    language: 'en',
    marketing: true,
  },
  {
    name: 'Bruno Castellan',
    homeStoreId: 'harbour',
    gender: 'male',
    language: 'en',
    marketing: true,
  },
  {
    name: 'Cora Whitlock',
    homeStoreId: 'harbour',
    gender: 'female',
    language: 'en',
    marketing: false,
  },
  {
    name: 'Dario Penhaligon',
    homeStoreId: 'harbour',
    gender: 'male',
    language: 'en',
    marketing: true,
  },
  {
    name: 'Elsie Thornbury',
    homeStoreId: 'old-town',
    gender: 'female',
    language: 'en',
    marketing: true,
  },
  {
    name: 'Felix Amberley',
    homeStoreId: 'old-town',
    gender: 'male',
    language: 'en',
    marketing: false,
  },
  {
    name: 'Greta Holloway',
    homeStoreId: 'old-town',
    gender: 'female',
    language: 'en',
    marketing: true,
  },
  {
    name: '林小溪',
    homeStoreId: 'riverside',
    gender: 'female',
    language: 'zh-CN',
    marketing: true,
  },
  {
    name: '周望舒',
    homeStoreId: 'riverside',
    gender: 'female',
    language: 'zh-CN',
    marketing: true,
  },
  { name: '沈知行', homeStoreId: 'riverside', gender: 'male', language: 'zh-CN', marketing: false },
] as const;
