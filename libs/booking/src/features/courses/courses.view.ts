import { type Envelope, folding, keyOf, type RecordedEvent, type View } from '@chignon/eventing';
import type { CourseEvent, CourseState } from './course-ledger.js';

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

type Data<T extends CourseEvent['type']> = Extract<CourseEvent, { type: T }>['data'];

const on = <T extends CourseEvent['type']>(
  _: T,
  change: (course: ListedCourse, data: Data<T>) => ListedCourse,
) =>
  folding<ListedCourse, Data<T>>(
    (event) => [keyOf((event as RecordedEvent).stream)],
    (course, event: Envelope<string, Data<T>>) => course && change(course, event.data),
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
export const listedCourses: View<ListedCourse> = {
  name: 'booking.courses',
  indexes: {
    byCustomer: { fields: ['customerId', 'startedOn', 'id'] },
    byExpiry: { fields: ['status', 'expiresOn'] },
  },
  source: { streams: ['course'] },
  guard: 'stream',
  on: {
    CourseStarted: folding<ListedCourse, Data<'CourseStarted'>>(
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
    SessionBooked: on('SessionBooked', (course, { appointmentId }) => ({
      ...unforfeited(course, appointmentId),
      agreed: [...less(course.agreed, appointmentId), appointmentId],
    })),
    SessionMoved: on('SessionMoved', (course) => course),
    SessionForfeited: on('SessionForfeited', (course, { appointmentId }) => ({
      ...course,
      agreed: less(course.agreed, appointmentId),
      forfeited: [...less(course.forfeited ?? [], appointmentId), appointmentId],
    })),
    SessionReleased: on('SessionReleased', released),
    SessionDone: on('SessionDone', (course, { appointmentId }) => ({
      ...unforfeited(course, appointmentId),
      agreed: less(course.agreed, appointmentId),
      done: [...less(course.done, appointmentId), appointmentId],
    })),
    SessionTakenBack: on('SessionTakenBack', released),
    CourseCompleted: on('CourseCompleted', status('completed')),
    CourseReopened: on('CourseReopened', status('active')),
    CourseAbandoned: on('CourseAbandoned', status('abandoned')),
    CourseExpired: on('CourseExpired', status('expired')),
  },
};
