import {
  After,
  DateText,
  Flag,
  Id,
  Ids,
  Instant,
  Int,
  Limit,
  Many,
  Optional,
  Revision,
  Text,
  Texts,
} from '@chignon/service-kit';
import { StrandedAnswer } from './roster.shapes.http.js';

/** Which stranded bookings of a store are listed. */
export class StoreStrandedQuery {
  /** First business date; left out: today. */
  @Optional() @DateText() from?: string;
  /** Last business date, itself included; left out: no end. */
  @Optional() @DateText() to?: string;
  /** Only what this person cannot keep. */
  @Optional() @Id() staffId?: string;
  @Limit() limit?: number;
  /** `next` of the page before. */
  @After() after?: string;
}

/** Which stranded bookings are given to somebody else; all fields left out: all that the store has. */
export class ReassignBody {
  /** Only what this person cannot keep: all of a sick colleague. */
  @Optional() @Id() staffId?: string;
  /** First business date; left out: today. */
  @Optional() @DateText() from?: string;
  /** Last business date, itself included; left out: no end. */
  @Optional() @DateText() to?: string;
  /** Only these of the list. */
  @Optional() @Ids({ min: 1, max: 100 }) appointmentIds?: string[];
  /** Leaves alone those whose customers asked for this very person; default false: they are moved too, and marked. */
  @Optional() @Flag() leaveRequested?: boolean;
}

class ReassignedLine {
  @Text() lineId: string;
  @Text() serviceId: string;
  /** Who leads it now. */
  @Text() staffId: string;
}

/** A booking that was given to somebody else, or to another place, at the same time. */
export class ReassignedBookingAnswer {
  @Text() appointmentId: string;
  /** Whose booking it is; absent: nobody was named yet. */
  @Optional() @Text() customerId?: string;
  @Instant() startsAt: string;
  /** Time zone of the store, by which its people read the instants. */
  @Text() zone: string;
  /** All its services, and who leads each now. */
  @Many(() => ReassignedLine) lines: ReassignedLine[];
  /** The staff member who could not keep it; absent where it was not for a person. */
  @Optional() @Text() insteadOf?: string;
  /** The customer had asked for that very person: tell them. */
  @Flag() staffRequested: boolean;
  @Revision() revision: number;
}

/** A stranded booking that stays as it is, and why. */
export class LeftBookingAnswer extends StrandedAnswer {
  /**
   * Why: `nobody-free`, `nobody-qualified`, `staff-requested`, `other-clock`, `approval-open`, `only-held`, `being-moved`, or the code with which moving it is
   * refused, such as `store-closed` and `slot-taken`.
   */
  @Text() code: string;
  /** The same in a sentence that says what to do. */
  @Text() detail: string;
  /** Nearest starts of that day at which it would fit, where there are any. */
  @Optional() @Texts() nearest?: string[];
}

/** What became of the stranded bookings of a store. */
export class ReassignAnswer {
  /** Those that somebody else has now, or that have another place, at the same time. */
  @Many(() => ReassignedBookingAnswer) moved: ReassignedBookingAnswer[];
  /** Those that stay as they are. */
  @Many(() => LeftBookingAnswer) left: LeftBookingAnswer[];
  /** Bookings that this call did not look at, being more than 100: call again. */
  @Int() notTried: number;
  /** Of `appointmentIds` those that are not on the list: they fit, or somebody has seen to them. */
  @Texts() notStranded: string[];
}
