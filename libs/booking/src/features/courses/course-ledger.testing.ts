import { dateAfter, msOfIso } from '@chignon/calendar';
import { fixedFacts, given } from '@chignon/eventing/testing';
import { courses } from './course-ledger.js';
import type { CourseCommand, CourseEvent, Standing } from './course-events.js';
import type { CourseTerms } from './course.js';

export const terms: CourseTerms = {
  serviceIds: ['peel', 'laser'],
  sessions: 3,
  minDays: 7,
  recommendedDays: 14,
  maxDays: 30,
  validityDays: 90,
};
export const START = '2026-03-02';
export const clock = fixedFacts('2026-03-02T09:00:00.000Z');

export const begun = (more: Partial<CourseTerms> = {}): CourseEvent => ({
  type: 'CourseStarted',
  data: {
    ...terms,
    ...more,
    courseId: 'k1',
    customerId: 'c1',
    storeId: 's1',
    templateId: 'peeling',
    templateVersion: 2,
    startedOn: START,
    expiresOn: dateAfter(START, more.validityDays ?? 90),
  },
});

export const placed = (n: number, date: string) => ({
  appointmentId: `a${n}`,
  storeId: 's1',
  date,
  startMs: msOfIso(`${date}T10:00:00.000Z`),
});

export const booked = (n: number, date: string): CourseEvent => ({
  type: 'SessionBooked',
  data: placed(n, date),
});

export const standing = (n: number, date: string, more: Partial<Standing> = {}): Standing => ({
  ...placed(n, date),
  customerId: 'c1',
  status: 'booked',
  serviceIds: ['peel'],
  ...more,
});

export const book = (of: Standing): CourseCommand => ({ type: 'BookSession', standing: of });

export const after = (events: readonly CourseEvent[]) => given(courses, 'k1', events);
