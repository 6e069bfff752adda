import { realDate, weekdayOf } from '@chignon/calendar';
import { conflict, invalid, notFound, Refusal, refused, type Tools } from '@chignon/eventing';
import { STORE_ID } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { noShifts, shifts, shiftsOn } from '../../salon/roster/shifts.js';
import type { Store } from '../../salon/stores/store.js';
import { changed, changeOf, swappedDays } from './plan-changes.js';
import type { PlanPerson } from './plan-rules.js';
import { rosterShift } from './publishing.js';
import type { OnStranded, RosterDay, ShiftPlanState } from './shift-plan-events.js';
import { followPlan } from './shift-plan.effects.js';

/** The store, when there is one and the week begins on a Monday. */
export async function weekOf(tools: Tools, storeId: string, weekStart: string): Promise<Store> {
  if (!STORE_ID.test(storeId))
    throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
  realDate(weekStart, 'weekStart');
  if (weekdayOf(weekStart) !== 1)
    throw invalid('not-a-monday', 'The date of the week must be a Monday.', {
      field: 'weekStart',
      expected: 'a Monday',
    });
  return (await booksOf(tools).store(storeId)).store;
}

/** What the rosters would refuse of these days. */
export async function judgeRosters(
  tools: Tools,
  storeId: string,
  { rules }: ShiftPlanState,
  days: readonly RosterDay[],
  onStranded: OnStranded,
): Promise<Refusal | undefined> {
  for (const staffId of [...new Set(days.map((d) => d.staffId))].sort()) {
    const refusal = await refusalOr(() =>
      followPlan(tools, staffId, { storeId, days, rules: rules!, onStranded }, 'judge'),
    );
    if (refusal)
      return new Refusal(refusal.kind, refusal.code, refusal.message, {
        ...refusal.detail,
        staffId,
      });
  }
  return undefined;
}

export async function judgeSwap(
  tools: Tools,
  store: Store,
  state: ShiftPlanState,
  swapId: string,
  people: readonly PlanPerson[],
  onStranded: OnStranded,
): Promise<Refusal | undefined> {
  const swap = state.swaps.get(swapId);
  const change = swap && changeOf(state, swap);
  // While it is a proposal no roster follows it.
  if (state.status !== 'published' || swap?.status !== 'open' || !change) return undefined;
  if (state.applied.size === 0)
    return conflict('plan-not-in-force', 'The rosters do not follow the plan yet. Try again.');
  const stale = refused('swap-stale', 'A roster has changed after the plan was published.', {
    field: 'swapId',
  });
  for (const [staffId, date] of [
    [swap.fromStaffId, swap.fromDate],
    [swap.toStaffId, swap.toDate],
  ] as const)
    if (date !== undefined && !(await worksAsPlanned(tools, store, state, staffId, date)))
      return stale;
  return judgeRosters(
    tools,
    store.id,
    state,
    swappedDays(
      changed(state.shifts, change),
      people.filter((p) => p.staffId === swap.fromStaffId || p.staffId === swap.toStaffId),
      change,
    ),
    onStranded,
  );
}

async function worksAsPlanned(
  tools: Tools,
  store: Store,
  { shifts: planned, rules }: ShiftPlanState,
  staffId: string,
  date: string,
): Promise<boolean> {
  const [now, ...more] = shiftsOn(
    (await tools.documents.get(shifts, staffId)) ?? noShifts(staffId),
    store.id,
    date,
  );
  const then = rosterShift(planned.get(`${date} ${staffId}`)!, rules!);
  return more.length === 0 && now?.from === then.from && now.to === then.to;
}

/** What it comes to, or the refusal instead of it. */
export async function refusalOr<T>(look: () => T | Promise<T>): Promise<T | Refusal> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
