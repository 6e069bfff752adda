import {
  Optional,
  Id,
  OneOf,
  Text,
  Limit,
  After,
  DateText,
  Int,
  Instant,
  Ints,
  Many,
  Revision,
} from '@chignon/service-kit';
import { IsArray, IsObject } from 'class-validator';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/;
const STATUSES = ['planned', 'withdrawn', 'released'] as const;

export class PlannedMessagesQuery {
  @Optional() @Id() customerId?: string;
  @Optional() @Id() storeId?: string;
  @Optional() @OneOf(STATUSES) status?: (typeof STATUSES)[number];
  /** Due before this instant, ISO UTC. */
  @Optional() @Text({ max: 30, matches: INSTANT }) dueBefore?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

export class PlannedMessageAnswer {
  @Text() messageId: string;
  @Text() customerId: string;
  /** Of the visit that it follows. */
  @Text() storeId: string;
  @Text() campaign: string;
  /** `<serviceGroup>:<visitId>` */
  @Text() occurrence: string;
  @Text() serviceGroup: string;
  @Text() visitId: string;
  /** Business day. */
  @DateText() lastVisitOn: string;
  @Int() intervalDays: number;
  @Instant() dueAt: string;
  @Instant() validUntil: string;
  @OneOf(STATUSES) status: (typeof STATUSES)[number];
  /** Why withdrawn: `booked`, `visited-again`, `visit-voided`, `recalculated`, `stale`. */
  @Optional() @Text() reason?: string;
  @Instant() plannedAt: string;
  @Optional() @Instant() endedAt?: string;
}

class EvaluationShape {
  @Text() serviceGroup: string;
  @Text() visitId: string;
  @Text() storeId: string;
  @Text() occurrence: string;
  /** Whole days between the last visits of the group, oldest first, at most five. */
  @Ints() gapsDays: number[];
  /** `own`: the median of the gaps, half a day rounded up; `default`: the rules' interval of the group. */
  @OneOf(['own', 'default']) basis: 'own' | 'default';
  @Int() intervalDays: number;
  @DateText() lastVisitOn: string;
  @Instant() dueAt: string;
  @Instant() validUntil: string;
  @Text() ruleVersion: string;
  /** `planned`, `booked`, `past-due`, `already-released`. */
  @Text() outcome: string;
  /** What the message of the occurrence is now; absent when there never was one. */
  @Optional() @OneOf(STATUSES) messageStatus?: (typeof STATUSES)[number];
}

/** R-CM-05: an evaluation with its inputs. */
export class RebookAnswer {
  @Text() customerId: string;
  @Many(() => EvaluationShape) evaluations: EvaluationShape[];
  /** Bookings to come. */
  @IsArray() @IsObject({ each: true }) bookings: object[];
  @Revision() revision: number;
}

export class RebookRulesBody {
  /** Days by service group, for customers without a rhythm of their own. Replaces the whole table. */
  @IsObject() @Optional() intervalDays?: { [serviceGroup: string]: number };
  @Optional() @Int({ min: 1, max: 730 }) fallbackDays?: number;
  @Optional() @Int({ min: 0, max: 90 }) leadDays?: number;
  @Optional() @Int({ min: 1, max: 90 }) validityDays?: number;
  /** Local hour of the store. */
  @Optional() @Int({ min: 0, max: 23 }) sendAtHour?: number;
}

export class RebookRulesAnswer {
  @Text() version: string;
  @IsObject() intervalDays: { [serviceGroup: string]: number };
  @Int() fallbackDays: number;
  @Int() leadDays: number;
  @Int() validityDays: number;
  @Int() sendAtHour: number;
  @Revision() revision: number;
}

export class ReleaseAnswer {
  /** Messages that went on their way. */
  @Int() released: number;
  /** Messages dropped because they were kept past their validity. */
  @Int() withdrawn: number;
}
