import {
  Text,
  Ids,
  Int,
  Optional,
  Flag,
  Revision,
  Limit,
  After,
  Id,
  StoreId,
  Code,
  DateText,
  Instant,
  Many,
  Nested,
} from '@chignon/service-kit';

/** The terms of a course of treatments. */
export class CourseTemplateBody {
  /** Name of the course as customers see it. */
  @Text({ min: 1, max: 100 }) name: string;
  /** Any one of these services is a session. */
  @Ids({ min: 1, max: 20 }) serviceIds: string[];
  /** How many sessions the course has. */
  @Int({ min: 1, max: 100 }) sessions: number;
  /** Business days from one session to the next, at least; default 0. */
  @Optional() @Int({ min: 0, max: 365 }) minDays?: number;
  /** Business days from one session to the next that are best; default: `minDays`. */
  @Optional() @Int({ min: 0, max: 365 }) recommendedDays?: number;
  /** Business days from one session to the next, at most; left out: no limit. */
  @Optional() @Int({ min: 1, max: 730 }) maxDays?: number;
  /** Days from the course's begin in which all sessions take place. */
  @Int({ min: 0, max: 3650 }) validityDays: number;
  /** Whether new courses may be begun with it; courses under way go on. Default true. */
  @Optional() @Flag() active?: boolean;
}

/** A template of courses in its newest version. */
export class CourseTemplateAnswer extends CourseTemplateBody {
  @Text() templateId: string;
  /** Courses keep the version that they were begun with. */
  @Int() version: number;
  @Revision() revision: number;
}

/** Which page of the templates is listed. */
export class CourseTemplateListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Who begins which course. */
export class CourseBody {
  @Id() templateId: string;
  /** Whose course it is. */
  @Id() customerId: string;
  /** Where it is begun; sessions may be anywhere in the chain. */
  @StoreId() storeId: string;
}

/** Which appointment becomes a session. */
export class CourseSessionBody {
  /** A booked appointment of the customer with a service of the course. */
  @Text(80) appointmentId: string;
}

/** Why a course is given up. */
export class CourseReasonBody {
  /** A code such as `moved-away`, never free text. */
  @Code() reason: string;
}

/** Whose courses are listed. */
export class CourseListQuery {
  /** Courses of this customer. */
  @Id() customerId: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A session of a course. */
class CourseSessionAnswer {
  @Text() appointmentId: string;
  /** `booked`, `done`, `forfeited` (used up without a treatment). */
  @Text() status: string;
  /** The store of the appointment. */
  @Text() storeId: string;
  /** Business day of the session. */
  @DateText() date: string;
  /** When the appointment begins. */
  @Instant() startsAt: string;
  /** A move put it too near to another session. */
  @Flag() tooEarly: boolean;
  /** The visit that kept the appointment; absent before that. */
  @Optional() @Text() visitId?: string;
}

/** When the next session may be. */
class NextSessionAnswer {
  /** First business day on which the next session may be. */
  @DateText() earliest: string;
  /** Best business day for the next session. */
  @DateText() recommended: string;
  /** Last business day on which the next session may be. */
  @DateText() latest: string;
}

/** A course in a list. */
export class ListedCourseAnswer {
  @Text() courseId: string;
  /** Whose course it is. */
  @Text() customerId: string;
  /** The store in which it was begun. */
  @Text() storeId: string;
  @Text() templateId: string;
  /** `active`: sessions may be booked; `completed`: all were had; `abandoned`: given up by the customer or the store; `expired`: its last day has passed. */
  @Text() status: string;
  /** How many sessions the course has in all. */
  @Int() sessions: number;
  /** Sessions whose visit was completed. */
  @Int() done: number;
  /** Sessions that are agreed and still to come. */
  @Int() booked: number;
  /** Sessions used up without a treatment, by the policy of their appointments. */
  @Int() forfeited: number;
  /** Business day on which it was begun. */
  @DateText() startedOn: string;
  /** Last business day on which a session may be. */
  @DateText() expiresOn: string;
}

/** A course of treatments (BK-25). */
export class CourseAnswer extends ListedCourseAnswer {
  /** Version of the template whose terms the course keeps. */
  @Int() templateVersion: number;
  /** Sessions that are booked, done or forfeited, by date. */
  @Many(() => CourseSessionAnswer) agreed: CourseSessionAnswer[];
  /** Absent when no session is left to agree, or none may be any more. */
  @Optional() @Nested(() => NextSessionAnswer) next?: NextSessionAnswer;
  @Revision() revision: number;
}
