import { type Decide, type DomainEvent, type Evolve, invalid, type Ledger, notFound, Refusal, refused } from '@chignon/eventing';
import type { PlanDay } from './board.js';
import { assess, type Proposal, type UnfilledHour, type UnmetWish } from './explain.js';
import { brokenRule, type PlannedShift, type PlanPerson, type PlanRules } from './plan-rules.js';
import { proposeShifts } from './propose.js';

/**
 * The shift plan of one store and week (BK-12): proposed, adjusted by people, published once, and swapped in since. Its history is the
 * audit. Stream: `shiftplan-<store>-<Monday>`. Guards that no version of the plan breaks a hard rule, whoever made it. The rule people
 * get wrong: published is not yet in force; the rosters are, and `ShiftPlanApplied` says whose took it and whose refused it by then.
 */
export type ShiftPlanEvent =
  | DomainEvent<'ShiftPlanProposed', Proposal & { source: DemandSource; days: readonly PlanDay[]; rules: PlanRules; people: readonly string[] }>
  | DomainEvent<'ShiftPlanAdjusted', PlanChange & { unfilled: readonly UnfilledHour[]; unmet: readonly UnmetWish[] }>
  | DomainEvent<'ShiftPlanPublished', { days: readonly RosterDay[]; onStranded: OnStranded }>
  | DomainEvent<'ShiftPlanApplied', { of: string; written: readonly string[]; refused: readonly { staffId: string; code: string }[] }>
  | DomainEvent<'ShiftSwapRequested', Swap>
  | DomainEvent<'ShiftSwapApproved', PlanChange & { swapId: string; days: readonly RosterDay[]; onStranded: OnStranded; unfilled: readonly UnfilledHour[]; unmet: readonly UnmetWish[] }>
  | DomainEvent<'ShiftSwapRejected', { swapId: string; reason: string }>;

export type DemandSource = 'given' | 'history';
/** Whether rosters that strand bookings are refused, or written all the same. */
export type OnStranded = 'refuse' | 'list';

/** Shifts put in place of what stood on their dates, and dates that become free. */
export interface PlanChange {
  readonly put: readonly PlannedShift[];
  readonly removed: readonly { readonly staffId: string; readonly date: string }[];
}

/** What the plan says of one person and date; no shift: a day off. */
export interface RosterDay {
  readonly staffId: string;
  readonly date: string;
  readonly shift?: { readonly fromMinute: number; readonly toMinute: number };
}

/** One person takes the other's shift, and gives one of their own when `toDate` names it. */
export interface Swap {
  readonly swapId: string;
  readonly fromStaffId: string;
  readonly fromDate: string;
  readonly toStaffId: string;
  readonly toDate?: string;
}

/** What a proposal is made from. */
export interface PlanInputs {
  readonly source: DemandSource;
  readonly days: readonly PlanDay[];
  readonly rules: PlanRules;
  readonly people: readonly PlanPerson[];
}

/**
 * `people`: as rosters, leave and wishes are now. A `Refusal` is what looking things up found wrong: it is thrown only when the command is
 * really decided, so that a repeat is answered as the first time.
 */
export type ShiftPlanCommand =
  | { type: 'ProposeShiftPlan'; inputs: PlanInputs | Refusal }
  | { type: 'AdjustShiftPlan'; people: readonly PlanPerson[]; change: PlanChange | Refusal }
  | { type: 'PublishShiftPlan'; people: readonly PlanPerson[]; onStranded: OnStranded; verdict?: Refusal }
  | { type: 'NoteShiftPlanApplied'; of: string; written: readonly string[]; refused: readonly { staffId: string; code: string }[] }
  | ({ type: 'RequestShiftSwap' } & Omit<Swap, 'swapId'>)
  | { type: 'ApproveShiftSwap'; swapId: string; people: readonly PlanPerson[]; onStranded: OnStranded; verdict?: Refusal }
  | { type: 'RejectShiftSwap'; swapId: string; reason: string };

