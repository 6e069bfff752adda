import { CourseCompleted, CourseReopened, publication } from '@chignon/contracts';
import { announcements } from '@chignon/eventing';
import { courses } from './course-ledger.js';

/** What others hear of courses: that one is completed, and that it is not after all. Sessions are appointments and visits, which they hear of anyway. */
export const courseAnnouncements = announcements(courses, {
  CourseCompleted: ({ data }) => publication(CourseCompleted, data.customerId, data),
  CourseReopened: ({ data }) => publication(CourseReopened, data.customerId, data),
});
