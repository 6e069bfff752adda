import {
  ConflictError,
  effect,
  type EffectCause,
  keyOf,
  type RecordedEvent,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import { judgeChange } from '../../desk/roster/stranded.flow.js';
import { checkRoster } from '../../salon/roster/roster.flow.js';
import { noShifts, shifts } from '../../salon/roster/shifts.js';
import { staff } from '../../salon/roster/staff.js';
import type { PlanRules } from './plan-rules.js';
import { withPlanned } from './publishing.js';
import type { OnStranded, RosterDay } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';

/** A roster that somebody else writes at the same moment is read again this often. */
const MAX_ATTEMPTS = 5;

type PlannedDays = { readonly days: readonly RosterDay[]; readonly onStranded: OnStranded };

/** Days of a plan that rosters are to follow. */
export interface Planned {
  readonly storeId: string;
  readonly days: readonly RosterDay[];
  readonly rules: PlanRules;
  readonly onStranded: OnStranded;
}

/**
 * Checks one person's days of a plan like a roster that is put, and writes them unless it is only to be judged.
 * @throws Refusal like `PUT staff/:staffId/shifts`
 */
export async function followPlan(
  tools: Tools,
  staffId: string,
  { storeId, days, rules, onStranded }: Planned,
  only?: 'judge',
): Promise<void> {
  const own = days.filter((d) => d.staffId === staffId).sort((a, b) => (a.date < b.date ? -1 : 1));
  if (own.length === 0) return;
  for (let attempt = 1; ; attempt++) {
    const member = await tools.documents.get(staff, staffId);
    if (!member)
      throw new Refusal('not-found', 'staff-not-found', 'There is no such staff member.', {
        staffId,
      });
    const before = await tools.documents.get(shifts, staffId);
    const { revision = 0, ...old } = before ?? { ...noShifts(staffId), revision: 0 };
    const roster = withPlanned(old, storeId, own, rules);
    await checkRoster(tools, member, roster, before);
    await judgeChange(tools, { member, roster: old }, { member, roster }, onStranded, {
      from: own[0]!.date,
      to: own.at(-1)!.date,
    });
    if (only === 'judge') return;
    try {
      await tools.documents.put(shifts, roster, { expected: revision });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/**
 * Writes a published plan, or a swap in it, into the rosters. What was written once for an event is not written again: a roster that
 * somebody changed since stays changed. A person whose roster refuses it by now keeps the old one, and the plan says so.
 */
async function follow(
  { id, stream, data }: RecordedEvent<string, PlannedDays>,
  tools: Tools,
  cause: EffectCause,
): Promise<void> {
  const key = keyOf(stream);
  const { state } = await tools.load(shiftPlans, key);
  if (state.applied.has(id)) return;
  const { days, onStranded } = data;
  const planned = { storeId: key.slice(0, -11), days, rules: state.rules!, onStranded };
  const written: string[] = [];
  const refused: { staffId: string; code: string }[] = [];
  for (const staffId of [...new Set(days.map((d) => d.staffId))].sort()) {
    try {
      await followPlan(tools, staffId, planned);
      written.push(staffId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.push({ staffId, code: error.code });
    }
  }
  await tools.execute(
    shiftPlans,
    key,
    { type: 'NoteShiftPlanApplied', of: id, written, refused },
    cause(undefined, { storeId: planned.storeId, input: id }),
  );
}

/** `booking.follow-shift-plans`: rosters follow what is published. An effect, because rosters are documents. */
export const followShiftPlans = effect([shiftPlans], {
  name: 'booking.follow-shift-plans',
  on: { ShiftPlanPublished: follow, ShiftSwapApproved: follow },
});
