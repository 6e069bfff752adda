import { dateAfter, dayNumber } from '@chignon/calendar';
import { type Collection, versioned } from '@chignon/eventing';

/** What a course of treatments consists of (BK-25). Id: the template; each change is a version, and a course keeps the one that it was begun with. */
export interface CourseTemplate {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Any one of these is a session. */
  readonly serviceIds: readonly string[];
  readonly sessions: number;
  /** Business days from one session to the next: at least, best, at most. 0: two on one day are allowed. */
  readonly minDays: number;
  readonly recommendedDays: number;
  readonly maxDays?: number;
  /** Days from its begin in which all sessions take place. */
  readonly validityDays: number;
  readonly active: boolean;
}

export const courseTemplates: Collection<CourseTemplate> = {
  name: 'booking.course-templates',
  indexes: { byId: { fields: ['id'] } },
};
/** Templates in their newest version: courses under way carry the terms that they were begun with. */
export const templateDocuments = versioned(courseTemplates);

/**
 * Which course an appointment is a session of: written before the course says so, so that whatever becomes of the
 * appointment finds its course, and no appointment counts in two. Id: the appointment.
 */
export interface CourseLink {
  readonly id: string;
  readonly courseId: string;
  /** ISO UTC */
  readonly linkedAt: string;
}
export const courseLinks: Collection<CourseLink> = { name: 'booking.course-links', indexes: {} };

/** The terms that a course was begun with. */
export type CourseTerms = Omit<CourseTemplate, 'id' | 'version' | 'name' | 'active'>;

/** A session of a course, agreed or done. */
export interface Session {
  readonly appointmentId: string;
  /** `forfeited`: used up without a treatment, by the policy of its appointment. */
  readonly status: 'booked' | 'done' | 'released' | 'forfeited';
  readonly storeId: string;
  /** Business day in its store's zone. */
  readonly date: string;
  readonly startMs: number;
  /** A move put it too near to another session. */
  readonly tooEarly: boolean;
  readonly visitId?: string | undefined;
}

const daysFrom = (from: string, to: string): number =>
  (dayNumber(to) ?? NaN) - (dayNumber(from) ?? NaN);

/** True when the date keeps at least `minDays` to every one of the dates, before and after. */
export const keepsApart = (date: string, others: readonly string[], minDays: number): boolean =>
  others.every((other) => Math.abs(daysFrom(other, date)) >= minDays);

/** The first date from `from` on that keeps apart from all of the dates: behind each one in the way, in order. */
export function earliestFrom(from: string, others: readonly string[], minDays: number): string {
  let date = from;
  for (const other of [...others].sort())
    if (Math.abs(daysFrom(other, date)) < minDays) date = dateAfter(other, minDays);
  return date;
}

/** The latest of the dates that is before this one. */
export const before = (date: string, others: readonly string[]): string | undefined =>
  others
    .filter((other) => other < date)
    .sort()
    .at(-1);
