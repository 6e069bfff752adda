import { businessDateOf, msOfIso } from '@chignon/calendar';
import { runEach, findAll, type Job, type JobCause, Refusal, type Tools } from '@chignon/eventing';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { courses } from './course-ledger.js';
import { listedCourses } from './courses.view.js';

/** Courses of one page. */
const PAGE = 200;
/** Most of one run; the next run goes on. */
const RUN_MAX = 10_000;

/** Expires the courses whose validity is over in their store's own day and that have no session agreed. Run twice or late it gives the same log. */
export async function expireDue(tools: Tools, cause: JobCause): Promise<void> {
  const now = tools.facts.now();
  const due = {
    index: 'byExpiry',
    where: { status: 'active' },
    range: { field: 'expiresOn', lte: now.slice(0, 10) },
    limit: PAGE,
  };
  await runEach(
    findAll(tools.documents, tools.collection(listedCourses), due, RUN_MAX),
    async ({ id, storeId }) => {
      const book = await booksOf(tools)
        .store(storeId)
        .catch((error: unknown) => {
          if (error instanceof Refusal) return undefined;
          throw error;
        });
      if (!book) return;
      const today = businessDateOf(book.store.zone, dayStartMinute(book.store), msOfIso(now));
      await tools.execute(
        courses,
        id,
        { type: 'ExpireCourse', today },
        cause(`${id}|${today}`, { commandId: `expire-course:${id}:${today}`, storeId }),
      );
    },
  );
}

/** `booking.expire-courses`, every hour. */
export const expireCourses: Job = {
  name: 'booking.expire-courses',
  everyMs: 3_600_000,
  run: expireDue,
};
