import { randomUUID } from 'node:crypto';
import { DEMO_STORES } from '../../libs/client/dist/index.js';
import { ask } from './process.mjs';

/** Who works at the demo's stores, and what each can do. */
export const STORES = {
  harbour: {
    maya: ['womens-cut', 'mens-cut', 'root-colour', 'blowdry'],
    jonas: ['womens-cut', 'mens-cut', 'root-colour'],
    lena: ['manicure', 'pedicure', 'facial'],
  },
  'old-town': { priya: ['womens-cut', 'root-colour'], oliver: ['mens-cut', 'womens-cut'] },
  riverside: {
    wei: ['womens-cut', 'root-colour'],
    qiu: ['mens-cut', 'womens-cut'],
    lin: ['manicure', 'facial'],
  },
};
/** Who works before and after noon at the store that never closes. */
export const NIGHT = [
  ['nia', 'noor'],
  ['nils', 'nora'],
];
const HALVES = [
  ['00:00', '12:00'],
  ['12:00', '24:00'],
];

/** Chairs of a store. */
export const roomOf = (storeId) => ({ harbour: 4, 'old-town': 3, riverside: 4 })[storeId];

/** The date so many days from now. */
export const dayAhead = (days) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What a salon needs beyond the demo chain: fees, chairs by name, a course, events with few seats, and a store that never closes. */
export async function furnish(platform) {
  const put = async (path, body) => {
    const { status, body: answer } = await ask(platform, 'PUT', `/v1/booking/${path}`, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
  };
  const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  // Stories go on at once, also with appointments of the coming weeks.
  for (const [storeId, store] of Object.entries(DEMO_STORES))
    await put(`stores/${storeId}`, { ...store, checkInDaysAhead: 60 });
  await put('policies/default', {
    windows: [{ hoursBefore: 720, kind: 'percent', percent: 50 }],
    noShow: { kind: 'percent', percent: 100 },
    graceMinutes: 0,
  });
  for (const storeId of Object.keys(STORES))
    for (let n = 1; n <= roomOf(storeId); n++)
      await put(`stores/${storeId}/units/c${n}`, { pool: 'chair' });
  await put('stores/night', {
    regionId: 'atlantic',
    name: 'Night',
    zone: 'UTC',
    currency: 'USD',
    openingHours: always,
  });
  await put('services/trim', {
    name: 'Trim',
    category: 'hair',
    serviceGroup: 'cut',
    priceCents: 2000,
    phases: [{ name: 'cut', kind: 'active', minutes: 5 }],
  });
  for (const [half, staffId] of NIGHT.flatMap((team, n) => team.map((one) => [HALVES[n], one]))) {
    await put(`staff/${staffId}`, { displayName: staffId, storeIds: ['night'] });
    await put(`staff/${staffId}/shifts`, {
      patterns: [
        {
          storeId: 'night',
          validFrom: '2020-01-01',
          shifts: always.map(({ weekday }) => ({ weekday, from: half[0], to: half[1] })),
        },
      ],
    });
  }
  await put('course-templates/care', {
    name: 'Care',
    serviceIds: ['womens-cut', 'mens-cut', 'root-colour'],
    sessions: 3,
    validityDays: 365,
  });
  const events = [];
  for (let n = 0; n < 6; n++) {
    const { body } = await ask(
      platform,
      'POST',
      '/v1/booking/salon-events',
      {
        storeId: 'harbour',
        code: `evening-${n}`,
        title: 'Evening',
        kind: 'lecture',
        startsAt: `${dayAhead(20)}T19:00`,
        endsAt: `${dayAhead(20)}T20:00`,
        seats: 8,
        waitingList: n % 2 === 0,
      },
      randomUUID(),
    );
    if (!body?.eventId) throw new Error(`salon event: ${JSON.stringify(body)}`);
    events.push(body.eventId);
  }
  return events;
}
