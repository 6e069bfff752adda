import {
  type Decide,
  type Evolve,
  invalid,
  type Ledger,
  notFound,
  optional,
  Refusal,
  refused,
} from '@chignon/eventing';
import { assess } from './explain.js';
import { changed, changeOf, keysOf, rosterDays, shiftKey, swappedDays } from './plan-changes.js';
import { brokenRule, type PlannedShift, type PlanPerson, type PlanRules } from './plan-rules.js';
import { proposeShifts } from './propose.js';
import type {
  ShiftPlanCommand,
  ShiftPlanEvent,
  ShiftPlanState,
  Swap,
} from './shift-plan-events.js';

/** A swap asks somebody to look at it: this many wait at most. */
const MAX_OPEN_SWAPS = 50;
const initial = (): ShiftPlanState => ({
  status: 'absent',
  source: 'given',
  days: [],
  rules: undefined,
  people: [],
  shifts: new Map(),
  unfilled: [],
  unmet: [],
  swaps: new Map(),
  applied: new Map(),
});

const evolve: Evolve<ShiftPlanState, ShiftPlanEvent> = {
  ShiftPlanProposed: (
    state,
    { data: { source, days, rules, people, shifts, unfilled, unmet } },
  ) => ({
    ...state,
    status: 'proposed',
    source,
    days,
    rules,
    people,
    shifts: changed(new Map(), { put: shifts, removed: [] }),
    unfilled,
    unmet,
    swaps: new Map(),
  }),
  ShiftPlanAdjusted: (state, { data: { put, removed, unfilled, unmet } }) => ({
    ...state,
    shifts: changed(state.shifts, { put, removed }),
    unfilled,
    unmet,
  }),
  ShiftPlanPublished: (state) => ({ ...state, status: 'published' }),
  ShiftPlanApplied: (state, { data: { of, written, refused: no } }) => ({
    ...state,
    applied: new Map(state.applied).set(of, { written, refused: no }),
  }),
  ShiftSwapRequested: (state, { data }) => withSwap(state, data, 'open'),
  ShiftSwapApproved: (state, { data: { swapId, put, removed, unfilled, unmet } }) => ({
    ...withSwap(state, state.swaps.get(swapId)!, 'approved'),
    shifts: changed(state.shifts, { put, removed }),
    unfilled,
    unmet,
  }),
  ShiftSwapRejected: (state, { data: { swapId } }) =>
    withSwap(state, state.swaps.get(swapId)!, 'rejected'),
};

const withSwap = (
  state: ShiftPlanState,
  { swapId, fromStaffId, fromDate, toStaffId, toDate }: Swap,
  status: 'open' | 'approved' | 'rejected',
): ShiftPlanState => ({
  ...state,
  swaps: new Map(state.swaps).set(swapId, {
    swapId,
    fromStaffId,
    fromDate,
    toStaffId,
    ...optional({ toDate }),
    status,
  }),
});

