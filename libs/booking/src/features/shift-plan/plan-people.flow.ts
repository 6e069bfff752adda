import { dateAfter } from '@chignon/calendar';
import type { Tools } from '@chignon/eventing';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { termsFor } from '../../salon/roster/roster-terms.flow.js';
import type { RosterTerms } from '../../salon/roster/roster-terms.js';
import { type Shifts, shifts, storesOf, noShifts, shiftsOn } from '../../salon/roster/shifts.js';
import { worksAt, type StaffMember } from '../../salon/roster/staff.js';
import { stores, type Store, minutesOf, spanOf } from '../../salon/stores/store.js';
import type { PlanPerson, FixedShift, MinuteSpan } from './plan-rules.js';
import { shiftPlans } from './shift-plan-ledger.js';
import { datesOfWeek, minuteOn, planKey } from './week.js';
import { shiftWishes } from './wishes.js';

/** Days around the week that matter: rest, and days in a row. */
const AROUND = 8;

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
