import { dateAfter, dayNumber, localOf } from '@chignon/calendar';

/** The key of the shift plan of a store and week. `weekStart` is a Monday. */
export const planKey = (storeId: string, weekStart: string): string => `${storeId}-${weekStart}`;

/** The seven dates from a Monday on. */
export const datesOfWeek = (weekStart: string): string[] =>
  Array.from({ length: 7 }, (_, i) => dateAfter(weekStart, i));

/** Local minutes from the midnight of a date. */
export function minuteOn(zone: string, date: string, ms: number): number {
  const local = localOf(zone, ms);
  return (dayNumber(local.date)! - dayNumber(date)!) * 1440 + local.minute;
}
