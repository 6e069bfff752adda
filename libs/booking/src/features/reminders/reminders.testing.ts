import { instantOf, localOf } from '@chignon/calendar';
import type { Standing } from './standing.js';

export const zone = 'America/New_York';

export const ms = (local: string, of = zone) => instantOf(local, of, 'test');

export const local = (at: number | undefined, of = zone) => {
  if (at === undefined) return undefined;
  const { date, minute } = localOf(of, at);
  return `${date}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
};
export const quiet = { quietFrom: '21:00', quietTo: '09:00' };

export const at = (start: string, more: Partial<Standing> = {}): Standing => ({
  customerId: 'c1',
  storeId: 'soho',
  zone,
  startMs: ms(start),
  ...more,
});