export interface ShiftPlanState {
  readonly status: 'absent' | 'proposed' | 'published';
  readonly source: DemandSource;
  readonly days: readonly PlanDay[];
  readonly rules: PlanRules | undefined;
  /** Everybody whom the plan speaks for, also when only by days off. */
  readonly people: readonly string[];
  /** By `<date> <staff>`. */
  readonly shifts: ReadonlyMap<string, PlannedShift>;
  readonly unfilled: readonly UnfilledHour[];
  readonly unmet: readonly UnmetWish[];
  readonly swaps: ReadonlyMap<string, Swap & { readonly status: 'open' | 'approved' | 'rejected' }>;
  /** By the id of the event that the rosters followed. */
  readonly applied: ReadonlyMap<string, { readonly written: readonly string[]; readonly refused: readonly { readonly staffId: string; readonly code: string }[] }>;
}

/** A swap asks somebody to look at it: this many wait at most. */
const MAX_OPEN_SWAPS = 50;

export const shiftKey = ({ staffId, date }: { readonly staffId: string; readonly date: string }): string => `${date} ${staffId}`;

/** The shifts after a change. */
export function changed(shifts: ReadonlyMap<string, PlannedShift>, { put, removed }: PlanChange): Map<string, PlannedShift> {
  const after = new Map(shifts);
  for (const one of removed) after.delete(shiftKey(one));
  for (const { staffId, date, fromMinute, toMinute } of put) after.set(shiftKey({ staffId, date }), { staffId, date, fromMinute, toMinute });
  return after;
}

/** What a swap does to the plan; undefined when one of its shifts is not there. */
export function changeOf({ shifts }: Pick<ShiftPlanState, 'shifts'>, { fromStaffId, fromDate, toStaffId, toDate }: Omit<Swap, 'swapId'>): PlanChange | undefined {
  const given = shifts.get(shiftKey({ staffId: fromStaffId, date: fromDate }));
  const taken = toDate === undefined ? undefined : shifts.get(shiftKey({ staffId: toStaffId, date: toDate }));
  if (!given || (toDate !== undefined && !taken)) return undefined;
  const put = [{ ...given, staffId: toStaffId }, ...(taken ? [{ ...taken, staffId: fromStaffId }] : [])];
  const removed = [{ staffId: fromStaffId, date: fromDate }, ...(taken ? [{ staffId: toStaffId, date: taken.date }] : [])];
  return { put, removed: removed.filter((r) => !put.some((p) => shiftKey(p) === shiftKey(r))) };
}

/** What the plan says of everybody on every date on which they may work at the store. */
export const rosterDays = (shifts: ReadonlyMap<string, PlannedShift>, people: readonly PlanPerson[]): RosterDay[] =>
  people.flatMap(({ staffId, dates }) => dates.map((date) => {
    const shift = shifts.get(shiftKey({ staffId, date }));
    return { staffId, date, ...(shift ? { shift: { fromMinute: shift.fromMinute, toMinute: shift.toMinute } } : {}) };
  }));

/** The days of two people that a swap touches, for their rosters. */
export function swappedDays(after: ReadonlyMap<string, PlannedShift>, people: readonly PlanPerson[], { put, removed }: PlanChange): RosterDay[] {
  const touched = new Set([...put, ...removed].map(shiftKey));
  return rosterDays(after, people).filter((day) => touched.has(shiftKey(day)));
}

const initial = (): ShiftPlanState => ({ status: 'absent', source: 'given', days: [], rules: undefined, people: [], shifts: new Map(), unfilled: [], unmet: [], swaps: new Map(), applied: new Map() });

const evolve: Evolve<ShiftPlanState, ShiftPlanEvent> = {
  ShiftPlanProposed: (state, { data: { source, days, rules, people, shifts, unfilled, unmet } }) => ({ ...state, status: 'proposed', source, days, rules, people, shifts: changed(new Map(), { put: shifts, removed: [] }), unfilled, unmet, swaps: new Map() }),
  ShiftPlanAdjusted: (state, { data: { put, removed, unfilled, unmet } }) => ({ ...state, shifts: changed(state.shifts, { put, removed }), unfilled, unmet }),
  ShiftPlanPublished: (state) => ({ ...state, status: 'published' }),
  ShiftPlanApplied: (state, { data: { of, written, refused: no } }) => ({ ...state, applied: new Map(state.applied).set(of, { written, refused: no }) }),
  ShiftSwapRequested: (state, { data }) => withSwap(state, data, 'open'),
  ShiftSwapApproved: (state, { data: { swapId, put, removed, unfilled, unmet } }) => ({ ...withSwap(state, state.swaps.get(swapId)!, 'approved'), shifts: changed(state.shifts, { put, removed }), unfilled, unmet }),
  ShiftSwapRejected: (state, { data: { swapId } }) => withSwap(state, state.swaps.get(swapId)!, 'rejected'),
};

