import { dateAfter, dayNumber, localOf, msOfIso } from '@chignon/calendar';
import { invalid, refused, type Tools } from '@chignon/eventing';
import { daySheets, type SheetEntry } from '../../agenda/day-sheet.view.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { services } from '../../salon/catalogue/service.js';
import { termsFor } from '../../salon/roster/roster-terms.flow.js';
import type { RosterTerms } from '../../salon/roster/roster-terms.js';
import { noShifts, type Shifts, shifts, shiftsOn, storesOf } from '../../salon/roster/shifts.js';
import { type StaffMember, worksAt } from '../../salon/roster/staff.js';
import {
  dayStartMinute,
  minutesOf,
  openOn,
  spanOf,
  type Store,
  stores,
} from '../../salon/stores/store.js';
import type { PlanDay } from './plan-grid.js';
import {
  type BusyStretch,
  demandFromDays,
  type DemandHour,
  demandOfTable,
  type DemandRow,
  type PastDay,
} from './demand.js';
import type { FixedShift, MinuteSpan, PlanPerson, PlanRules } from './plan-rules.js';
import { longestWithBreak } from './publishing.js';
import type { PlanInputs } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import { shiftWishes } from './wishes.js';

/** Rules that nobody has to give. */
const USUAL = {
  maxMinutesPerDay: 600,
  maxMinutesPerWeek: 2400,
  maxDaysInARow: 6,
  minShiftMinutes: 240,
  maxShiftMinutes: 600,
  breakMinutes: 30,
};
/** Days around the week that matter: rest, and days in a row. */
const AROUND = 8;
const PAGE = 1000;
/** Letters that a proposal may come to as an event, estimated at its worst: every hour unfilled, with everybody's reason. Engines take about a million. */
const MAX_LETTERS = 800_000;
const LETTERS_PER_HOUR = 120;

export const planKey = (storeId: string, weekStart: string): string => `${storeId}-${weekStart}`;
const datesOfWeek = (weekStart: string): string[] =>
  Array.from({ length: 7 }, (_, i) => dateAfter(weekStart, i));

/** Everything that a proposal is made from. @throws Refusal naming the field, `plan-too-large` */
export async function planInputs(
  tools: Tools,
  storeId: string,
  weekStart: string,
  {
    demand,
    historyWeeks,
    rules: asked,
  }: {
    demand: readonly DemandRow[] | undefined;
    historyWeeks: number;
    rules: Partial<typeof USUAL> | undefined;
  },
): Promise<PlanInputs> {
  const odd = demand?.findIndex((row) => row.level !== undefined && row.skill === undefined) ?? -1;
  if (odd >= 0)
    throw invalid('level-without-skill', 'Levels need a skill.', { field: `demand.${odd}.level` });
  const rules = await rulesFor(tools, storeId, asked);
  if (rules.minShiftMinutes > rules.maxShiftMinutes)
    throw invalid('rules-contradict', 'The shortest shift is longer than the longest one.', {
      field: 'rules.minShiftMinutes',
      expected: `at most ${rules.maxShiftMinutes}`,
    });
  const [days, people] = [
    await planDaysFor(tools, storeId, weekStart, demand, historyWeeks),
    await planPeople(tools, storeId, weekStart),
  ];
  const letters =
    days.reduce((sum, d) => sum + d.demand.length, 0) *
    people.reduce((sum, p) => sum + p.staffId.length + 3, LETTERS_PER_HOUR);
  if (letters > MAX_LETTERS)
    throw refused('plan-too-large', 'The plan has too many hours and staff to be explained.', {
      field: 'demand',
      expected: 'fewer skills or hours',
    });
  return { source: demand ? 'given' : 'history', days, rules, people };
}

/** The rules of a plan: what was asked for, and of the store's own the rest and the breaks. */
async function rulesFor(
  tools: Tools,
  storeId: string,
  asked: Partial<typeof USUAL> = {},
): Promise<PlanRules> {
  const terms = await termsFor(tools, [storeId]);
  const maxContinuousMinutes = terms.maxContinuousMinutes(storeId);
  const rules = {
    ...USUAL,
    ...asked,
    minRestMinutes: terms.minRestHours(storeId) * 60,
    ...(maxContinuousMinutes === undefined ? {} : { maxContinuousMinutes }),
  };
  return { ...rules, maxShiftMinutes: Math.min(rules.maxShiftMinutes, longestWithBreak(rules)) };
}

