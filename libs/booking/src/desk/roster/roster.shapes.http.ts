import {
  LookedUpByHandler,
  Code,
  Int,
  Optional,
  DateText,
  StoreId,
  Text,
  StoreIds,
  Many,
  Flag,
  Instant,
  Texts,
  Revision,
  Limit,
  After,
  OneOf,
  TimeText,
  Codes,
  Ids,
  Nested,
} from '@chignon/service-kit';

class SkillBody {
  /** Code of the qualification, as services ask for it, such as `colour`. */
  @Code() skill: string;
  /** How far they master it, 0 to 10: enough for services that ask for this level or a lower one (R-BK-40). */
  @Int({ min: 0, max: 10 }) level: number;
  /** First date on which it counts. */
  @Optional() @DateText() validFrom?: string;
  /** Last date on which it counts. */
  @Optional() @DateText() validUntil?: string;
  /** Last date of the certificate that it needs. */
  @Optional() @DateText() certificateUntil?: string;
}

class DeputationBody {
  /** The store that they are lent to; they may have shifts and bookings there for these dates. */
  @StoreId() toStoreId: string;
  /** First business date at that store. */
  @DateText() fromDate: string;
  /** Last business date at that store, inclusive. */
  @DateText() toDate: string;
}

/** A staff member: where they work, what they can do, and when they are away. */
export class StaffBody {
  /** Name as customers and colleagues see it, on boards, cards and calendar feeds. */
  @Text({ min: 1, max: 100 }) displayName: string;
  @LookedUpByHandler('Refused by its own code, `store-unknown`.')
  @StoreIds({ min: 1, max: 50 })
  storeIds: string[];
  /** Qualifications, which decide about the services that they may perform; left out: none. */
  @Optional() @Many(() => SkillBody, { max: 100 }) skills?: SkillBody[];
  /** `junior`, `senior`, …; may change prices and durations. */
  @Optional() @Code() level?: string;
  /** Whether they still work for the chain; former members are not booked nor listed. Default true. */
  @Optional() @Flag() active?: boolean;
  /** Lent to other stores for some dates; one roster for all (BK-31). */
  @Optional() @Many(() => DeputationBody, { max: 50 }) deputations?: DeputationBody[];
  /** Most minutes with customers on one business date, buffers included. */
  @Optional() @Int({ min: 1, max: 1440 }) maxServiceMinutesPerDay?: number;
}

class StrandedLine {
  @Text() lineId: string;
  @Text() serviceId: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
}

/** A booking that its person, or its store, can no longer keep as it stands. */
export class StrandedAnswer {
  /** Of an appointment, a hold, or a move on its way here. */
  @Text() appointmentId: string;
  /** `booked`; `pending`: asked for and not approved yet; `held`: a hold that still stands; `moving`: on its way here from another day or store. */
  @Text() status: string;
  @Text() storeId: string;
  @DateText() date: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** Time zone of the store, by which its people read the instants. */
  @Text() zone: string;
  /** Whose booking it is; absent: nobody was named yet. */
  @Optional() @Text() customerId?: string;
  /**
   * Of a person's part: `not-qualified`, `off-shift`, `not-served`, `break-impossible`. Of the store: `closed` (not open then), `no-place` (no place or
   * equipment is left), `other-clock` (its zone changed, so that its clocks show another time than was agreed).
   */
  @Text() reason: string;
  /** The staff member whose part does not fit; absent where it is not for a person. */
  @Optional() @Text() staffId?: string;
  /** The lines of the booking that do not fit any more; its other lines stay as they are. */
  @Many(() => StrandedLine) lines: StrandedLine[];
  /** Staff ids of those who could do these lines at the same time; empty where it is not for a person. */
  @Texts() couldTake: string[];
}

/** A staff member as they are kept. */
export class StaffAnswer extends StaffBody {
  @Text() staffId: string;
  @Revision() revision: number;
  /** With `onStranded=list`, or when one was made meanwhile: bookings that need another staff member, at most 50. */
  @Optional() @Many(() => StrandedAnswer) stranded?: StrandedAnswer[];
  /** How many bookings in all need another staff member, those beyond the 50 listed too; absent where none was looked for. */
  @Optional() @Int() strandedCount?: number;
}

