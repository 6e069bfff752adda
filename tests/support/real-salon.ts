import type { ApiClient, Report } from '@chignon/client';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Folder with the exports of a real salon. */
export const SALON =
  process.env['CHIGNON_SALON_DATA'] ?? resolve(__dirname, '../../../shared/data/salon-2018');
/** Why the exports cannot be read; undefined: they are there. */
export const absent = existsSync(SALON)
  ? undefined
  : `the salon's exports are not at ${SALON} (set CHIGNON_SALON_DATA)`;
export const STORE = 'salon-pos';
/** Net sales in cents by staff member. */
export const STAFF = {
  JJ: 3_561_825,
  JOANNE: 1_526_719,
  BECKY: 1_401_137,
  SINEAD: 1_038_370,
  KELLY: 1_036_395,
  HOUSE: 158_962,
};
export const PERIOD = 'from=2018-03-01&to=2018-06-30';
/** What the exports come to, counted by hand: money in cents, taxes with four decimals. */
export const EXACT = {
  receiptLines: 1441,
  receipts: 1071,
  clients: 650,
  netCents: 8_723_408,
  gstExact: '4361.7040',
  pstExact: '6978.7264',
  negativeLines: 47,
  sharedReceipts: 20,
  bookings: 1282,
  cancellations: 149,
  noShows: 45,
  services: 33,
  products: 101,
  rejected: 0,
  heldBack: 0,
  visits: 1096,
  walkIns: 21,
};

/** All items of a list route. */
export async function all<T = any>(api: ApiClient, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let after: string | undefined; ;) {
    const page = await api.get<{ items: T[]; next?: string }>(
      `${path}${path.includes('?') ? '&' : '?'}limit=200${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
    );
    items.push(...page.items);
    if (!(after = page.next)) return items;
  }
}
/** The sum of numbers. */
export const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
/** Net sales of a report by staff member. */
export const staffOf = (report: Report) =>
  Object.fromEntries(
    Object.entries(report.staff).map(([staffId, { netCents }]) => [staffId, netCents]),
  );
