import fc from 'fast-check';
import { dateAfter, dayNumber } from '@chignon/calendar';
import { stateAfter } from '@chignon/eventing/testing';
import { courses } from './course-ledger.js';
import { datesOf, standingSessions } from './next-session.js';
import type { CourseEvent } from './course-events.js';
import type { CourseTerms } from './course.js';
import { checkTerms, nextSession } from './progress.js';
import {
  after,
  begun,
  book,
  booked,
  clock,
  standing,
  START,
  terms,
} from './course-ledger.testing.js';

describe('BK-25 progress', () => {
  const next = (events: readonly CourseEvent[], today = START) =>
    nextSession(stateAfter(courses, 'k1', events), today);
  it('says when the next session may be, is best and must be', () => {
    expect(next([begun()])).toEqual({ earliest: START, recommended: START, latest: '2026-05-31' });
    expect(next([begun(), booked(1, '2026-03-10')], '2026-03-11')).toEqual({
      earliest: '2026-03-17',
      recommended: '2026-03-24',
      latest: '2026-04-09',
    });
    expect(next([begun(), booked(1, '2026-03-10')], '2026-04-01')).toEqual({
      earliest: '2026-04-01',
      recommended: '2026-04-01',
      latest: '2026-04-09',
    });
    expect(next([begun(), booked(1, '2026-03-10')], '2026-04-10')).toBeUndefined();
    expect(
      next([begun(), booked(1, '2026-03-10'), booked(2, '2026-03-20'), booked(3, '2026-03-27')]),
    ).toBeUndefined();
  });
  it.each<[string, Partial<CourseTerms>]>([
    ['recommendedDays', { recommendedDays: 3 }],
    ['maxDays', { maxDays: 10 }],
    ['validityDays', { validityDays: 13 }],
    ['serviceIds', { serviceIds: ['a', 'a'] }],
  ])('refuses terms that contradict each other: %s', (field, more) =>
    expect(() => checkTerms({ ...terms, ...more })).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ field }) }),
    ),
  );
  it('what it allows is allowed, whatever was booked before; sessions are never too near nor too many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(95), { maxLength: 12 }),
        fc.integer({ min: 0, max: 9 }),
        fc.nat(60),
        (days, minDays, today) => {
          const all: CourseEvent[] = [
            begun({ minDays, recommendedDays: Math.max(minDays, 10), sessions: 4 }),
          ];
          for (const [n, day] of days.entries()) {
            try {
              all.push(
                ...after(all)
                  .when(book(standing(n, dateAfter(START, day))), clock)
                  .events(),
              );
            } catch (error) {
              if ((error as Error).name !== 'Refusal') throw error;
            }
          }
          const state = stateAfter(courses, 'k1', all);
          const dates = datesOf(state).sort();
          expect(standingSessions(state).length).toBeLessThanOrEqual(4);
          for (const [i, date] of dates.entries())
            if (i > 0)
              expect(dayNumber(date)! - dayNumber(dates[i - 1]!)!).toBeGreaterThanOrEqual(minDays);
          const found = nextSession(state, dateAfter(START, today));
          if (found)
            after(all)
              .when(book(standing(99, found.earliest)), clock)
              .thenTypes('SessionBooked');
        },
      ),
      { numRuns: 300 },
    );
  });
});
