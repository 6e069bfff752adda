import { Code, Instant, Nested, OneOf, Optional, Text } from '@chignon/service-kit';

/** Codes of what a service asks for beforehand and the customer has not had. */
export const PREREQUISITE_CODES = [
  'prerequisite-missing',
  'prerequisite-too-recent',
  'prerequisite-expired',
] as const;

/** Why a service may begin although what it asks for beforehand does not hold. */
export class OverrideBody {
  /** A code of the chain's till rules (`override-prerequisite`), such as `tested-elsewhere`; never free text. */
  @Code() reason: string;
}

/** What a check-in may say beside the appointment; all of it may be left out. */
export class CheckInBody {
  /** Lets the customer in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** What a service asks for beforehand, and what is known of it (R-BK-47). */
export class PrerequisiteDetails {
  /** The service that lacks something. */
  @Optional() @Text() serviceId?: string;
  /** The service, or the group of services, that has to be done first. */
  @Optional() @Text() requires?: string;
  /** When the one that is only booked ends or was to end; absent: none is. */
  @Optional() @Instant() bookedFor?: string;
  /** When it was done last; absent: it never was. */
  @Optional() @Instant() completedAt?: string;
  /** Since when it is too old. */
  @Optional() @Instant() expiredAt?: string;
  /** The first start at which it is old enough. */
  @Optional() @Instant() earliest?: string;
}

/** A service of a visit that lacks what it asks for beforehand. */
export class VisitWarning extends PrerequisiteDetails {
  /** What is wrong: it was never done, not long enough before, or too long ago. */
  @OneOf(PREREQUISITE_CODES) code: (typeof PREREQUISITE_CODES)[number];
  /** The line of the service. */
  @Text() lineId: string;
}

/** Somebody let a service begin without what it asks for beforehand. */
export class OverrideAnswer {
  /** What was wrong, as in `warnings`. */
  @Text() code: string;
  /** The service, or the group of services, that it lacked. */
  @Text() requires: string;
  /** Code of why it may begin. */
  @Text() reason: string;
}
