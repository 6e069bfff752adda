/* What happens to the shift plan of a week, and what may be asked of it. */
import type { Refusal } from '@chignon/eventing';
import { type DomainEvent } from '@chignon/eventing';
import type { PlanDay } from './plan-grid.js';
import type { Proposal, UnfilledHour, UnmetWish } from './explain.js';
import type { PlannedShift, PlanPerson, PlanRules } from './plan-rules.js';

/**
 * The shift plan of one store and week (BK-12): proposed, adjusted by people, published once, and swapped in since. Its history is the
 * audit. Stream: `shiftplan-<store>-<Monday>`. Guards that no version of the plan breaks a hard rule, whoever made it. The rule people
 * get wrong: published is not yet in force; the rosters are, and `ShiftPlanApplied` says whose took it and whose refused it by then.
 */
export type ShiftPlanEvent =
  | DomainEvent<
      'ShiftPlanProposed',
      Proposal & {
        source: DemandSource;
        days: readonly PlanDay[];
        rules: PlanRules;
        people: readonly string[];
      }
    >
  | DomainEvent<
      'ShiftPlanAdjusted',
      PlanChange & { unfilled: readonly UnfilledHour[]; unmet: readonly UnmetWish[] }
    >
  | DomainEvent<'ShiftPlanPublished', { days: readonly RosterDay[]; onStranded: OnStranded }>
  | DomainEvent<
      'ShiftPlanApplied',
      {
        of: string;
        written: readonly string[];
        refused: readonly { staffId: string; code: string }[];
      }
    >
  | DomainEvent<'ShiftSwapRequested', Swap>
  | DomainEvent<
      'ShiftSwapApproved',
      PlanChange & {
        swapId: string;
        days: readonly RosterDay[];
        onStranded: OnStranded;
        unfilled: readonly UnfilledHour[];
        unmet: readonly UnmetWish[];
      }
    >
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
  | {
      type: 'PublishShiftPlan';
      people: readonly PlanPerson[];
      onStranded: OnStranded;
      verdict?: Refusal;
    }
  | {
      type: 'NoteShiftPlanApplied';
      of: string;
      written: readonly string[];
      refused: readonly { staffId: string; code: string }[];
    }
  | ({ type: 'RequestShiftSwap' } & Omit<Swap, 'swapId'>)
  | {
      type: 'ApproveShiftSwap';
      swapId: string;
      people: readonly PlanPerson[];
      onStranded: OnStranded;
      verdict?: Refusal;
    }
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
  readonly applied: ReadonlyMap<
    string,
    {
      readonly written: readonly string[];
      readonly refused: readonly { readonly staffId: string; readonly code: string }[];
    }
  >;
}
