// others-wait: the longest that somebody else waits while the platform answers each costly question at its widest: searches that find
// everything and searches that find nothing, groups, series, cards, waiting lists, a year's figures, imports, a rebuild, a check of all chains.
import { dateOf } from '../chain.mjs';
import { apiOf, copyOf, crowdedSet } from '../data-sets.mjs';
import { platform, program } from '../processes.mjs';

export const names = ['others-wait'];
const GOAL_MS = 200;
const SERVICES = ['k1', 'k2', 'k3', 'k4', 'k5'];

const get = (name, path) => ({ name, method: 'GET', path });
const post = (name, path, body, more = {}) => ({ name, method: 'POST', path, body, ...more });
const each = (list) => list.map((serviceId) => ({ serviceId }));

function questionsOf(base, stores) {
  const [first, last, near] = [dateOf(base, 1), dateOf(base, 61), dateOf(base, 3)];
  const b = '/v1/booking';
  const all = SERVICES.join(',');
  const free = (storeId, more) =>
    `${b}/availability?storeId=${storeId}&from=${first}&to=${last}&${more}`;
  const ranked = (storeIds, more) =>
    `${b}/availability/ranked?storeIds=${storeIds}&from=${first}&to=${last}&${more}`;
  const wish = (storeId) => ({ storeId, startsAt: `${near}T10:00`, services: each(SERVICES) });
  const group = (storeId, guests, services) => ({
    storeId,
    startsAt: `${near}T10:00`,
    guests: Array.from({ length: guests }, () => ({ services: each(services) })),
  });
  const year = `from=${dateOf(base, -399)}&to=${base}`;
  return [
    get('nothing', '/health/live'),
    get('free times of all orders, all free', free('wide', `services=${all}&anyOrder=true`)),
    get('free times of all orders, none free', free('scattered', `services=${all}&anyOrder=true`)),
    get(
      'free times by one person, none free',
      free('scattered', `services=${all}&anyOrder=true&sameStaff=true`),
    ),
    get('free times of ten services', free('scattered', `services=${all},${all}`)),
    get(
      'ranked, all stores',
      ranked([...stores, 'wide'].slice(0, 50), 'services=mens-cut&limit=1'),
    ),
    get(
      'ranked, all orders',
      ranked('wide,scattered', `services=${all}&anyOrder=true&flexible=true&limit=200`),
    ),
    get(
      'why not',
      `${b}/availability/why-not?storeId=scattered&services=${all}&startsAt=${near}T10:00`,
    ),
    post('a booking in any order', `${b}/appointments`, { ...wish('scattered'), anyOrder: true }),
    post('a group of 60', `${b}/groups`, group('wide', 60, ['k1'])),
    post(
      'a group of 20, three services',
      `${b}/groups`,
      group('scattered', 20, ['k1', 'k2', 'k3']),
    ),
    post('a series of 52', `${b}/series/preview`, {
      ...wish('scattered'),
      every: 1,
      unit: 'week',
      count: 52,
    }),
    get('cards of a team', `${b}/stores/scattered/staff-cards?limit=50&serviceId=k5`),
    get(
      'matches of a waiting list',
      `${b}/waitlist/matches?storeId=scattered&from=${near}T08:00&to=${near}T20:00&limit=50`,
    ),
    get('calendar', `${b}/stores/wide/calendar?from=${first}&to=${last}`),
    get('day', `${b}/stores/s01/days/${dateOf(base, 30)}`),
    get('board', `${b}/stores/s01/board/${dateOf(base, 30)}`),
    ...['sales', 'frequency', 'customers', 'tickets', 'peaks', 'popularity'].map((figure) =>
      get(`a year's ${figure}`, `/v1/insights/${figure}?${year}`),
    ),
    get('funnel', `${b}/funnel?storeId=s01&from=${dateOf(base, -61)}&to=${base}`),
    post('an import of 200 customers', '/v1/customers/imports', {
      storeId: 's01',
      source: 'bench',
      items: Array.from({ length: 200 }, (_, i) => ({
        externalId: { system: 'bench', code: `${i}` },
        homeStoreId: 's01',
        name: `Guest ${i}`,
      })),
    }),
    get('API description', '/openapi.json'),
    post('a rebuild', '/v1/insights/operations/views/insights.daily-sales/rebuild', undefined, {
      watchMs: 3000,
    }),
    post('a check of all chains', `${b}/operations/verify`, undefined),
  ];
}

export async function measure({ base, quick }) {
  const running = await platform(copyOf(await crowdedSet(base, quick ? 2000 : 25_000)));
  const { items } = await apiOf(running).get('/v1/booking/stores?limit=200');
  const questions = questionsOf(
    base,
    items.map(({ storeId }) => storeId).filter((id) => /^s\d/.test(id)),
  );
  const answers = await program('load/bystander.mjs', [
    JSON.stringify({ url: running.url, token: running.token(), questions }),
  ]);
  await running.stop();
  // A slot that is taken and a search that is too large are answers; anything else would be a question that was not asked.
  const strange = answers.filter(
    ({ status, code }) => ![200, 201, 202, 409].includes(status) && code !== 'search-too-large',
  );
  if (strange.length > 0) throw new Error(`unexpected answers: ${JSON.stringify(strange)}`);
  const worst = answers.reduce((a, b) => (b.longestMs > a.longestMs ? b : a));
  return [
    {
      name: 'others-wait',
      value: worst.longestMs,
      unit: 'ms longest wait of others',
      goal: `<= ${GOAL_MS}`,
      met: worst.longestMs <= GOAL_MS,
      runs: answers,
      note: `while asked for: ${worst.name}; at rest ${answers[0].longestMs} ms. ${answers
        .slice(1)
        .map(({ name, longestMs, tookMs }) => `${name} ${longestMs} of ${tookMs}`)
        .join('; ')}`,
    },
  ];
}