const withSwap = (state: ShiftPlanState, { swapId, fromStaffId, fromDate, toStaffId, toDate }: Swap, status: 'open' | 'approved' | 'rejected'): ShiftPlanState =>
  ({ ...state, swaps: new Map(state.swaps).set(swapId, { swapId, fromStaffId, fromDate, toStaffId, ...(toDate === undefined ? {} : { toDate }), status }) });

const decide: Decide<ShiftPlanState, ShiftPlanCommand, ShiftPlanEvent> = {
  ProposeShiftPlan: (state, { inputs }) => {
    if (state.status === 'published') throw refused('plan-published', 'the plan of this week is published; change the rosters or swap', { field: 'weekStart' });
    if (inputs instanceof Refusal) throw inputs;
    const { source, days, rules, people } = inputs;
    const { shifts, unfilled, unmet } = proposeShifts(days, people, rules);
    return [{ type: 'ShiftPlanProposed', data: { source, days, rules, people: people.map((p) => p.staffId).sort(), shifts, unfilled, unmet } }];
  },
  AdjustShiftPlan: (state, { people, change }) => {
    const rules = open(state);
    if (change instanceof Refusal) throw change;
    const { put, removed } = change;
    for (const [i, shift] of put.entries()) {
      const day = state.days.find((d) => d.date === shift.date);
      if (!state.people.includes(shift.staffId)) throw invalid('staff-unknown', 'the plan does not know this person; propose it again', { field: `put.${i}.staffId` });
      if (!day) throw invalid('date-outside-plan', 'the date is not in the week', { field: `put.${i}.date` });
      if (put.findIndex((other) => shiftKey(other) === shiftKey(shift)) !== i) throw invalid('shift-repeated', 'one shift a person and date', { field: `put.${i}` });
      if (shift.toMinute - shift.fromMinute > rules.maxShiftMinutes) throw refused('rule-broken', 'the shift is longer than shifts may be', { field: `put.${i}`, staffId: shift.staffId, date: shift.date, rule: 'daily-hours', limit: rules.maxShiftMinutes });
    }
    for (const [i, one] of removed.entries()) if (!state.shifts.has(shiftKey(one))) throw invalid('shift-unknown', 'there is no such shift in the plan', { field: `removed.${i}` });
    const after = changed(state.shifts, { put, removed });
    keepsRules(after, people, rules, [...put, ...removed].map((s) => s.staffId));
    const { unfilled, unmet } = assess(state.days, people, rules, [...after.values()]);
    return [{ type: 'ShiftPlanAdjusted', data: { put, removed, unfilled, unmet } }];
  },
  PublishShiftPlan: (state, { people, onStranded, verdict }) => {
    if (state.status === 'published') return [];
    const rules = open(state);
    keepsRules(state.shifts, people, rules, state.people);
    if (verdict) throw verdict;
    return [{ type: 'ShiftPlanPublished', data: { days: rosterDays(state.shifts, people.filter((p) => state.people.includes(p.staffId))), onStranded } }];
  },
  NoteShiftPlanApplied: (state, { of, written, refused: no }) => (state.applied.has(of) ? [] : [{ type: 'ShiftPlanApplied', data: { of, written, refused: no } }]),
  RequestShiftSwap: (state, { fromStaffId, fromDate, toStaffId, toDate }, facts) => {
    if (state.status === 'absent') throw notFound('plan-not-found', 'there is no plan of this week');
    const swap = { fromStaffId, fromDate, toStaffId, ...(toDate === undefined ? {} : { toDate }) };
    if (fromStaffId === toStaffId) throw invalid('swap-with-oneself', 'a swap is between two people', { field: 'toStaffId' });
    if (!state.people.includes(toStaffId)) throw invalid('staff-unknown', 'the plan does not know this person', { field: 'toStaffId' });
    if (!changeOf(state, swap)) throw invalid('shift-unknown', 'one of the shifts is not in the plan', { field: state.shifts.has(shiftKey({ staffId: fromStaffId, date: fromDate })) ? 'toDate' : 'fromDate' });
    const waiting = [...state.swaps.values()].filter((s) => s.status === 'open');
    const touched = keysOf(swap);
    if (waiting.some((s) => keysOf(s).some((key) => touched.includes(key)))) throw refused('swap-open', 'another swap of one of these shifts waits for its answer', { field: 'fromDate' });
    if (waiting.length >= MAX_OPEN_SWAPS) throw refused('swaps-too-many', 'answer the open swaps first', { limit: MAX_OPEN_SWAPS });
    return [{ type: 'ShiftSwapRequested', data: { swapId: `s${facts.newId()}`, ...swap } }];
  },
  ApproveShiftSwap: (state, { swapId, people, onStranded, verdict }) => {
    const swap = swapIn(state, swapId);
    if (swap.status === 'approved') return [];
    if (swap.status === 'rejected') throw refused('swap-rejected', 'the swap was rejected', { field: 'swapId' });
    const change = changeOf(state, swap);
    if (!change) throw refused('swap-stale', 'one of the shifts has changed since', { field: 'swapId' });
    const after = changed(state.shifts, change);
    const both = [swap.fromStaffId, swap.toStaffId];
    const taken = change.put.find((p) => p.staffId === swap.toStaffId && p.date !== swap.toDate && state.shifts.has(shiftKey(p))) ?? change.put.find((p) => p.staffId === swap.fromStaffId && p.date !== swap.fromDate && state.shifts.has(shiftKey(p)));
    if (taken) throw refused('rule-broken', 'somebody would have two shifts on one date', { staffId: taken.staffId, date: taken.date, rule: 'shifts-overlap' });
    keepsRules(after, people, state.rules!, both);
    if (verdict) throw verdict;
    const { unfilled, unmet } = assess(state.days, people, state.rules!, [...after.values()]);
    return [{ type: 'ShiftSwapApproved', data: { swapId, ...change, days: swappedDays(after, people, change), onStranded, unfilled, unmet } }];
  },
  RejectShiftSwap: (state, { swapId, reason }) => {
    const swap = swapIn(state, swapId);
    if (swap.status === 'rejected') return [];
    if (swap.status === 'approved') throw refused('swap-approved', 'the swap was approved', { field: 'swapId' });
    return [{ type: 'ShiftSwapRejected', data: { swapId, reason } }];
  },
};

