import {
  DATE,
  Int,
  Optional,
  Code,
  Many,
  Nested,
  Id,
  DateText,
  TimeText,
  OneOf,
  Ints,
  Texts,
  Text,
  Revision,
  Limit,
  Instant,
} from '@chignon/service-kit';

class DemandRowBody {
  /** 1 Monday to 7 Sunday. */
  @Int({ min: 1, max: 7 }) weekday: number;
  /** Local; 25 is one o'clock after the midnight of the business date. */
  @Int({ min: 0, max: 47 }) fromHour: number;
  @Int({ min: 1, max: 48 }) toHour: number;
  /** Left out: anybody counts. */
  @Optional() @Code() skill?: string;
  /** Of the skill; default 0. */
  @Optional() @Int({ min: 0, max: 10 }) level?: number;
  @Int({ min: 1, max: 200 }) staff: number;
}

class PlanRulesBody {
  @Optional() @Int({ min: 60, max: 1440 }) minShiftMinutes?: number;
  @Optional() @Int({ min: 60, max: 1440 }) maxShiftMinutes?: number;
  @Optional() @Int({ min: 60, max: 1440 }) maxMinutesPerDay?: number;
  @Optional() @Int({ min: 60, max: 10_080 }) maxMinutesPerWeek?: number;
  @Optional() @Int({ min: 1, max: 7 }) maxDaysInARow?: number;
  @Optional() @Int({ min: 5, max: 240 }) breakMinutes?: number;
}

export class ProposeShiftPlanBody {
  /** The forecast; left out: the median of the same weekdays of the last weeks. */
  @Optional() @Many(() => DemandRowBody, { max: 500 }) demand?: DemandRowBody[];
  /** Weeks to look back where no forecast is given; default 4. */
  @Optional() @Int({ min: 1, max: 12 }) historyWeeks?: number;
  /** Left out: shifts of 4 to 10 hours, 10 hours a day, 40 a week, 6 days in a row. Rest and breaks are the store's roster rules. */
  @Optional() @Nested(() => PlanRulesBody) rules?: PlanRulesBody;
}

class PlanDateBody {
  @Id() staffId: string;
  @DateText() date: string;
}

class PlannedShiftBody extends PlanDateBody {
  @TimeText() from: string;
  /** Not after `from`: the next morning. */
  @TimeText() to: string;
}

export class AdjustShiftPlanBody {
  /** Shifts in place of those of the same person and date. */
  @Optional() @Many(() => PlannedShiftBody, { max: 400 }) put?: PlannedShiftBody[];
  @Optional() @Many(() => PlanDateBody, { max: 400 }) removed?: PlanDateBody[];
}

export class PublishShiftPlanBody {
  /** What to do when bookings would no longer fit: nothing (`refuse`, the default), or publish all the same (`list`); they are then on each person's re-assignment list. */
  @Optional() @OneOf(['refuse', 'list']) onStranded?: 'refuse' | 'list';
}

export class ShiftSwapBody {
  /** Whose shift is taken over. */
  @Id() fromStaffId: string;
  @DateText() fromDate: string;
  /** Who takes it. */
  @Id() toStaffId: string;
  /** Their shift that goes the other way; left out: none does. */
  @Optional() @DateText() toDate?: string;
}

export class RejectSwapBody {
  /** A code such as `too-few-seniors`, never free text. */
  @Code() reason: string;
}

export class ShiftWishesBody {
  @Optional() @Ints({ max: 7, of: { min: 1, max: 7 } }) weekdaysOff?: number[];
  @Optional() @Texts({ max: 366, of: { max: 10, matches: DATE } }) datesOff?: string[];
  @Optional() @TimeText() preferredFrom?: string;
  @Optional() @TimeText() preferredTo?: string;
  @Optional() @Int({ min: 0, max: 10_080 }) minWeeklyMinutes?: number;
  /** A rule rather than a wish: never more. */
  @Optional() @Int({ min: 0, max: 10_080 }) maxWeeklyMinutes?: number;
}

