import {
  businessDay,
  firstInstant,
  isZone,
  lastInstant,
  minuteOf,
  type Span,
  weekdayOf,
  within,
} from '@chignon/calendar';
import { type Collection, invalid } from '@chignon/eventing';
import type { GatePolicy } from '../catalogue/prerequisites.js';
import type { WaitlistTerms } from '../waitlist/waitlist-terms.js';

/** Local wall-clock hours; a time before the store's `dayStartsAt`, and an end not after its begin, belong to the next date. */
export interface Hours {
  /** `HH:MM` */
  readonly from: string;
  /** `HH:MM`, `24:00` allowed. */
  readonly to: string;
}

/** Hours that repeat; ISO weekday, 1 Monday to 7 Sunday. Several entries of one weekday are a day with a pause. */
export interface WeekdayHours extends Hours {
  readonly weekday: number;
}

/** A pool of interchangeable units: chairs, wash basins, rooms, dryers. Bookings bind to the pool (R-BK-10). */
export interface Pool {
  readonly pool: string;
  readonly capacity: number;
}

/** A tax of the store. Basis points: 5 % is 500. */
export interface TaxRate {
  readonly code: string;
  readonly rateBp: number;
  readonly on: readonly ('service' | 'product')[];
}

/** A store's master data: what booking and the till need to know about the place. Id: the store. */
export interface Store {
  readonly id: string;
  readonly regionId: string;
  readonly name: string;
  /** IANA zone. */
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
  /** `HH:MM` local at which a business day begins. */
  readonly dayStartsAt: string;
  /** Of what its customers are sent, unless they ask for another one; absent: see by its zone. */
  readonly language?: 'zh-CN' | 'en';
  readonly openingHours: readonly WeekdayHours[];
  /** Dates with other hours than usual; no hours: closed. */
  readonly openingExceptions: readonly {
    readonly date: string;
    readonly hours: readonly Hours[];
  }[];
  readonly holdTtlSeconds: number;
  /** Gap between neighbours of one staff member: after + before, or the larger of both (R-BK-05). */
  readonly gapRule: 'sum' | 'max';
  /** Customers one stylist may have under way at once (R-BK-02). */
  readonly interleaveLimit: number;
  readonly slotStepMinutes: number;
  /** A gap shorter than this serves nobody: slots that leave one are ranked behind (R-BK-45). */
  readonly usefulGapMinutes: number;
  /** Who gets a customer that asked for nobody (R-BK-44). */
  readonly anyStaff: AnyStaffPolicy;
  /** Hours before the begin until which a line that was booked for anybody may still go to somebody else; absent or 0: settled when it is booked. */
  readonly lateBindingHours?: number;
  /** Appointments of at most so many business days ahead may be checked in; absent: see `CHECK_IN_DAYS_AHEAD`. */
  readonly checkInDaysAhead?: number;
  /** Staff in the order of the rotation before anybody had a turn. */
  readonly rotation: readonly string[];
  /** Longest wait of a customer between two services of one appointment. */
  readonly maxWaitMinutes: number;
  /** Somebody who waits longer than this from arrival to first service is told of (BK-21). */
  readonly waitAlertMinutes: number;
  readonly processingMayOverlapBlockOut: boolean;
  readonly processingMayPassShiftEnd: boolean;
  readonly pools: readonly Pool[];
  readonly taxes: readonly TaxRate[];
  /** Catalogue prices include the taxes. */
  readonly pricesIncludeTax: boolean;
  /** Its policy for cancelling, moving and not coming; absent: the chain's `default`, if there is one. */
  readonly policyId?: string;
  /** About a customer who has an appointment elsewhere at the same time; absent: nobody looks. */
  readonly customerClash?: ClashPolicy;
  /** About a service that is to begin without its prerequisite (R-BK-47); absent: `warn`. */
  readonly prerequisiteGate?: GatePolicy;
  /** How it works through its waitlist; what is left out: the usual. */
  readonly waitlist?: Partial<WaitlistTerms>;
}

/** Master data of the stores. */
export const stores: Collection<Store> = {
  name: 'booking.stores',
  indexes: { byId: { fields: ['id'] } },
};

/** What holds when a store configures nothing. */
export const storeDefaults = {
  dayStartsAt: '00:00',
  openingHours: [],
  openingExceptions: [],
  holdTtlSeconds: 300,
  gapRule: 'sum',
  interleaveLimit: 2,
  slotStepMinutes: 15,
  usefulGapMinutes: 30,
  anyStaff: 'least-busy',
  rotation: [],
  maxWaitMinutes: 15,
  waitAlertMinutes: 15,
  processingMayOverlapBlockOut: false,
  processingMayPassShiftEnd: false,
  pools: [],
  taxes: [],
  pricesIncludeTax: false,
} satisfies Partial<Store>;

