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
  InstantText,
  Ints,
  Many,
  Revision,
} from '@chignon/service-kit';
import { IsArray, IsObject } from 'class-validator';

const STATUSES = ['planned', 'withdrawn', 'released'] as const;

export class PlannedMessagesQuery {
  /** Messages to this customer, of any status unless `status` is given. */
  @Optional() @Id() customerId?: string;
  /** Messages of this store. Left out: of the caller's only store, or of all for whoever sees the whole chain or asks for a customer. */
  @Optional() @Id() storeId?: string;
  /** `planned`, `withdrawn` or `released`. Left out: `planned`, or any with `customerId`. */
  @Optional() @OneOf(STATUSES) status?: (typeof STATUSES)[number];
  /** Due before this instant, ISO UTC. */
  @Optional() @InstantText() dueBefore?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A message that marketing means to send, has sent on its way, or will not send. */
export class PlannedMessageAnswer {
  /** From customer, campaign and occurrence: the idempotency key of the sending, so that nothing is sent twice. */
  @Text() messageId: string;
  @Text() customerId: string;
  /** The store of the visit that it follows. */
  @Text() storeId: string;
  /** `rebook`: time for the next appointment. */
  @Text() campaign: string;
  /** What the message is about, once: `<serviceGroup>:<visitId>`. */
  @Text() occurrence: string;
  @Text() serviceGroup: string;
  /** The last visit for the group, which it follows. */
  @Text() visitId: string;
  /** Business day of that visit. */
  @DateText() lastVisitOn: string;
  /** Days after the last visit at which the customer is expected again. */
  @Int() intervalDays: number;
  /** When it is to be sent: `leadDays` before the expected visit, at the store's hour for sending. */
  @Instant() dueAt: string;
  /** After this instant it is not sent any more, but withdrawn as `stale`. */
  @Instant() validUntil: string;
  /** `planned`; `released`: handed over for delivery; `withdrawn`: it will not be sent. */
  @OneOf(STATUSES) status: (typeof STATUSES)[number];
  /** Why withdrawn: `booked`, `visited-again`, `visit-voided`, `recalculated`, `stale`. */
  @Optional() @Text() reason?: string;
  /** When it was planned, the last time where it was planned anew. */
  @Instant() plannedAt: string;
  /** When it was released or withdrawn; absent while it is planned. */
  @Optional() @Instant() endedAt?: string;
}

/** When a customer is expected again for a group of services, and from what that was reckoned (R-CM-03). */
class EvaluationShape {
  @Text() serviceGroup: string;
  /** The last visit for the group. */
  @Text() visitId: string;
  /** The store of that visit. */
  @Text() storeId: string;
  /** What a message would be about: `<serviceGroup>:<visitId>`. */
  @Text() occurrence: string;
  /** Whole days between the last visits of the group, oldest first, at most five. */
  @Ints() gapsDays: number[];
  /** `own`: the median of the gaps, half a day rounded up; `default`: the rules' interval of the group. */
  @OneOf(['own', 'default']) basis: 'own' | 'default';
  /** Days after the last visit at which the customer is expected again, by `basis`. */
  @Int() intervalDays: number;
  /** Business day of the last visit. */
  @DateText() lastVisitOn: string;
  /** When a message is due: `leadDays` before the expected visit, at least a day after the last, at the store's hour for sending. */
  @Instant() dueAt: string;
  /** After this instant no message is sent any more. */
  @Instant() validUntil: string;
  /** Version of the rules by which it was reckoned. */
  @Text() ruleVersion: string;
  /**
   * What followed: `planned`, a message; none because of `booked`: there is an appointment to come, `past-due`: it was too late already,
   * `already-released`: it had been sent.
   */
  @Text() outcome: string;
  /** What the message of the occurrence is now; absent when there never was one. */
  @Optional() @OneOf(STATUSES) messageStatus?: (typeof STATUSES)[number];
}

/** Evaluations with their inputs (R-CM-05), and what stops messages. */
export class RebookAnswer {
  @Text() customerId: string;
  /** The newest of each group of services, of visits in stores that the caller sees. */
  @Many(() => EvaluationShape) evaluations: EvaluationShape[];
  /** Appointments to come, `{appointmentId, startsAt, serviceGroups}`: while there is one for a group, no message of the group is sent. */
  @IsArray() @IsObject({ each: true }) bookings: object[];
  @Revision() revision: number;
}

/** How rebook messages are timed. What is left out is as usual; PATCH changes single fields. */
export class RebookRulesBody {
  /** Days by group of services, 1 to 730, for customers without a rhythm of their own; at most 200 groups. Left out: the usual table. */
  @IsObject() @Optional() intervalDays?: { [serviceGroup: string]: number };
  /** Days between visits for groups that `intervalDays` does not list, for customers without a rhythm of their own. Left out: 42. */
  @Optional() @Int({ min: 1, max: 730 }) fallbackDays?: number;
  /** So many days before the expected visit a message is due. Left out: 7. */
  @Optional() @Int({ min: 0, max: 90 }) leadDays?: number;
  /** A message not sent so many days after it was due is not sent at all. Left out: 7. */
  @Optional() @Int({ min: 1, max: 90 }) validityDays?: number;
  /** Hour of the store's wall clock at which messages are due, 0 to 23. Left out: 10. */
  @Optional() @Int({ min: 0, max: 23 }) sendAtHour?: number;
}

/** The rules in force. */
export class RebookRulesAnswer {
  /** Name of the version; stands in evaluations made by it. */
  @Text() version: string;
  /** Days between visits by group of services, for customers without a rhythm of their own. */
  @IsObject() intervalDays: { [serviceGroup: string]: number };
  /** The same for groups that are not listed. */
  @Int() fallbackDays: number;
  /** So many days before the expected visit a message is due. */
  @Int() leadDays: number;
  /** A message not sent so many days after it was due is not sent at all. */
  @Int() validityDays: number;
  /** Hour of the store's wall clock at which messages are due, 0 to 23. */
  @Int() sendAtHour: number;
  /** For `If-Match`. 0: the chain has set none yet, and these are the defaults. */
  @Revision() revision: number;
}

/** What a run has done. */
export class ReleaseAnswer {
  /** Messages that went on their way. */
  @Int() released: number;
  /** Messages dropped because they were kept past their validity. */
  @Int() withdrawn: number;
}
