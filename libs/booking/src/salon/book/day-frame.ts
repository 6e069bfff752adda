import { MINUTE_MS, type Span } from '@chignon/calendar';
import { type PriceRule, rulesOn } from '../peaks/price-rule.js';
import type { PublicHolidays } from '../peaks/public-holidays.js';
import { capacityPercentOf, type SpecialDay, specialOn } from '../peaks/special-day.js';
import { type Unit, unitsOn } from '../resources/unit.js';
import { type PersonDay, personDay } from '../roster/person-day.js';
import type { Shifts } from '../roster/shifts.js';
import type { StaffMember } from '../roster/staff.js';
import { businessDayOf, openOn, type Store } from '../stores/store.js';
import { reservedOn, type Vip } from '../vip/vip-terms.js';
import type { DayFrame } from './day.js';

/** What a store's days are made from. */
export interface DayParts {
  readonly store: Store;
  readonly units: readonly Unit[];
  readonly days: readonly SpecialDay[];
  readonly holidays: PublicHolidays;
  readonly rules: readonly PriceRule[];
  readonly vip: Vip;
  readonly team: ReadonlyMap<string, StaffMember>;
  /** Of the members of the team. */
  readonly rosters: readonly Shifts[];
}

/** One business day of a store: who works when, which places there are, and what holds. */
export function dayFrame(
  { store, units, days, holidays, rules, vip, team, rosters }: DayParts,
  date: string,
): DayFrame {
  const special = specialOn(days, store.id, date, holidays);
  const percent = capacityPercentOf(special);
  const places = unitsOn(units, businessDayOf(store, date));
  return {
    storeId: store.id,
    businessDate: date,
    zone: store.zone,
    currency: store.currency,
    open: openOn(store, date),
    ...peopleOf(
      rosters.map((roster) => [roster.id, personDay(team.get(roster.id)!, roster, store, date)]),
    ),
    capacities: Object.fromEntries(
      [
        ...store.pools.map((p): [string, number] => [p.pool, p.capacity]),
        ...Object.entries(places).map(([pool, all]): [string, number] => [pool, all.length]),
      ].map(([pool, n]) => [pool, Math.floor((n * percent) / 100)]),
    ),
    units: places,
    prices: rulesOn(
      rules,
      store.id,
      date,
      special.map((d) => d.kind),
    ),
    gapRule: store.gapRule,
    interleaveLimit: store.interleaveLimit,
    stepMs: store.slotStepMinutes * MINUTE_MS,
    processingMayOverlapBlockOut: store.processingMayOverlapBlockOut,
    processingMayPassShiftEnd: store.processingMayPassShiftEnd,
    ...reservedOn(vip, store, date),
  };
}

/** What a day says of its people, by staff id; what nobody has stays absent, so that most days are decided as quickly as before. */
function peopleOf(
  days: readonly (readonly [string, PersonDay])[],
): Pick<DayFrame, 'working' | 'present' | 'serving' | 'floating' | 'serviceLimitMs'> {
  const of = <K extends keyof PersonDay>(what: K) =>
    days.flatMap(([id, day]) =>
      day[what] === undefined ? [] : [[id, day[what] as NonNullable<PersonDay[K]>] as const],
    );
  const some = <K extends 'serving' | 'floating' | 'serviceLimitMs'>(what: K) =>
    of(what).length === 0 ? {} : { [what]: Object.fromEntries(of(what)) };
  const once = saidOnce();
  const windows = (what: 'working' | 'present') =>
    Object.fromEntries(of(what).map(([id, spans]) => [id, once(spans)]));
  return {
    working: windows('working'),
    present: windows('present'),
    ...some('serving'),
    ...some('floating'),
    ...some('serviceLimitMs'),
  };
}

/** Equal windows as one value: most of a team work the same hours, and thousands of days are kept. */
function saidOnce(): (spans: readonly Span[]) => readonly Span[] {
  const known = new Map<string, readonly Span[]>();
  return (spans) => {
    const hours = spans.map((s) => `${s.fromMs}-${s.toMs}`).join();
    const same = known.get(hours) ?? spans.slice();
    known.set(hours, same);
    return same;
  };
}

/** The day as if this person's roster were another. */
export function withPerson(frame: DayFrame, staffId: string, day: PersonDay): DayFrame {
  const one = <V>(
    map: { readonly [id: string]: V } | undefined,
    value: V | undefined,
  ): { [id: string]: V } => {
    const { [staffId]: _, ...others } = map ?? {};
    return value === undefined ? others : { ...others, [staffId]: value };
  };
  return {
    ...frame,
    working: one(frame.working, day.working),
    present: one(frame.present, day.present),
    serving: one(frame.serving, day.serving),
    floating: one(frame.floating, day.floating),
    serviceLimitMs: one(frame.serviceLimitMs, day.serviceLimitMs),
  };
}