/** Which staff members are listed. */
export class StaffListQuery {
  /** The team of this store, those lent to it too; left out: everybody at the stores that the caller sees. */
  @Optional() @StoreId() storeId?: string;
  /** Part of the name, in any case; several words in any order. */
  @Optional() @Text({ min: 1, max: 100 }) q?: string;
  /** Only those who have this skill, of whatever level and however long it counts. */
  @Optional() @Code() skill?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** What to do when bookings would no longer fit: nothing is written (`refuse`, the default), or it is, and the answer lists them. */
export class OnStrandedQuery {
  /**
   * What to do when bookings would no longer fit: `refuse` (default) writes nothing and answers 409 `bookings-stranded`, `list` writes it and answers
   * the bookings that need another staff member.
   */
  @Optional() @OneOf(['refuse', 'list']) onStranded?: 'refuse' | 'list';
}

/** Where stranded bookings of a staff member are looked for, and which page of them. */
export class StrandedQuery {
  /** A store that the person has left, to be looked at as well. */
  @Optional() @StoreId() storeId?: string;
  @Limit() limit?: number;
  @Optional() @Text(200) after?: string;
}

/** Hours of one day by the store's clock. */
export class RosterHours {
  /** Local wall clock of the store at which it begins. */
  @TimeText() from: string;
  /** Local wall clock of the store, exclusive; not later than `from`: on the next date. */
  @TimeText() to: string;
}

class FloatingBreakBody extends RosterHours {
  /** Length of the break; its place anywhere between `from` and `to` is found when the day is planned (R-BK-42). */
  @Int({ min: 5, max: 240 }) minutes: number;
}

class ServedHoursBody extends RosterHours {
  /** Services of these categories of the catalogue may be booked in these hours; left out: none by category. */
  @Optional() @Codes({ max: 50 }) categories?: string[];
  /** These services may be booked in these hours as well; left out: none by id. */
  @Optional() @Ids({ max: 200 }) serviceIds?: string[];
}

/** One shift of a weekday. */
export class ShiftBody extends RosterHours {
  /** Fixed breaks within the shift, in which nothing is booked; left out: none. */
  @Optional() @Many(() => RosterHours, { max: 10 }) breaks?: RosterHours[];
  /** Breaks whose place inside the window is found by itself: bookings always leave one. */
  @Optional() @Many(() => FloatingBreakBody, { max: 3 }) floating?: FloatingBreakBody[];
  /** Services by hours of the shift; nothing else is booked in it. Left out or empty: everything, all the time. */
  @Optional() @Many(() => ServedHoursBody, { max: 20 }) serves?: ServedHoursBody[];
}

class WeekdayShiftBody extends ShiftBody {
  /** 1 Monday to 7 Sunday. */
  @Int({ min: 1, max: 7 }) weekday: number;
}

class PatternBody {
  @StoreId() storeId: string;
  /** First business date. Of several patterns of a store that are valid for a date, the one with the latest `validFrom` counts. */
  @DateText() validFrom: string;
  /** Last business date, inclusive; left out: until another pattern counts. */
  @Optional() @DateText() validUntil?: string;
  /** The shifts of the week; weekdays without one are days off, two on one weekday are a split shift. */
  @Many(() => WeekdayShiftBody, { max: 28 }) shifts: WeekdayShiftBody[];
}

class DatedShiftsBody {
  @StoreId() storeId: string;
  @DateText() date: string;
  /** The shifts of that date, two for a split shift; empty: a day off. */
  @Many(() => ShiftBody, { max: 4 }) shifts: ShiftBody[];
}

class AbsenceBody {
  /** `leave` and `day-off`: away. `block-out`: here but without customers, for a meeting or a training. */
  @OneOf(['leave', 'day-off', 'block-out']) kind: 'leave' | 'day-off' | 'block-out';
  /** First business date. */
  @DateText() fromDate: string;
  /** Last business date, inclusive. */
  @DateText() toDate: string;
  /** Local hours of each of these dates; left out: whole business days. */
  @Optional() @Nested(() => RosterHours) hours?: RosterHours;
}

/** When a staff member works: patterns by validity, and single dates that differ. */
export class ShiftsBody {
  /** Weeks that repeat, by store; left out: none. */
  @Optional() @Many(() => PatternBody, { max: 50 }) patterns?: PatternBody[];
  /** Dates that differ: they replace the pattern of that store on that date; left out: none. */
  @Optional() @Many(() => DatedShiftsBody, { max: 800 }) exceptions?: DatedShiftsBody[];
  /** Leave, days off and block-outs, at all stores; left out: none. */
  @Optional() @Many(() => AbsenceBody, { max: 800 }) absences?: AbsenceBody[];
}

/** The shifts of a staff member as they are kept. */
export class ShiftsAnswer extends ShiftsBody {
  @Text() staffId: string;
  @Revision() revision: number;
  /** With `onStranded=list`, or when one was made meanwhile: bookings that need another staff member, at most 50. */
  @Optional() @Many(() => StrandedAnswer) stranded?: StrandedAnswer[];
  /** How many bookings in all need another staff member, those beyond the 50 listed too; absent where none was looked for. */
  @Optional() @Int() strandedCount?: number;
}
