import { DAY_MS, msOfIso } from '@chignon/calendar';
import {
  type Decide,
  type DomainEvent,
  type Evolve,
  notFound,
  optional,
  refused,
} from '@chignon/eventing';
import {
  detailsOf,
  type Performed,
  type VisitDetails,
  type VisitState,
  type VisitStatus,
} from './visit.js';

/** How long what a customer said may be changed: long enough to see how a colour lasts, short enough that figures come to rest. */
export const RATING_CHANGE_DAYS = 14;

/** Visits whose services are done. */
const RATED: ReadonlySet<VisitStatus> = new Set(['completed', 'settled', 'corrected']);

/** What a customer thinks of a visit, or of one service of it (VS-07). */
export interface Rating {
  /** Absent: of the visit as a whole. */
  readonly lineId?: string;
  readonly serviceId?: string;
  /** Who led the service: it is theirs. Absent: of the visit, which is nobody's in particular. */
  readonly staffId?: string;
  /** 1 to 5. */
  readonly score: number;
  /** Codes of what was good or bad, never free text. */
  readonly aspects: readonly string[];
}

export type RatingEvent =
  | DomainEvent<
      'VisitRated',
      { facts: VisitDetails; rating: Rating; ratedAt: string; previousScore?: number }
    >
  | DomainEvent<'RatingsWithdrawn', { facts: VisitDetails; ratings: readonly Rating[] }>;

/** A score of a visit, or of one service of it, as somebody gives it. */
export interface Score {
  readonly lineId?: string;
  readonly score: number;
  readonly aspects: readonly string[];
}

export type RatingCommand =
  | ({ type: 'RateVisit' } & Score)
  /** All that one customer says at once. */
  | { type: 'RateVisitAtOnce'; scores: readonly Score[] };

/** A rating as it stands, and since when there is one. */
export interface StandingRating extends Rating {
  readonly firstAt: string;
  readonly ratedAt: string;
}

export const evolveRatings: Evolve<VisitState, RatingEvent> = {
  VisitRated: (state, { data: { rating, ratedAt } }) => {
    const before = ratingOf(state, rating.lineId);
    return {
      ...state,
      ratings: [
        ...(state.ratings ?? []).filter((r) => r !== before),
        { ...rating, firstAt: before?.firstAt ?? ratedAt, ratedAt },
      ],
    };
  },
  RatingsWithdrawn: (state) => ({ ...state, ratings: [] }),
};

/** One rating a line and one of the visit; a change within the time for it is a further fact that says what it replaces. */
export const decideRatings: Decide<VisitState, RatingCommand, RatingEvent> = {
  RateVisit: (state, score, facts) => rated(state, score, facts.now(), 'score'),
  RateVisitAtOnce: (state, { scores }, facts) =>
    scores.flatMap((score, i) => rated(state, score, facts.now(), `ratings.${i}.score`)),
};

/** @throws Refusal 409 `visit-not-completed` */
export function mustBeDone({ status }: Pick<VisitState, 'status'>): void {
  if (!RATED.has(status))
    throw refused('visit-not-completed', 'A visit can be rated once its services are done.', {
      found: status,
      expected: [...RATED].join(' or '),
    });
}

/** @throws Refusal 404 `visit-unknown`, `line-unknown`; 409 `visit-not-completed`, `rating-final` */
function rated(
  state: VisitState,
  { lineId, score, aspects }: Score,
  now: string,
  field: string,
): RatingEvent[] {
  if (!state.opening) throw notFound('visit-unknown', 'There is no such visit.');
  mustBeDone(state);
  const service = lineId === undefined ? undefined : serviceIn(state, lineId);
  const before = ratingOf(state, lineId);
  if (before?.score === score && before.aspects.join() === aspects.join()) return [];
  if (before && msOfIso(now) - msOfIso(before.firstAt) > RATING_CHANGE_DAYS * DAY_MS)
    throw refused('rating-final', 'This rating can no longer be changed.', {
      field,
      limit: RATING_CHANGE_DAYS,
    });
  // Whoever was rated stays: a later correction of the bill does not make it another one's.
  const whose = before ?? (service && { serviceId: service.serviceId, staffId: leadOf(service) });
  const rating: Rating = {
    ...optional({ lineId, serviceId: whose?.serviceId, staffId: whose?.staffId }),
    score,
    aspects,
  };
  return [
    {
      type: 'VisitRated',
      data: {
        facts: detailsOf(state.opening),
        rating,
        ratedAt: now,
        ...(before ? { previousScore: before.score } : {}),
      },
    },
  ];
}

/** What is said of a visit that never counted does not count either. */
export const withdrawn = ({ opening, ratings = [] }: VisitState): RatingEvent[] =>
  opening && ratings.length > 0
    ? [
        {
          type: 'RatingsWithdrawn',
          data: {
            facts: detailsOf(opening),
            ratings: ratings.map(({ firstAt: _, ratedAt: __, ...rating }) => rating),
          },
        },
      ]
    : [];

const ratingOf = (
  { ratings = [] }: VisitState,
  lineId: string | undefined,
): StandingRating | undefined => ratings.find((r) => r.lineId === lineId);

function serviceIn(state: VisitState, lineId: string): Performed {
  const done = state.performed.find((p) => p.lineId === lineId);
  if (!done)
    throw notFound('line-unknown', 'There is no such service in this visit.', { field: 'lineId' });
  return done;
}

/** The largest share; the first of equals, who is the lead of a booking. */
const leadOf = ({ performers }: Performed): string | undefined =>
  [...performers].sort((a, b) => b.sharePercent - a.sharePercent)[0]?.staffId;