/** The dates of a week with who is wanted: by a table, or as the same weekdays of the last weeks were. */
async function planDaysFor(
  tools: Tools,
  storeId: string,
  weekStart: string,
  rows: readonly DemandRow[] | undefined,
  historyWeeks: number,
): Promise<PlanDay[]> {
  const { store } = await booksOf(tools).store(storeId);
  const dates = datesOfWeek(weekStart);
  const first = Math.floor(dayStartMinute(store) / 60);
  for (const [i, { fromHour, toHour }] of (rows ?? []).entries()) {
    if (toHour <= fromHour || fromHour < first || toHour > first + 24)
      throw invalid('hours-invalid', 'These hours are outside the business day.', {
        field: `demand.${i}`,
        expected: `${first} to ${first + 24}`,
      });
  }
  const demand = rows
    ? demandOfTable(rows, dates)
    : demandFromDays(await pastDays(tools, store, dates, historyWeeks), dates).filter(
        (d) => d.hour >= first && d.hour < first + 24,
      );
  return dates.map((date) =>
    dayOf(
      store,
      date,
      demand.filter((d) => d.date === date),
    ),
  );
}

/** Shifts lie within the opening hours and the hours in which somebody is wanted. */
function dayOf(store: Store, date: string, demand: readonly DemandHour[]): PlanDay {
  const open = openOn(store, date).map(({ fromMs, toMs }) => ({
    fromMinute: minuteOn(store.zone, date, fromMs),
    toMinute: minuteOn(store.zone, date, toMs),
  }));
  const first = Math.floor(dayStartMinute(store) / 60);
  const hours = [
    ...open.flatMap((o) => [Math.floor(o.fromMinute / 60), Math.ceil(o.toMinute / 60)]),
    ...demand.flatMap((d) => [d.hour, d.hour + 1]),
  ].map((h) => Math.min(Math.max(h, first), first + 24));
  return {
    date,
    fromHour: Math.min(...hours, first + 24),
    toHour: Math.max(...hours, first),
    demand,
  };
}

/** The team of a store as planning needs it, as rosters, leave, wishes and the plans of the weeks beside say now. */
export async function planPeople(
  tools: Tools,
  storeId: string,
  weekStart: string,
): Promise<PlanPerson[]> {
  const { store, team } = await booksOf(tools).store(storeId);
  const ids = [...team.keys()];
  if (ids.length === 0) return [];
  const [rosters, wishes, beside] = await Promise.all([
    tools.documents.getMany<Shifts>(shifts, ids),
    tools.documents.getMany(shiftWishes, ids),
    plansBeside(tools, storeId, weekStart),
  ]);
  const rosterOf = new Map(rosters.map((r) => [r.id, r]));
  const places = [...new Set([storeId, ...rosters.flatMap(storesOf)])];
  const storeOf = new Map((await tools.documents.getMany(stores, places)).map((s) => [s.id, s]));
  const terms = await termsFor(tools, places);
  return ids.flatMap((id): PlanPerson[] => {
    const member = team.get(id)!;
    const dates = datesOfWeek(weekStart).filter((date) => worksAt(member, storeId, date));
    if (dates.length === 0) return [];
    const roster = rosterOf.get(id) ?? noShifts(id);
    const wish = wishes.find((w) => w.id === id);
    const { leave, blocked } = absencesOf(roster, store, dates);
    const planned = beside.shifts
      .filter((s) => s.staffId === id)
      .map(({ date, fromMinute, toMinute }): FixedShift => ({
        date,
        fromMinute,
        toMinute,
        away: false,
        restMinutes: terms.minRestHours(storeId) * 60,
        travelToMinutes: 0,
        travelFromMinutes: 0,
      }));
    return [
      {
        staffId: id,
        skills: member.skills,
        dates,
        leave,
        blocked,
        fixed: [
          ...fixedShifts(member, roster, store, weekStart, storeOf, terms, beside.dates),
          ...planned,
        ],
        ...(wish ? { wishes: wish } : {}),
      },
    ];
  });
}

/** Shifts elsewhere, and here on the dates around the week: what stands before the plan is made. */
function fixedShifts(
  member: StaffMember,
  roster: Shifts,
  here: Store,
  weekStart: string,
  storeOf: ReadonlyMap<string, Store>,
  terms: RosterTerms,
  planned: ReadonlySet<string>,
): FixedShift[] {
  const week = new Set(datesOfWeek(weekStart));
  const fixed: FixedShift[] = [];
  for (let n = -AROUND; n < 7 + AROUND; n++) {
    const date = dateAfter(weekStart, n);
    if (
      roster.absences.some(
        (a) =>
          a.kind !== 'block-out' && a.hours === undefined && a.fromDate <= date && date <= a.toDate,
      )
    )
      continue;
    for (const storeId of storesOf(roster)) {
      const store = storeOf.get(storeId);
      const away = storeId !== here.id;
      if (
        !store ||
        (!away && (week.has(date) || planned.has(date))) ||
        !worksAt(member, storeId, date)
      )
        continue;
      const way = {
        away,
        restMinutes: terms.minRestHours(storeId) * 60,
        travelToMinutes: terms.travelMinutes(here.id, storeId),
        travelFromMinutes: terms.travelMinutes(storeId, here.id),
      };
      for (const shift of shiftsOn(roster, storeId, date))
        fixed.push({ ...onClockOf(here, store, date, shift), ...way });
    }
  }
  return fixed;
}

