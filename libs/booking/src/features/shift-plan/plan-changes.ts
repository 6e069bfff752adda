/* Shifts that a change or a swap puts and takes. */
import type { PlannedShift, PlanPerson } from './plan-rules.js';
import type { PlanChange, RosterDay, ShiftPlanState, Swap } from './shift-plan-events.js';

export const shiftKey = ({
  staffId,
  date,
}: {
  readonly staffId: string;
  readonly date: string;
}): string => `${date} ${staffId}`;

/** The shifts after a change. */
export function changed(
  shifts: ReadonlyMap<string, PlannedShift>,
  { put, removed }: PlanChange,
): Map<string, PlannedShift> {
  const after = new Map(shifts);
  for (const one of removed) after.delete(shiftKey(one));
  for (const { staffId, date, fromMinute, toMinute } of put)
    after.set(shiftKey({ staffId, date }), { staffId, date, fromMinute, toMinute });
  return after;
}

/** What a swap does to the plan; undefined when one of its shifts is not there. */
export function changeOf(
  { shifts }: Pick<ShiftPlanState, 'shifts'>,
  { fromStaffId, fromDate, toStaffId, toDate }: Omit<Swap, 'swapId'>,
): PlanChange | undefined {
  const given = shifts.get(shiftKey({ staffId: fromStaffId, date: fromDate }));
  const taken =
    toDate === undefined ? undefined : shifts.get(shiftKey({ staffId: toStaffId, date: toDate }));
  if (!given || (toDate !== undefined && !taken)) return undefined;
  const put = [
    { ...given, staffId: toStaffId },
    ...(taken ? [{ ...taken, staffId: fromStaffId }] : []),
  ];
  const removed = [
    { staffId: fromStaffId, date: fromDate },
    ...(taken ? [{ staffId: toStaffId, date: taken.date }] : []),
  ];
  return { put, removed: removed.filter((r) => !put.some((p) => shiftKey(p) === shiftKey(r))) };
}

/** What the plan says of everybody on every date on which they may work at the store. */
export const rosterDays = (
  shifts: ReadonlyMap<string, PlannedShift>,
  people: readonly PlanPerson[],
): RosterDay[] =>
  people.flatMap(({ staffId, dates }) =>
    dates.map((date) => {
      const shift = shifts.get(shiftKey({ staffId, date }));
      return {
        staffId,
        date,
        ...(shift ? { shift: { fromMinute: shift.fromMinute, toMinute: shift.toMinute } } : {}),
      };
    }),
  );

/** The days of two people that a swap touches, for their rosters. */
export function swappedDays(
  after: ReadonlyMap<string, PlannedShift>,
  people: readonly PlanPerson[],
  { put, removed }: PlanChange,
): RosterDay[] {
  const touched = new Set([...put, ...removed].map(shiftKey));
  return rosterDays(after, people).filter((day) => touched.has(shiftKey(day)));
}

export const keysOf = ({
  fromStaffId,
  fromDate,
  toStaffId,
  toDate,
}: Omit<Swap, 'swapId'>): string[] => [
  shiftKey({ staffId: fromStaffId, date: fromDate }),
  ...(toDate === undefined ? [] : [shiftKey({ staffId: toStaffId, date: toDate })]),
];
