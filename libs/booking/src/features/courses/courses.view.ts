import { folding, keyOf, type RecordedEvent, type View, view } from '@chignon/eventing';
import { courses } from './course-ledger.js';
import type { CourseState } from './course-events.js';

/** One course in the lists of a customer. Id: the course. */
export interface ListedCourse {
  readonly id: string;
  readonly customerId: string;
  readonly storeId: string;
  readonly templateId: string;
  readonly status: Exclude<CourseState['status'], 'absent'>;
  readonly sessions: number;
  /** Appointment ids. */
  readonly agreed: readonly string[];
  readonly done: readonly string[];
  /** Used up without a treatment; absent: none. */
  readonly forfeited?: readonly string[];
  readonly startedOn: string;
  readonly expiresOn: string;
}

const on = <E>(change: (course: ListedCourse, data: E) => ListedCourse) =>
  folding<ListedCourse, RecordedEvent<string, E>>(
    ({ stream }) => [keyOf(stream)],
    (course, { data }) => course && change(course, data),
  );

const less = (ids: readonly string[], id: string): string[] => ids.filter((other) => other !== id);
const status =
  (to: ListedCourse['status']) =>
  (course: ListedCourse): ListedCourse => ({ ...course, status: to });
const unforfeited = ({ forfeited, ...course }: ListedCourse, id: string): ListedCourse => {
  const others = less(forfeited ?? [], id);
  return { ...course, ...(others.length === 0 ? {} : { forfeited: others }) };
};
const released = (
  course: ListedCourse,
  { appointmentId }: { appointmentId: string },
): ListedCourse => ({
  ...unforfeited(course, appointmentId),
  agreed: less(course.agreed, appointmentId),
  done: less(course.done, appointmentId),
});

/** Courses by customer and by the day on which they end; every event is folded. */
export const listedCourses: View<ListedCourse> = view([courses], {
  name: 'booking.courses',
  indexes: {
    byCustomer: { fields: ['customerId', 'startedOn', 'id'] },
    byExpiry: { fields: ['status', 'expiresOn'] },
  },
  guard: 'stream',
  on: {
    CourseStarted: folding(
      ({ data }) => [data.courseId],
      (
        _,
        { data: { courseId, customerId, storeId, templateId, sessions, startedOn, expiresOn } },
      ) => ({
        id: courseId,
        customerId,
        storeId,
        templateId,
        status: 'active',
        sessions,
        agreed: [],
        done: [],
        startedOn,
        expiresOn,
      }),
    ),
    SessionBooked: on((course, { appointmentId }) => ({
      ...unforfeited(course, appointmentId),
      agreed: [...less(course.agreed, appointmentId), appointmentId],
    })),
    SessionMoved: on((course) => course),
    SessionForfeited: on((course, { appointmentId }) => ({
      ...course,
      agreed: less(course.agreed, appointmentId),
      forfeited: [...less(course.forfeited ?? [], appointmentId), appointmentId],
    })),
    SessionReleased: on(released),
    SessionDone: on((course, { appointmentId }) => ({
      ...unforfeited(course, appointmentId),
      agreed: less(course.agreed, appointmentId),
      done: [...less(course.done, appointmentId), appointmentId],
    })),
    SessionTakenBack: on(released),
    CourseCompleted: on(status('completed')),
    CourseReopened: on(status('active')),
    CourseAbandoned: on(status('abandoned')),
    CourseExpired: on(status('expired')),
  },
});
