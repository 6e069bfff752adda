import { openApi, routesOf } from '@chignon/service-kit';
import { booking } from './index.js';
import { dayAhead, type Salon, salon } from './testing.http.js';

// What one question may ask at most, over all routes: found by their descriptions, so that a new one is looked at too.

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: { maximum?: number; pattern?: string };
}
const routes = routesOf(booking.controllers as never).filter(({ method }) => method === 'GET');
const { paths } = openApi(booking.controllers as never, '1');
const queryOf = (path: string): Parameter[] =>
  (
    (paths[path.replaceAll(/:(\w+)/g, '{$1}')]!['get'] as unknown as { parameters?: Parameter[] })
      .parameters ?? []
  ).filter((one) => one.in === 'query');
const names = (path: string): string[] => queryOf(path).map((one) => one.name);

/** What is best of all that there is: a page after it would be another question. */
const BEST = ['/v1/booking/availability/ranked', '/v1/booking/waitlist/matches'];
/** Days of one range, where it is not 62. */
const DAYS: { [path: string]: number } = {
  '/v1/booking/staff/:staffId/calendar': 31,
  '/v1/booking/public/stores/:storeId/slots': 14,
};
/** Salon events and appointments are read along an index, page by page; what is stranded has a bound of its own; matches are of one day. */
const UNBOUNDED = [
  '/v1/booking/appointments',
  '/v1/booking/salon-events',
  '/v1/booking/stores/:storeId/stranded',
  '/v1/booking/waitlist/matches',
];
const ranges = routes
  .map(({ path }) => path)
  .filter((path) => names(path).includes('to') && !UNBOUNDED.includes(path));

let at: Salon;
let key = '';
beforeAll(async () => {
  at = await salon();
  key = (await at.post('publishable-keys', { name: 'p', storeIds: ['soho'], origins: [] })).body
    .key;
}, 60_000);
afterAll(() => at.close());

/** The route for `soho` and Anna, with all that it needs besides the range. */
const asked = (path: string, query: string): string => {
  const needed = Object.entries({ storeId: 'soho', storeIds: 'soho', services: 'cut' })
    .filter(([name]) => names(path).includes(name))
    .map(([name, value]) => `${name}=${value}`);
  return `${path.replace('/v1/booking/', '').replace(':storeId', 'soho').replace(':staffId', 'anna')}?${[...needed, query].join('&')}`;
};
const ask = (path: string) =>
  at.get(path, path.startsWith('public') ? { 'x-publishable-key': key } : {});

describe('BK-01 what one question may ask', () => {
  it('finds the routes', () => {
    expect(routes.length).toBeGreaterThan(60);
    expect(ranges.length).toBeGreaterThan(4);
  });

  it.each(ranges)('%s: a range that is too long is refused with the limit named', async (path) => {
    const most = DAYS[path] ?? 62;
    const from = dayAhead(2);
    const until = (days: number) => asked(path, `from=${from}&to=${dayAhead(2 + days - 1)}`);
    const no = await ask(until(most + 1));
    expect([no.status, no.body]).toEqual([
      422,
      expect.objectContaining({ code: 'range-too-long', field: 'to', limit: most }),
    ]);
    expect((await ask(until(most))).status).toBe(200);
  });

  it('names the limit of stores', async () => {
    const stores = Array.from({ length: 51 }, (_, i) => `s${i}`).join(',');
    expect(
      (await at.get(`availability/ranked?storeIds=${stores}&services=cut&from=${dayAhead(2)}`))
        .body,
    ).toMatchObject({ status: 422, code: 'too-many-stores', field: 'storeIds', limit: 50 });
    expect(
      (await at.post('publishable-keys', { name: 'p', storeIds: stores.split(','), origins: [] }))
        .body,
    ).toMatchObject({ status: 422, field: 'storeIds' });
  });

  it('is answered in pages of a bounded length', () => {
    const lists = routes.filter(({ answer }) => answer?.list).map(({ path }) => path);
    expect(lists.length).toBeGreaterThan(15);
    const bounded = (path: string) =>
      (queryOf(path).find((one) => one.name === 'limit')?.schema.maximum ?? Infinity) <= 1000;
    // A range of days, or a week's plan, is bounded by itself.
    expect(lists.filter((path) => !bounded(path) && !ranges.includes(path))).toEqual([]);
    expect(
      lists.filter(
        (path) => bounded(path) && !names(path).includes('after') && !BEST.includes(path),
      ),
    ).toEqual([]);
  });

  it('matches of a free time are looked for on one business day', async () => {
    const no = await at.get(
      `waitlist/matches?storeId=soho&from=${dayAhead(2)}T10:00&to=${dayAhead(4)}T10:00`,
    );
    expect([no.status, no.body]).toEqual([
      422,
      expect.objectContaining({ code: 'range-too-long', field: 'to', limit: 1 }),
    ]);
  });
});