/** The shift plan of a store and week. */
export const shiftPlans: Ledger<ShiftPlanState, ShiftPlanCommand, ShiftPlanEvent> = { category: 'shiftplan', initial, evolve, decide };

/** The rules of a plan that may still be changed. */
function open({ status, rules }: ShiftPlanState): PlanRules {
  if (status === 'absent') throw notFound('plan-not-found', 'there is no plan of this week');
  if (status === 'published') throw refused('plan-published', 'the plan of this week is published; change the rosters or swap', { field: 'weekStart' });
  return rules!;
}

function swapIn({ swaps }: ShiftPlanState, swapId: string): Swap & { readonly status: string } {
  const swap = swaps.get(swapId);
  if (!swap) throw notFound('swap-not-found', 'there is no such swap');
  return swap;
}

const keysOf = ({ fromStaffId, fromDate, toStaffId, toDate }: Omit<Swap, 'swapId'>): string[] => [shiftKey({ staffId: fromStaffId, date: fromDate }), ...(toDate === undefined ? [] : [shiftKey({ staffId: toStaffId, date: toDate })])];

/** @throws Refusal `rule-broken` with who, when and which rule */
function keepsRules(shifts: ReadonlyMap<string, PlannedShift>, people: readonly PlanPerson[], rules: PlanRules, staffIds: readonly string[]): void {
  for (const staffId of [...new Set(staffIds)].sort()) {
    const own = [...shifts.values()].filter((s) => s.staffId === staffId).sort((a, b) => (a.date < b.date ? -1 : 1));
    const person = people.find((p) => p.staffId === staffId);
    const broken = person ? brokenRule(person, rules, own) : own[0] && { date: own[0].date, rule: 'not-at-store' };
    if (broken) throw refused('rule-broken', 'the plan would break a rule', { staffId, ...broken });
  }
}
