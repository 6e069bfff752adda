import { Flag, Id, Int, Many, Nested, Optional, Text, Texts } from '@chignon/service-kit';
import { COUNTRY, CustomerExternalId } from './customers.shapes.http.js';

/** What is looked for. */
export class SearchCustomersQuery {
  /**
   * Any part of a name (upper and lower case and accents are the same; Chinese also by pinyin initials, `wxm`), an e-mail address from its beginning to
   * beyond the `@`, the last digits of a phone (at least four), or the beginning of a card's or another system's code.
   */
  @Text({ min: 1, max: 120 }) q: string;
  /** How many at most, 1 to 50. */
  @Optional() @Int({ min: 1, max: 50 }) limit?: number;
}

/** Somebody who was found. */
export class CustomerHit {
  /** The customer's id; for one `elsewhere` it is good for an admission and nothing else. */
  @Text() id: string;
  /** The name, else the code of the system they came from, else the id. */
  @Text() displayName: string;
  /** The preferred first. Of one `elsewhere` always masked; otherwise unless the caller may reveal contacts. */
  @Texts() phones: string[];
  /** True: they have nothing to do with the caller's stores yet, and this is all there is to see. */
  @Flag() elsewhere: boolean;
  /** Their home store; absent for one `elsewhere`. */
  @Optional() @Text() homeStoreId?: string;
  /** E-mail addresses; absent for one `elsewhere`. */
  @Optional() @Texts() emails?: string[];
}

/** Who was found. */
export class CustomerHits {
  /** Those whom the caller may see first, then by how well the name fits. */
  @Many(() => CustomerHit) items: CustomerHit[];
  /** True: there are others beyond these; more letters find them. */
  @Flag() more: boolean;
}

/** Somebody who was found elsewhere and stands at the desk. Exactly one of `phone`, `email`, `externalId`. */
export class AdmitCustomerBody {
  /** The store that they came to. */
  @Id() storeId: string;
  /** Whom the search found. */
  @Id() id: string;
  /** The whole of one of their phone numbers: E.164, or national together with `country`. */
  @Optional() @Text(40) phone?: string;
  /** ISO 3166 alpha-2 country of a `phone` without its country code. */
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  /** The whole of one of their e-mail addresses. */
  @Optional() @Text(254) email?: string;
  /** The code on their card, or another system's. */
  @Optional() @Nested(() => CustomerExternalId) externalId?: CustomerExternalId;
}
