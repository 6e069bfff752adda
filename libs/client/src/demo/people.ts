/** The staff and the customers of the demo chain: all invented. Plain data. */

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
