import { CourseCompleted, CourseReopened, publication } from '@chignon/contracts';
import type { Announcements } from '@chignon/eventing';
import type { CourseEvent } from './course-ledger.js';

type DataOf<T extends CourseEvent['type']> = Extract<CourseEvent, { type: T }>['data'];

/** What others hear of courses: that one is completed, and that it is not after all. Sessions are appointments and visits, which they hear of anyway. */
export const courseAnnouncements: Announcements = {
  CourseCompleted: ({ data }) =>
    publication(
      CourseCompleted,
      (data as DataOf<'CourseCompleted'>).customerId,
      data as DataOf<'CourseCompleted'>,
    ),
  CourseReopened: ({ data }) =>
    publication(
      CourseReopened,
      (data as DataOf<'CourseReopened'>).customerId,
      data as DataOf<'CourseReopened'>,
    ),
};
