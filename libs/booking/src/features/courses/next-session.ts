import { dateAfter } from '@chignon/calendar';
import { notFound, type Refusal, refused } from '@chignon/eventing';
import type { CourseState, Standing } from './course-events.js';
import { type Session, keepsApart, earliestFrom, before } from './course.js';

/** Sessions that count: agreed, done or used up, by day. */
export const standingSessions = (state: CourseState): Session[] =>
  [...state.sessions.values()].filter(counts).sort((a, b) => a.startMs - b.startMs);

/** Business days of the sessions that are agreed or done, but for one appointment's. */
export const datesOf = (state: CourseState, except?: string): string[] =>
  standingSessions(state)
    .filter((s) => s.appointmentId !== except && s.status !== 'forfeited')
    .map((s) => s.date);

/** True while fewer sessions count than the course has. */
export const roomIn = (state: CourseState): boolean =>
  standingSessions(state).length < (state.started?.sessions ?? 0);

/** True of a session that is agreed, done or used up. */
export const counts = (session: Session | undefined): boolean =>
  session !== undefined && session.status !== 'released';

/** What stands against an appointment as the next session; undefined when nothing does, or it is one already. @throws Refusal when the course is not active */
export function refusalOf(
  state: CourseState,
  { appointmentId, customerId, serviceIds, status, date }: Standing,
): Refusal | undefined {
  const { started } = active(state);
  const { minDays, maxDays, startedOn, expiresOn, sessions } = started;
  const field = 'appointmentId';
  if (counts(state.sessions.get(appointmentId))) return undefined;
  if (customerId !== started.customerId)
    return refused('course-of-another-customer', 'The appointment belongs to another customer.', {
      field,
    });
  if (!serviceIds.some((id) => started.serviceIds.includes(id)))
    return refused('course-service', 'The appointment has no service of this course.', {
      field,
      expected: started.serviceIds.join(' or '),
    });
  if (status !== 'booked' && status !== 'checked-in')
    return refused(`appointment-${status}`, `The appointment is ${status}.`, {
      field,
      found: status,
    });
  if (!roomIn(state))
    return refused('course-full', 'All sessions of the course are booked or done.', {
      field,
      limit: sessions,
    });
  if (date < startedOn)
    return refused('course-not-begun', 'The appointment is before the start of the course.', {
      field,
      earliest: startedOn,
    });
  if (date > expiresOn)
    return refused('course-expired', 'The appointment is after the end of the course.', {
      field,
      latest: expiresOn,
    });
  const others = datesOf(state);
  if (!keepsApart(date, others, minDays))
    return refused('course-spacing', `Sessions must be at least ${minDays} days apart.`, {
      field,
      earliest: earliestFrom(date, others, minDays),
    });
  const last = before(date, others);
  if (last !== undefined && maxDays !== undefined && date > dateAfter(last, maxDays))
    return refused('course-gap-too-long', `Sessions must be at most ${maxDays} days apart.`, {
      field,
      latest: dateAfter(last, maxDays),
    });
  return undefined;
}

/** What a course that is active was begun with. @throws Refusal `course-not-found`, `course-completed`, `course-abandoned`, `course-expired` */
export function active(state: CourseState): { started: NonNullable<CourseState['started']> } {
  if (!state.started) throw notFound('course-not-found', 'There is no such course.');
  if (state.status !== 'active')
    throw refused(`course-${state.status}`, `The course is ${state.status}.`, {
      found: state.status,
    });
  return { started: state.started };
}
