import {
  After,
  DateText,
  Instant,
  Int,
  Limit,
  Many,
  OneOf,
  Optional,
  Text,
  Texts,
} from '@chignon/service-kit';
import { RatingBody } from '../../visits/ratings.http.js';

/** Days for which a link is good unless it is said otherwise. */
export const USUAL_DAYS = 30;

/** How long a link is good for. */
export class RatingLinkBody {
  /** Days from now; default 30. */
  @Optional() @Int({ min: 1, max: 90 }) days?: number;
}

/** Which page of the links is listed. */
export class RatingLinkQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** A link by which a customer rates a visit once. */
export class RatingLinkAnswer {
  @Text() keyId: string;
  @Instant() createdAt: string;
  /** From then on it opens nothing. */
  @Instant() expiresAt: string;
  /** When it was revoked: from then on it opens nothing. Absent: it was not. */
  @Optional() @Instant() revokedAt?: string;
}

/** A link that was just made. */
export class NewRatingLinkAnswer extends RatingLinkAnswer {
  /** Of the page on which the visit is rated, with the key in it: to be put behind the gateway's address. Shown this once: only a hash of the key is kept. */
  @Text() path: string;
}

/** The key of a link. */
export class RatingKeyQuery {
  /** The key, as the link has it. */
  @Text(200) key: string;
}

/** What opens the form. */
export class RatingFormQuery {
  /** Instead of a token: the key, as the link has it. */
  @Optional() @Text(200) key?: string;
}

/** A service that may be rated. */
export class RateableService {
  @Text() lineId: string;
  /** The service, by its name in the catalogue. */
  @Text() name: string;
}

/** What the holder of a link is asked. Nobody's name is in it. */
export class RatingFormAnswer {
  /** The store, by its name. */
  @Text() store: string;
  /** Business date of the visit. */
  @DateText() date: string;
  /** Of the page, by what the store speaks. */
  @OneOf(['zh-CN', 'en']) language: 'zh-CN' | 'en';
  /** Services that were done, each of which may be rated beside the visit. */
  @Many(() => RateableService) services: RateableService[];
  /** Codes that may be given as aspects, of the chain's list. */
  @Texts() aspects: string[];
}

/** What the holder of a link says, all at once: the link is good for one answer. */
export class LinkRatingsBody {
  /** Each of the visit or of another one of its services. */
  @Many(() => RatingBody, { min: 1, max: 50 }) ratings: RatingBody[];
}

/** It was taken. */
export class LinkRatedAnswer {
  /** When the visit was rated. */
  @Instant() ratedAt: string;
}
