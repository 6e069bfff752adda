import { dateAfter } from '@chignon/calendar';
import type { Refusal } from '@chignon/eventing';
import { refused } from '@chignon/eventing';
import { fixedFacts, stateAfter } from '@chignon/eventing/testing';
import { demandOfTable } from './demand.js';
import type { PlannedShift, PlanPerson } from './plan-rules.js';
import type { ShiftPlanCommand, ShiftPlanEvent } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import { MON, person, rules, week } from './testing.js';

const facts = fixedFacts('2026-02-20T09:00:00.000Z');
export const [TUE, WED] = [dateAfter(MON, 1), dateAfter(MON, 2)];
export const KEY = `s1-${MON}`;

export const shift = (staffId: string, date: string, from = 9, to = 15): PlannedShift => ({
  staffId,
  date,
  fromMinute: from * 60,
  toMinute: to * 60,
});
export const days = week().map((date) => ({
  date,
  fromHour: 8,
  toHour: 20,
  demand: demandOfTable([{ weekday: 1, fromHour: 9, toHour: 15, staff: 1 }], [date]),
}));
export const team = [person('anna'), person('bob'), person('cleo', { dates: [MON, TUE] })];
export const proposed: ShiftPlanEvent = {
  type: 'ShiftPlanProposed',
  data: {
    source: 'given',
    days,
    rules,
    people: ['anna', 'bob', 'cleo'],
    shifts: [shift('anna', MON), shift('bob', TUE)],
    unfilled: [],
    unmet: [],
  },
};

export const run = (
  events: readonly ShiftPlanEvent[],
  command: ShiftPlanCommand,
): ShiftPlanEvent[] =>
  (shiftPlans.decide as any)[command.type](stateAfter(shiftPlans, KEY, events), command, facts);

export const refusalOf = (
  events: readonly ShiftPlanEvent[],
  command: ShiftPlanCommand,
): Refusal => {
  try {
    run(events, command);
    return refused('none', 'none');
  } catch (error) {
    return error as Refusal;
  }
};

/** An adjustment by hand: what is put and what is removed. */
export const adjust = (
  put: readonly PlannedShift[],
  removed: readonly { staffId: string; date: string }[] = [],
  people: readonly PlanPerson[] = team,
): ShiftPlanCommand => ({ type: 'AdjustShiftPlan', people, change: { put, removed } });
