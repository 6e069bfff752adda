import { dateAfter, dayNumber, localOf, msOfIso } from '@chignon/calendar';
import { invalid, type Tools } from '@chignon/eventing';
import { CAME } from '../../agenda/appointment/appointment.js';
import { daySheetOf } from '../../desk/day/day-sheet.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { services } from '../../salon/catalogue/service.js';
import { dayStartMinute, type Store, openOn } from '../../salon/stores/store.js';
import {
  type DemandRow,
  demandOfTable,
  demandFromDays,
  type DemandHour,
  type PastDay,
  type BusyStretch,
} from './demand.js';
import type { PlanDay } from './plan-grid.js';
import { datesOfWeek, minuteOn } from './week.js';

/** The dates of a week with who is wanted: by a table, or as the same weekdays of the last weeks were. */
export async function planDaysFor(
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
      const entries = (await daySheetOf(tools, store.id, past)).filter(
        (e) => e.kind === 'appointment' && (e.status === 'booked' || CAME.has(e.status!)),
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
