import { COURSE_TOPIC } from '@chignon/contracts';
import { entriesOfStream, heldByIndex, type Part } from '@chignon/eventing';
import { courses } from './course-ledger.js';
import { CourseTemplatesHttp } from './course-templates.http.js';
import { courseAnnouncements } from './course.announcements.js';
import { courseLinks, courseTemplates } from './course.js';
import { followSessions } from './courses.effects.js';
import { CoursesHttp } from './courses.http.js';
import { expireCourses } from './courses.jobs.js';
import { listedCourses } from './courses.view.js';

/** Courses of several sessions, sold once and redeemed visit by visit. */
export const coursesFeature: Part = {
  ledgers: [courses],
  collections: [courseTemplates, courseLinks],
  views: [listedCourses],
  effects: [followSessions],
  announcements: courseAnnouncements,
  jobs: [expireCourses],
  controllers: [CourseTemplatesHttp, CoursesHttp],
  topics: [COURSE_TOPIC],
  holdings: [
    heldByIndex(
      listedCourses,
      { name: 'booking.courses', title: { en: 'Courses', 'zh-CN': '疗程' }, with: ['course'] },
      async (listed, tools) => ({
        ...listed,
        entries: await entriesOfStream(tools, courses, listed.id),
      }),
    ),
  ],
};
