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
  After,
  Instant,
} from '@chignon/service-kit';

/** How many people are needed in some hours of a day of the week. */
class DemandRowBody {
  /** 1 Monday to 7 Sunday. */
  @Int({ min: 1, max: 7 }) weekday: number;
  /** First hour of the row, local; 25 is one o'clock after the midnight of the business date. */
  @Int({ min: 0, max: 47 }) fromHour: number;
  /** Local hour at which the row ends, exclusive; 25 is one o'clock after the midnight of the business date. */
  @Int({ min: 1, max: 48 }) toHour: number;
  /** Code of the qualification that they need; left out: anybody counts. */
  @Optional() @Code() skill?: string;
  /** Least level of the skill; default 0. */
  @Optional() @Int({ min: 0, max: 10 }) level?: number;
  /** How many people are wanted in each of these hours. */
  @Int({ min: 1, max: 200 }) staff: number;
}

/** What a plan never breaks. */
class PlanRulesBody {
  /** Shortest shift, breaks included; default 240. */
  @Optional() @Int({ min: 60, max: 1440 }) minShiftMinutes?: number;
  /** Longest shift, breaks included; default 600. */
  @Optional() @Int({ min: 60, max: 1440 }) maxShiftMinutes?: number;
  /** Most work of one person on one date, at all stores; default 600. */
  @Optional() @Int({ min: 60, max: 1440 }) maxMinutesPerDay?: number;
  /** Most work of one person in the week, at all stores; default 2400. Their own `maxWeeklyMinutes` may lower it. */
  @Optional() @Int({ min: 60, max: 10_080 }) maxMinutesPerWeek?: number;
  /** Most days that one person works in a row, the days around the week included; default 6. */
  @Optional() @Int({ min: 1, max: 7 }) maxDaysInARow?: number;
  /** Length of the floating break of shifts longer than the roster rules' `maxContinuousMinutes`; default 30. */
  @Optional() @Int({ min: 5, max: 240 }) breakMinutes?: number;
}

/** What a proposal is made from. */
export class ProposeShiftPlanBody {
  /** The forecast; left out: the median of the same weekdays of the last weeks. */
  @Optional() @Many(() => DemandRowBody, { max: 500 }) demand?: DemandRowBody[];
  /** Weeks to look back where no forecast is given; default 4. */
  @Optional() @Int({ min: 1, max: 12 }) historyWeeks?: number;
  /** Left out: shifts of 4 to 10 hours, 10 hours a day, 40 a week, 6 days in a row. Rest and breaks are the store's roster rules. */
  @Optional() @Nested(() => PlanRulesBody) rules?: PlanRulesBody;
}

/** A person and a date. */
class PlanDateBody {
  /** Whose shift it is. */
  @Id() staffId: string;
  /** Business date on which it begins. */
  @DateText() date: string;
}

/** A shift to be put into the plan. */
class PlannedShiftBody extends PlanDateBody {
  /** Local time at which the shift begins. */
  @TimeText() from: string;
  /** Local time at which the shift ends; not after `from`: the next morning. */
  @TimeText() to: string;
}

/** Changes by hand. */
export class AdjustShiftPlanBody {
  /** Shifts in place of those of the same person and date. */
  @Optional() @Many(() => PlannedShiftBody, { max: 400 }) put?: PlannedShiftBody[];
  /** People and dates whose shifts leave the plan; left out: none. */
  @Optional() @Many(() => PlanDateBody, { max: 400 }) removed?: PlanDateBody[];
}

/** How a plan is published. */
export class PublishShiftPlanBody {
  /** What to do when bookings would no longer fit: nothing (`refuse`, the default), or publish all the same (`list`); they are then on each person's re-assignment list. */
  @Optional() @OneOf(['refuse', 'list']) onStranded?: 'refuse' | 'list';
}

/** Whose shift goes to whom. */
export class ShiftSwapBody {
  /** Whose shift is taken over. */
  @Id() fromStaffId: string;
  /** The date of the shift that is taken over. */
  @DateText() fromDate: string;
  /** Who takes it. */
  @Id() toStaffId: string;
  /** Their shift that goes the other way; left out: none does. */
  @Optional() @DateText() toDate?: string;
}

/** Why a swap is rejected. */
export class RejectSwapBody {
  /** A code such as `too-few-seniors`, never free text. */
  @Code() reason: string;
}

/** What a person would like; what is left out is not wished for. */
export class ShiftWishesBody {
  /** Weekdays that they would like off, 1 Monday to 7 Sunday; left out: none. */
  @Optional() @Ints({ max: 7, of: { min: 1, max: 7 } }) weekdaysOff?: number[];
  /** Dates that they would like off; left out: none. */
  @Optional() @Texts({ max: 366, of: { max: 10, matches: DATE } }) datesOff?: string[];
  /** Local time from which they like to work, with `preferredTo`; left out: no matter. */
  @Optional() @TimeText() preferredFrom?: string;
  /** Local time until which they like to work; not after `preferredFrom`: the next morning. */
  @Optional() @TimeText() preferredTo?: string;
  /** Minutes of work that they would like in a week, at least; left out: no matter. */
  @Optional() @Int({ min: 0, max: 10_080 }) minWeeklyMinutes?: number;
  /** A rule rather than a wish: never more. */
  @Optional() @Int({ min: 0, max: 10_080 }) maxWeeklyMinutes?: number;
}