/** A shift on the wall clock of the store that is planned. */
function onClockOf(
  here: Store,
  store: Store,
  date: string,
  shift: { from: string; to: string },
): MinuteSpan & { date: string } {
  if (store.zone === here.zone) {
    const { from, to } = minutesOf(shift, store.dayStartsAt);
    return { date, fromMinute: from, toMinute: to };
  }
  const { fromMs, toMs } = spanOf(shift, store, date);
  return {
    date,
    fromMinute: minuteOn(here.zone, date, fromMs),
    toMinute: minuteOn(here.zone, date, toMs),
  };
}

function absencesOf(
  roster: Shifts,
  store: Store,
  dates: readonly string[],
): Pick<PlanPerson, 'leave' | 'blocked'> {
  const all = roster.absences.flatMap((a) =>
    dates
      .filter((d) => a.fromDate <= d && d <= a.toDate)
      .map((date) => {
        const { from, to } = a.hours
          ? minutesOf(a.hours, store.dayStartsAt)
          : { from: 0, to: 2880 };
        return { kind: a.kind, date, fromMinute: from, toMinute: to };
      }),
  );
  const of = (block: boolean) =>
    all
      .filter((a) => (a.kind === 'block-out') === block)
      .map(({ date, fromMinute, toMinute }) => ({ date, fromMinute, toMinute }));
  return { leave: of(false), blocked: of(true) };
}

/** Plans of the weeks beside that are not published yet: they are what people will work, rather than the rosters of those dates. */
async function plansBeside(tools: Tools, storeId: string, weekStart: string) {
  const weeks = await Promise.all(
    [-7, 7].map(async (n) => ({
      monday: dateAfter(weekStart, n),
      state: (await tools.load(shiftPlans, planKey(storeId, dateAfter(weekStart, n)))).state,
    })),
  );
  const open = weeks.filter(({ state }) => state.status === 'proposed');
  return {
    dates: new Set(open.flatMap(({ monday }) => datesOfWeek(monday))),
    shifts: open.flatMap(({ state }) => [...state.shifts.values()]),
  };
}

/** The same weekdays of the last weeks, as the day sheets have them. */
async function pastDays(
  tools: Tools,
  store: Store,
  dates: readonly string[],
  weeks: number,
): Promise<PastDay[]> {
  const skills = new Map<string, { skill: string; level: number } | undefined>();
  const days: PastDay[] = [];
  for (const date of dates) {
    // The last weeks that are over, also when the plan is for a week far ahead.
    const today = localOf(store.zone, msOfIso(tools.facts.now())).date;
    const ahead = Math.max(1, Math.ceil((dayNumber(date)! - dayNumber(today)! + 1) / 7));
    for (let n = 0; n < weeks; n++) {
      const past = dateAfter(date, -7 * (ahead + n));
      const entries = (await sheetOf(tools, store.id, past)).filter(
        (e) => e.kind === 'appointment' && (e.status === 'booked' || e.status === 'checked-in'),
      );
      const unknown = [...new Set(entries.flatMap((e) => e.lines.map((l) => l.serviceId)))].filter(
        (id) => !skills.has(id),
      );
      for (const id of unknown) skills.set(id, undefined);
      if (unknown.length > 0)
        for (const { id, skill } of await tools.documents.getMany(services, unknown))
          skills.set(id, skill);
      days.push({
        date: past,
        busy: entries
          .flatMap((e) => e.lines)
          .map((l): BusyStretch => ({
            staffId: l.staffId,
            ...skills.get(l.serviceId),
            fromMinute: minuteOn(store.zone, past, msOfIso(l.startsAt)),
            toMinute: minuteOn(store.zone, past, msOfIso(l.endsAt)),
          })),
      });
    }
  }
  return days;
}

async function sheetOf(tools: Tools, storeId: string, date: string): Promise<SheetEntry[]> {
  const entries: SheetEntry[] = [];
  for (let after: string | undefined; ;) {
    const page = await tools.documents.find(tools.collection(daySheets), {
      index: 'byDay',
      where: { storeId, date },
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    entries.push(...page.items);
    if ((after = page.next) === undefined) return entries;
  }
}

/** Local minutes from the midnight of a date. */
function minuteOn(zone: string, date: string, ms: number): number {
  const local = localOf(zone, ms);
  return (dayNumber(local.date)! - dayNumber(date)!) * 1440 + local.minute;
}
