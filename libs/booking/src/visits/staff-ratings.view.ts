import { folding, type View, view } from '@chignon/eventing';
import { visits } from './visit-ledger.js';
import type { Rating } from './ratings.js';

/** What the services that somebody led were rated in all. Id: the staff member. Sum and count, so that the mean is exact whatever is changed. */
export interface StaffRating {
  readonly id: string;
  readonly sum: number;
  readonly count: number;
}

const added = (
  before: StaffRating | undefined,
  id: string,
  sum: number,
  count: number,
): StaffRating => ({ id, sum: (before?.sum ?? 0) + sum, count: (before?.count ?? 0) + count });
const total = (ratings: readonly Rating[]): number =>
  ratings.reduce((sum, { score }) => sum + score, 0);

/** `booking.staff-ratings`: a changed rating counts once, one of a voided visit not at all. */
export const staffRatings: View<StaffRating> = view([visits], {
  name: 'booking.staff-ratings',
  indexes: {},
  guard: 'log',
  on: {
    VisitRated: folding(
      ({ data }) => [data.rating.staffId],
      (before, { data: { rating, previousScore } }, id) =>
        previousScore === undefined
          ? added(before, id, rating.score, 1)
          : added(before, id, rating.score - previousScore, 0),
    ),
    RatingsWithdrawn: folding(
      ({ data }) => [...new Set(data.ratings.map((r) => r.staffId))],
      (before, { data }, id) => {
        const theirs = data.ratings.filter((r) => r.staffId === id);
        return added(before, id, -total(theirs), -theirs.length);
      },
    ),
  },
});