/** What a person would like. */
export class ShiftWishesAnswer extends ShiftWishesBody {
  @Text() staffId: string;
  @Revision() revision: number;
}

/** Why some people are not there. */
class ReasonAnswer {
  /** `lacks-skill`; `not-at-store`: does not work here; `on-leave`; `works-elsewhere`: in another store that day; `shifts-overlap`; `daily-hours`, `weekly-hours`, `days-in-a-row`, `rest`: a limit of working time would be broken; `blocked-out`: asked not to work then; `working`: is there already; `free`: could come. */
  @Text() reason: string;
  /** For whom it is the reason. */
  @Texts({ min: 1 }) staffIds: string[];
}

/** An hour in which somebody is missing. */
class UnfilledHourAnswer {
  /** Business date of the hour. */
  @DateText() date: string;
  /** Local hour that begins then; 25 is one o'clock after the midnight of the business date. */
  @Int() hour: number;
  /** Code of the qualification that is missing; absent: anybody would count. */
  @Optional() @Text() skill?: string;
  /** Least level of the skill that is missing. */
  @Optional() @Int() level?: number;
  /** How many people are wanted. */
  @Int() staff: number;
  /** How many of them are missing. */
  @Int() short: number;
  /** For everybody of the team why they are not there. */
  @Many(() => ReasonAnswer) reasons: ReasonAnswer[];
}

/** A wish that the plan does not meet. */
class UnmetWishAnswer {
  /** Whose wish it is. */
  @Text() staffId: string;
  /** `day-off`: to be free that day; `preferred-hours`: to work between certain hours; `min-weekly-hours`: to have at least so many hours a week. */
  @Text() wish: string;
  /** Business date on which it is not met; of a weekly wish the Monday. */
  @DateText() date: string;
}

/** A shift of the plan. */
class PlannedShiftAnswer {
  /** Whose shift it is. */
  @Text() staffId: string;
  /** Business date on which it begins. */
  @DateText() date: string;
  /** Local time at which the shift begins. */
  @TimeText() from: string;
  /** Local time at which the shift ends; not after `from`: the next morning. */
  @TimeText() to: string;
}

/** A swap of shifts. */
export class ShiftSwapAnswer extends ShiftSwapBody {
  @Text() swapId: string;
  /** `open` (waits for approval), `approved` or `rejected`. */
  @Text() status: string;
  /** Revision of the plan, for `If-Match`. */
  @Optional() @Revision() revision?: number;
}

/** A roster that could not follow the plan. */
class RefusedRosterAnswer {
  /** Whose roster stays as it was. */
  @Text() staffId: string;
  /** As a roster that is put would be refused: `rest-too-short`, `bookings-stranded`, … */
  @Text() code: string;
}

/** What became of the rosters. */
class AppliedAnswer {
  /** Staff ids whose rosters follow. */
  @Texts() written: string[];
  /** Whose rosters do not follow, with the refusal; empty: all do. */
  @Many(() => RefusedRosterAnswer) refused: RefusedRosterAnswer[];
}

/** The shifts of a store in one week. */
export class ShiftPlanAnswer {
  @Text() storeId: string;
  /** The Monday. */
  @DateText() weekStart: string;
  /** `proposed` (no roster follows it yet) or `published`. */
  @Text() status: string;
  /** Where the demand came from: `given`, `history`. */
  @Text() source: string;
  /** The shifts of the week, swaps that were approved included. */
  @Many(() => PlannedShiftAnswer) shifts: PlannedShiftAnswer[];
  /** Hours for which people are missing, and why nobody could be put there. */
  @Many(() => UnfilledHourAnswer) unfilled: UnfilledHourAnswer[];
  /** Wishes that the plan does not keep. */
  @Many(() => UnmetWishAnswer) unmet: UnmetWishAnswer[];
  /** Swaps that were asked for, approved and rejected ones too. */
  @Many(() => ShiftSwapAnswer) swaps: ShiftSwapAnswer[];
  /** What became of the publication and of each approved swap, in order; empty until the rosters follow. */
  @Many(() => AppliedAnswer) applied: AppliedAnswer[];
  @Revision() revision: number;
}

/** Which page of a shift plan's changes is listed. */
export class PlanHistoryQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** What somebody did to the plan. */
export class PlanHistoryAnswer {
  @Revision() revision: number;
  /** The event: `ShiftPlanProposed`, `ShiftPlanAdjusted`, … */
  @Text() what: string;
  /** When it was recorded. */
  @Instant() at: string;
  /** Who: `user:<subject>`, `system:<effect>`. */
  @Text() by: string;
  /** Shifts that it put into the plan; of a proposal all. */
  @Many(() => PlannedShiftAnswer) put: PlannedShiftAnswer[];
  /** People and dates whose shifts it took out. */
  @Many(() => PlanDateBody) removed: PlanDateBody[];
  /** Hours left unfilled by it, each missing person counted. */
  @Optional() @Int() unfilledHours?: number;
  /** The swap that it is about, as it was asked for. */
  @Optional() @Nested(() => ShiftSwapBody) swap?: ShiftSwapBody;
  @Optional() @Text() swapId?: string;
  /** Code of why a swap was rejected. */
  @Optional() @Text() reason?: string;
  /** What became of the rosters by it. */
  @Optional() @Nested(() => AppliedAnswer) applied?: AppliedAnswer;
}
