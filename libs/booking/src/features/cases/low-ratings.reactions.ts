import { dispatch, optional, reaction } from '@chignon/eventing';
import { visits } from '../../visits/visit-ledger.js';
import { cases } from './case-ledger.js';

/** Scores that open a case: 1 at once the worst, 2 as usual (VS-07). */
export const LOW_SCORE = 2;

/** What a low rating is called among the categories of complaints. */
export const LOW_RATING = 'rating';

/** A visit has one case of its ratings, however many of them are low. */
export const caseOfRating = (visitId: string): string => `r-${visitId}`;

/** A low rating opens a case; a void takes back what nobody has taken up yet. A rating that is raised later leaves its case to whoever has it. */
export const lowRatings = reaction([visits], {
  name: 'booking.low-ratings',
  on: {
    VisitRated: ({ data: { facts, rating } }) => {
      if (rating.score > LOW_SCORE) return [];
      const { visitId, storeId, customerId } = facts;
      const { lineId, serviceId, staffId } = rating;
      const caseId = caseOfRating(visitId);
      return [
        dispatch(cases, caseId, {
          type: 'OpenCase',
          opening: {
            caseId,
            storeId,
            ...optional({ customerId, lineId, serviceId, staffId }),
            visitId,
            channel: 'rating',
            category: LOW_RATING,
            severity: rating.score === 1 ? 'high' : 'normal',
          },
        }),
      ];
    },
    RatingsWithdrawn: ({ data: { facts } }) => [
      dispatch(cases, caseOfRating(facts.visitId), { type: 'WithdrawCase' }),
    ],
  },
});