/** Minute at which the store's business day begins. */
export const dayStartMinute = (store: Pick<Store, 'dayStartsAt'>): number =>
  minuteOf(store.dayStartsAt);

/** Local hours of a business date as minutes from its midnight; past midnight they exceed 1440. */
export function minutesOf(hours: Hours, dayStartsAt: string): { from: number; to: number } {
  const start = minuteOf(dayStartsAt);
  const from = minuteOf(hours.from) < start ? minuteOf(hours.from) + 1440 : minuteOf(hours.from);
  const to = minuteOf(hours.to);
  return { from, to: to <= from ? to + 1440 : to };
}

/** Local hours of a business date as instants. Begins at the first, ends at the last instant that shows the time, so DST days come out right. */
export function spanOf(
  hours: Hours,
  store: Pick<Store, 'zone' | 'dayStartsAt'>,
  date: string,
): Span {
  const { from, to } = minutesOf(hours, store.dayStartsAt);
  return { fromMs: firstInstant(store.zone, date, from), toMs: lastInstant(store.zone, date, to) };
}

/** The store's business day as instants. */
export const businessDayOf = (store: Pick<Store, 'zone' | 'dayStartsAt'>, date: string): Span =>
  businessDay(store.zone, dayStartMinute(store), date);

/** When the store is open on a business date. */
export function openOn(store: Store, date: string): Span[] {
  const hours =
    store.openingExceptions.find((e) => e.date === date)?.hours ??
    store.openingHours.filter((h) => h.weekday === weekdayOf(date));
  return within(
    hours.map((h) => spanOf(h, store, date)),
    businessDayOf(store, date),
  );
}

/** @throws Refusal `zone-unknown`, `hours-invalid`, `pool-repeated`, `tax-repeated` naming the field */
export function checkStore(store: Store): void {
  if (!isZone(store.zone))
    throw invalid('zone-unknown', `\`${store.zone}\` is not a time zone.`, {
      field: 'zone',
      expected: 'an IANA zone, for example Europe/London',
    });
  const start = minuteOf(store.dayStartsAt);
  if (!(start < 1440))
    throw invalid('hours-invalid', '`dayStartsAt` is not a local time.', {
      field: 'dayStartsAt',
      expected: 'HH:MM',
    });
  const lists: [string, readonly Hours[]][] = [
    ['openingHours', store.openingHours],
    ...store.openingExceptions.map((e, i): [string, readonly Hours[]] => [
      `openingExceptions.${i}.hours`,
      e.hours,
    ]),
  ];
  for (const [field, hours] of lists) checkHours(hours, store.dayStartsAt, field);
  for (const [field, names] of [
    ['pools', store.pools.map((p) => p.pool)],
    ['taxes', store.taxes.map((t) => t.code)],
  ] as const) {
    if (new Set(names).size !== names.length)
      throw invalid(
        `${field === 'pools' ? 'pool' : 'tax'}-repeated`,
        `\`${field}\` names an entry twice.`,
        { field },
      );
  }
}

/** @throws Refusal `hours-invalid` for times that do not exist and spans that leave the business day */
export function checkHours(list: readonly Hours[], dayStartsAt: string, field: string): void {
  for (const [i, hours] of list.entries()) {
    const { from, to } = minutesOf(hours, dayStartsAt);
    if (Number.isNaN(from) || Number.isNaN(to))
      throw invalid('hours-invalid', 'This is not a local time.', {
        field: `${field}.${i}`,
        expected: 'HH:MM',
      });
    if (hours.from === hours.to || to > minuteOf(dayStartsAt) + 1440)
      throw invalid('hours-invalid', 'The end is before the start.', {
        field: `${field}.${i}.to`,
        expected: `after ${hours.from} and within the business day that begins at ${dayStartsAt}`,
      });
  }
}

/** What a store does about a customer who has another appointment elsewhere at the same time. Absent: it is not looked at. */
export const CLASH_POLICIES = ['refuse', 'warn'] as const;

export type ClashPolicy = (typeof CLASH_POLICIES)[number];

/**
 * Who gets a customer that asked for nobody (R-BK-44): the least busy of the day, the one with the fewest such customers
 * today (round-robin), the one whose last turn is longest ago (rotation, 轮牌), or the most skilled.
 */
export const ANY_STAFF_POLICIES = ['least-busy', 'round-robin', 'rotation', 'skill-first'] as const;

export type AnyStaffPolicy = (typeof ANY_STAFF_POLICIES)[number];

/** The longest time before the begin at which a store may bind: two weeks. */
export const MAX_BIND_HOURS = 336;
