import { invalid, optional, refused, type Tools } from '@chignon/eventing';
import { termsFor } from '../../salon/roster/roster-terms.flow.js';
import type { DemandRow } from './demand.js';
import type { PlanRules } from './plan-rules.js';
import { longestWithBreak } from './publishing.js';
import type { PlanInputs } from './shift-plan-events.js';
import { planPeople } from './plan-people.flow.js';
import { planDaysFor } from './plan-demand.flow.js';

/** Rules that nobody has to give. */
const USUAL = {
  maxMinutesPerDay: 600,
  maxMinutesPerWeek: 2400,
  maxDaysInARow: 6,
  minShiftMinutes: 240,
  maxShiftMinutes: 600,
  breakMinutes: 30,
};
/** Letters that a proposal may come to as an event, estimated at its worst: every hour unfilled, with everybody's reason. Engines take about a million. */
const MAX_LETTERS = 800_000;
const LETTERS_PER_HOUR = 120;

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
    ...optional({ maxContinuousMinutes }),
  };
  return { ...rules, maxShiftMinutes: Math.min(rules.maxShiftMinutes, longestWithBreak(rules)) };
}