const decide: Decide<ShiftPlanState, ShiftPlanCommand, ShiftPlanEvent> = {
  ProposeShiftPlan: (state, { inputs }) => {
    if (state.status === 'published')
      throw refused(
        'plan-published',
        'The plan of this week is published. Change the rosters, or swap shifts.',
        { field: 'weekStart' },
      );
    if (inputs instanceof Refusal) throw inputs;
    const { source, days, rules, people } = inputs;
    const { shifts, unfilled, unmet } = proposeShifts(days, people, rules);
    return [
      {
        type: 'ShiftPlanProposed',
        data: {
          source,
          days,
          rules,
          people: people.map((p) => p.staffId).sort(),
          shifts,
          unfilled,
          unmet,
        },
      },
    ];
  },
  AdjustShiftPlan: (state, { people, change }) => {
    const rules = open(state);
    if (change instanceof Refusal) throw change;
    const { put, removed } = change;
    for (const [i, shift] of put.entries()) {
      const day = state.days.find((d) => d.date === shift.date);
      if (!state.people.includes(shift.staffId))
        throw invalid(
          'staff-unknown',
          'This staff member is not in the plan. Propose the plan again.',
          { field: `put.${i}.staffId` },
        );
      if (!day)
        throw invalid('date-outside-plan', 'The date is outside the week of the plan.', {
          field: `put.${i}.date`,
        });
      if (put.findIndex((other) => shiftKey(other) === shiftKey(shift)) !== i)
        throw invalid('shift-repeated', 'A staff member may have one shift per date.', {
          field: `put.${i}`,
        });
      if (shift.toMinute - shift.fromMinute > rules.maxShiftMinutes)
        throw refused('rule-broken', 'The shift is longer than the rules allow.', {
          field: `put.${i}`,
          staffId: shift.staffId,
          date: shift.date,
          rule: 'daily-hours',
          limit: rules.maxShiftMinutes,
        });
    }
    for (const [i, one] of removed.entries())
      if (!state.shifts.has(shiftKey(one)))
        throw invalid('shift-unknown', 'There is no such shift in the plan.', {
          field: `removed.${i}`,
        });
    const after = changed(state.shifts, { put, removed });
    keepsRules(
      after,
      people,
      rules,
      [...put, ...removed].map((s) => s.staffId),
    );
    const { unfilled, unmet } = assess(state.days, people, rules, [...after.values()]);
    return [{ type: 'ShiftPlanAdjusted', data: { put, removed, unfilled, unmet } }];
  },
  PublishShiftPlan: (state, { people, onStranded, verdict }) => {
    if (state.status === 'published') return [];
    const rules = open(state);
    keepsRules(state.shifts, people, rules, state.people);
    if (verdict) throw verdict;
    return [
      {
        type: 'ShiftPlanPublished',
        data: {
          days: rosterDays(
            state.shifts,
            people.filter((p) => state.people.includes(p.staffId)),
          ),
          onStranded,
        },
      },
    ];
  },
  NoteShiftPlanApplied: (state, { of, written, refused: no }) =>
    state.applied.has(of) ? [] : [{ type: 'ShiftPlanApplied', data: { of, written, refused: no } }],
  RequestShiftSwap: (state, { fromStaffId, fromDate, toStaffId, toDate }, facts) => {
    if (state.status === 'absent')
      throw notFound('plan-not-found', 'There is no plan for this week.');
    const swap = { fromStaffId, fromDate, toStaffId, ...optional({ toDate }) };
    if (fromStaffId === toStaffId)
      throw invalid('swap-with-oneself', 'A swap needs two different staff members.', {
        field: 'toStaffId',
      });
    if (!state.people.includes(toStaffId))
      throw invalid('staff-unknown', 'This staff member is not in the plan.', {
        field: 'toStaffId',
      });
    if (!changeOf(state, swap))
      throw invalid('shift-unknown', 'One of the shifts is not in the plan.', {
        field: state.shifts.has(shiftKey({ staffId: fromStaffId, date: fromDate }))
          ? 'toDate'
          : 'fromDate',
      });
    const open = [...state.swaps.values()].filter((s) => s.status === 'open');
    const touched = keysOf(swap);
    if (open.some((s) => keysOf(s).some((key) => touched.includes(key))))
      throw refused('swap-open', 'Another swap of one of these shifts is still open.', {
        field: 'fromDate',
      });
    if (open.length >= MAX_OPEN_SWAPS)
      throw refused('swaps-too-many', 'Too many swaps are open. Answer them first.', {
        limit: MAX_OPEN_SWAPS,
      });
    return [{ type: 'ShiftSwapRequested', data: { swapId: `s${facts.newId()}`, ...swap } }];
  },
  ApproveShiftSwap: (state, { swapId, people, onStranded, verdict }) => {
    const swap = swapIn(state, swapId);
    if (swap.status === 'approved') return [];
    if (swap.status === 'rejected')
      throw refused('swap-rejected', 'The swap was rejected.', { field: 'swapId' });
    const change = changeOf(state, swap);
    if (!change)
      throw refused('swap-stale', 'One of the shifts has changed after the swap was proposed.', {
        field: 'swapId',
      });
    const after = changed(state.shifts, change);
    const both = [swap.fromStaffId, swap.toStaffId];
    const taken =
      change.put.find(
        (p) =>
          p.staffId === swap.toStaffId && p.date !== swap.toDate && state.shifts.has(shiftKey(p)),
      ) ??
      change.put.find(
        (p) =>
          p.staffId === swap.fromStaffId &&
          p.date !== swap.fromDate &&
          state.shifts.has(shiftKey(p)),
      );
    if (taken)
      throw refused('rule-broken', 'A staff member would have two shifts on one date.', {
        staffId: taken.staffId,
        date: taken.date,
        rule: 'shifts-overlap',
      });
    keepsRules(after, people, state.rules!, both);
    if (verdict) throw verdict;
    const { unfilled, unmet } = assess(state.days, people, state.rules!, [...after.values()]);
    return [
      {
        type: 'ShiftSwapApproved',
        data: {
          swapId,
          ...change,
          days: swappedDays(after, people, change),
          onStranded,
          unfilled,
          unmet,
        },
      },
    ];
  },
  RejectShiftSwap: (state, { swapId, reason }) => {
    const swap = swapIn(state, swapId);
    if (swap.status === 'rejected') return [];
    if (swap.status === 'approved')
      throw refused('swap-approved', 'The swap was approved.', { field: 'swapId' });
    return [{ type: 'ShiftSwapRejected', data: { swapId, reason } }];
  },
};

/** The shift plan of a store and week. */
export const shiftPlans: Ledger<ShiftPlanState, ShiftPlanCommand, ShiftPlanEvent> = {
  category: 'shiftplan',
  initial,
  evolve,
  decide,
};

/** The rules of a plan that may still be changed. */
function open({ status, rules }: ShiftPlanState): PlanRules {
  if (status === 'absent') throw notFound('plan-not-found', 'There is no plan for this week.');
  if (status === 'published')
    throw refused(
      'plan-published',
      'The plan of this week is published. Change the rosters, or swap shifts.',
      { field: 'weekStart' },
    );
  return rules!;
}

function swapIn({ swaps }: ShiftPlanState, swapId: string): Swap & { readonly status: string } {
  const swap = swaps.get(swapId);
  if (!swap) throw notFound('swap-not-found', 'There is no such swap.');
  return swap;
}

/** @throws Refusal `rule-broken` with who, when and which rule */
function keepsRules(
  shifts: ReadonlyMap<string, PlannedShift>,
  people: readonly PlanPerson[],
  rules: PlanRules,
  staffIds: readonly string[],
): void {
  for (const staffId of [...new Set(staffIds)].sort()) {
    const own = [...shifts.values()]
      .filter((s) => s.staffId === staffId)
      .sort((a, b) => (a.date < b.date ? -1 : 1));
    const person = people.find((p) => p.staffId === staffId);
    const broken = person
      ? brokenRule(person, rules, own)
      : own[0] && { date: own[0].date, rule: 'not-at-store' };
    if (broken)
      throw refused('rule-broken', 'The plan would break a rule.', { staffId, ...broken });
  }
}
