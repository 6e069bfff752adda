import type { DomainEvent, Refusal } from '@chignon/eventing';
import type { VisitOutcome } from '../../visits/visit-outcome.js';
import type { CourseTerms, Session } from './course.js';

/**
 * One customer's course of treatments (BK-25): N sessions that keep their distance, until the last is done.
 * Stream: `course-<course>`. The rule people get wrong: distance counts to both neighbours and in business days of the
 * stores; and what becomes of an appointment is never taken from the message about it but from how it stands now
 * (`FollowSession`), so that messages may come late, twice or in any order.
 */
export type CourseEvent =
  | DomainEvent<
      'CourseStarted',
      CourseTerms & CourseDetails & { startedOn: string; expiresOn: string }
    >
  | DomainEvent<'SessionBooked', Placed>
  | DomainEvent<'SessionMoved', Placed & { tooEarly: boolean }>
  | DomainEvent<'SessionReleased', { appointmentId: string; reason: string }>
  /** Used up without a treatment: the terms that its appointment accepted do not give it back (R-BK-36). */
  | DomainEvent<'SessionForfeited', { appointmentId: string; reason: string }>
  | DomainEvent<
      'SessionDone',
      { appointmentId: string; storeId: string; date: string; visitId: string; completedAt: string }
    >
  | DomainEvent<'SessionTakenBack', { appointmentId: string; visitId: string }>
  | DomainEvent<
      'CourseCompleted',
      CourseDetails & { startedOn: string; completedOn: string; completedAt: string }
    >
  | DomainEvent<'CourseReopened', CourseDetails & { visitId: string }>
  | DomainEvent<'CourseAbandoned', { reason: string }>
  | DomainEvent<'CourseExpired', { expiresOn: string }>;

/** What events of a course repeat of it. */
export interface CourseDetails {
  readonly courseId: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly templateId: string;
  readonly templateVersion: number;
  readonly sessions: number;
}

/** An appointment of the course, and where and when it is. `date` is the business day of its store. */
export interface Placed {
  appointmentId: string;
  storeId: string;
  date: string;
  startMs: number;
}

/** An appointment and its visit as they stand now, looked up beforehand. */
export interface Standing extends Placed {
  readonly customerId?: string;
  /** Of the appointment. */
  readonly status: string;
  readonly serviceIds: readonly string[];
  /** It ended, and its terms keep what it redeemed. */
  readonly keepsSession?: boolean;
  /** Its visit, once there is one. */
  readonly visit?: VisitOutcome;
}

/** What may be asked of a course. */
export type CourseCommand =
  | {
      type: 'StartCourse';
      customerId: string;
      storeId: string;
      templateId: string;
      templateVersion: number;
      terms: CourseTerms;
      startedOn: string;
    }
  /** A `Refusal` is what looking up found wrong: thrown only when really decided, so that a repeat of a done command is answered. */
  | { type: 'BookSession'; standing: Standing | Refusal }
  | { type: 'FollowSession'; standing: Standing }
  | { type: 'AbandonCourse'; reason: string }
  | { type: 'ExpireCourse'; today: string };

/** A course, folded from its events. */
export interface CourseState {
  readonly courseId: string;
  readonly status: 'absent' | 'active' | 'completed' | 'abandoned' | 'expired';
  readonly started?:
    | (CourseTerms & CourseDetails & { readonly startedOn: string; readonly expiresOn: string })
    | undefined;
  /** By appointment id. */
  readonly sessions: ReadonlyMap<string, Session>;
}
