import { optional } from '@chignon/eventing';
import { joined, MINUTE_MS, type Span } from '@chignon/calendar';
import { minutesOf, spanOf, type Store } from '../stores/store.js';
import { type FloatingSpan, freeTime, placesFor } from './floating.js';
import { type Shifts, shiftsOn, storesOf, type WorkingDay, workingDay } from './shifts.js';
import { type StaffMember, worksAt } from './staff.js';

/** Hours in which a person does some services only; neither list: all of them. */
export interface ServingWindow extends Span {
  readonly categories?: readonly string[];
  readonly serviceIds?: readonly string[];
}

/** Everything the roster says of one person at one store on one business date, as instants. */
export interface PersonDay extends WorkingDay {
  /** Absent: everything, all the time (R-BK-41). */
  readonly serving?: readonly ServingWindow[];
  /** Floating breaks by shift; absent: none (R-BK-42). */
  readonly floating?: readonly (readonly FloatingSpan[])[];
  /** Most milliseconds with customers; absent: no limit (R-BK-40). */
  readonly serviceLimitMs?: number;
}

const off: PersonDay = { working: [], present: [] };

/** Resolves a day. Nobody works where they neither belong nor are lent to, whatever their shifts say (BK-31). */
export function personDay(
  member: StaffMember,
  roster: Shifts,
  store: Pick<Store, 'id' | 'zone' | 'dayStartsAt'>,
  date: string,
): PersonDay {
  if (!member.active || !worksAt(member, store.id, date)) return off;
  const day = workingDay(roster, store, date);
  if (day.present.length === 0) return off;
  const worked = shiftsOn(roster, store.id, date);
  // A break that leave or block-outs leave no place for falls away: they are no time with customers.
  const floating = worked
    .map((s) =>
      (s.floating ?? []).map((b) => ({
        ...spanOf(b, store, date),
        lengthMs: b.minutes * MINUTE_MS,
      })),
    )
    .filter((group) => group.length > 0 && placesFor(group, freeTime(day.working, [])));
  const serving = worked.some((s) => s.serves?.length)
    ? worked.flatMap((s): ServingWindow[] =>
        s.serves?.length
          ? s.serves.map((w) => ({
              ...spanOf(w, store, date),
              ...(w.categories ? { categories: w.categories } : {}),
              ...(w.serviceIds ? { serviceIds: w.serviceIds } : {}),
            }))
          : [spanOf(s, store, date)],
      )
    : undefined;
  const serviceLimitMs = limitHere(member, roster, store, date);
  return {
    ...day,
    ...(serving ? { serving } : {}),
    ...(floating.length > 0 ? { floating } : {}),
    ...optional({ serviceLimitMs }),
  };
}

/**
 * Whether these windows let someone perform a service in [fromMs, toMs): one window, or neighbours that all name it. A line that does
 * not know its category is judged by its service alone, so that only windows naming the service take it.
 */
export function servesThen(
  windows: readonly ServingWindow[] | undefined,
  service: { readonly serviceId: string; readonly category?: string },
  fromMs: number,
  toMs: number,
): boolean {
  if (windows === undefined) return true;
  const named = windows.filter(
    (w) =>
      (!w.categories && !w.serviceIds) ||
      w.serviceIds?.includes(service.serviceId) ||
      (service.category !== undefined && w.categories?.includes(service.category)),
  );
  return joined(named).some((w) => w.fromMs <= fromMs && toMs <= w.toMs);
}

/**
 * The part of the daily limit that belongs to this store: in proportion to the hours of the shifts. The days of two stores are decided
 * apart, so this is what makes sure that both together keep the limit.
 */
function limitHere(
  { maxServiceMinutesPerDay: limit }: StaffMember,
  roster: Shifts,
  store: Pick<Store, 'id' | 'dayStartsAt'>,
  date: string,
): number | undefined {
  if (limit === undefined) return undefined;
  const minutesAt = (storeId: string): number =>
    shiftsOn(roster, storeId, date).reduce((sum, s) => sum + lengthOf(s, store.dayStartsAt), 0);
  const all = storesOf(roster).reduce((sum, storeId) => sum + minutesAt(storeId), 0);
  return Math.floor((limit * minutesAt(store.id)) / all) * MINUTE_MS;
}

function lengthOf(hours: { from: string; to: string }, dayStartsAt: string): number {
  const { from, to } = minutesOf(hours, dayStartsAt);
  return to - from;
}