export class ShiftWishesAnswer extends ShiftWishesBody {
  @Text() staffId: string;
  @Revision() revision: number;
}

class ReasonAnswer {
  /** `lacks-skill`, `not-at-store`, `on-leave`, `works-elsewhere`, `shifts-overlap`, `daily-hours`, `weekly-hours`, `days-in-a-row`, `rest`, `blocked-out`, `working`, `free`. */
  @Text() reason: string;
  @Texts({ min: 1 }) staffIds: string[];
}

class UnfilledHourAnswer {
  @DateText() date: string;
  @Int() hour: number;
  @Optional() @Text() skill?: string;
  @Optional() @Int() level?: number;
  /** Wanted. */
  @Int() staff: number;
  /** Missing. */
  @Int() short: number;
  /** For everybody of the team why they are not there. */
  @Many(() => ReasonAnswer) reasons: ReasonAnswer[];
}

class UnmetWishAnswer {
  @Text() staffId: string;
  /** `day-off`, `preferred-hours`, `min-weekly-hours`. */
  @Text() wish: string;
  @DateText() date: string;
}

class PlannedShiftAnswer {
  @Text() staffId: string;
  @DateText() date: string;
  @TimeText() from: string;
  @TimeText() to: string;
}

export class ShiftSwapAnswer extends ShiftSwapBody {
  @Text() swapId: string;
  /** `open`, `approved`, `rejected`. */
  @Text() status: string;
  /** Of the plan. */
  @Optional() @Revision() revision?: number;
}

class RefusedRosterAnswer {
  @Text() staffId: string;
  /** As a roster that is put would be refused: `rest-too-short`, `bookings-stranded`, … */
  @Text() code: string;
}

class AppliedAnswer {
  /** Staff ids whose rosters follow. */
  @Texts() written: string[];
  @Many(() => RefusedRosterAnswer) refused: RefusedRosterAnswer[];
}

export class ShiftPlanAnswer {
  @Text() storeId: string;
  /** The Monday. */
  @DateText() weekStart: string;
  /** `proposed`, `published`. */
  @Text() status: string;
  /** Where the demand came from: `given`, `history`. */
  @Text() source: string;
  @Many(() => PlannedShiftAnswer) shifts: PlannedShiftAnswer[];
  @Many(() => UnfilledHourAnswer) unfilled: UnfilledHourAnswer[];
  @Many(() => UnmetWishAnswer) unmet: UnmetWishAnswer[];
  @Many(() => ShiftSwapAnswer) swaps: ShiftSwapAnswer[];
  /** What became of the publication and of each approved swap, in order; empty until the rosters follow. */
  @Many(() => AppliedAnswer) applied: AppliedAnswer[];
  @Revision() revision: number;
}

export class PlanHistoryQuery {
  @Limit() limit?: number;
  /** `next` of the page before. */
  @Optional() @Int({ min: 0 }) after?: number;
}

export class PlanHistoryAnswer {
  @Revision() revision: number;
  /** The event: `ShiftPlanProposed`, `ShiftPlanAdjusted`, … */
  @Text() what: string;
  @Instant() at: string;
  /** Who: `user:<subject>`, `system:<effect>`. */
  @Text() by: string;
  @Many(() => PlannedShiftAnswer) put: PlannedShiftAnswer[];
  @Many(() => PlanDateBody) removed: PlanDateBody[];
  /** Hours left unfilled by it, each missing person counted. */
  @Optional() @Int() unfilledHours?: number;
  @Optional() @Nested(() => ShiftSwapBody) swap?: ShiftSwapBody;
  @Optional() @Text() swapId?: string;
  @Optional() @Text() reason?: string;
  @Optional() @Nested(() => AppliedAnswer) applied?: AppliedAnswer;
}
