import { IsObject } from 'class-validator';
import {
  ManyLines,
  Id,
  Text,
  Optional,
  OneOf,
  DateText,
  Texts,
  Many,
  SomeOf,
  Flag,
  Instant,
  Revision,
} from '@chignon/service-kit';
import { CHANNELS, PURPOSES, type Channel, type Purpose } from './consent.js';
import {
  CONTACTS_MAX,
  GENDERS,
  LANGUAGES,
  REMOVABLE,
  type Gender,
  type Language,
  type Removable,
} from './record.js';

/** ISO 3166 alpha-2. */
export const COUNTRY = /^[A-Z]{2}$/;
/** One line of text without control characters. */
export const LINE = /^[^\u0000-\u001f\u007f]+$/;

/** What another system calls the customer. One code of one system belongs to one customer. */
export class CustomerExternalId {
  /** A short name of the system: `salon-pos`. */
  @Id() system: string;
  /** The customer's number or key in that system. Stored without surrounding spaces. */
  @Text({ max: 64, matches: LINE }) code: string;
}

/** What people write down about a customer. Lists replace the whole list. */
class CustomerFieldsShape {
  /** Full name, as screens show it and messages address it. Without one, the first external code stands in its place. */
  @Optional() @Text({ min: 1, max: 120, matches: LINE }) name?: string;
  /** `female`, `male` or `other`, as the customer gave it. Left out: not known. */
  @Optional() @OneOf(GENDERS) gender?: Gender;
  /** Date of birth: a day that exists and is not in the future (422 `birth-date-invalid`). */
  @Optional() @DateText() birthDate?: string;
  /** What the customer does for a living, one line. */
  @Optional() @Text({ min: 1, max: 120, matches: LINE }) occupation?: string;
  /** Phone numbers in E.164, or national together with `country`; at most three. The first is the preferred one. */
  @Optional() @Texts({ max: CONTACTS_MAX, of: { max: 40 } }) phones?: string[];
  /** E-mail addresses, kept in lower case; at most three. The first is the one that mails go to. */
  @Optional() @Texts({ max: CONTACTS_MAX, of: { max: 254 } }) emails?: string[];
  /** Language of what the customer is sent. Left out of a new record: the home store's language. */
  @Optional() @OneOf(LANGUAGES) language?: Language;
  /** What other systems call the customer. A code that names somebody else already: 409 `external-id-taken`. */
  @Optional() @Many(() => CustomerExternalId, { max: 10 }) externalIds?: CustomerExternalId[];
  /** Free text for staff, over several lines. */
  @ManyLines() @Optional() @Text(4000) notes?: string;
  /** ISO 3166 alpha-2 country of `phones` that are written without a country code; it is not stored. */
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  /** Where the values come from, for the provenance of each field (PR-04): `front-desk` (default), `app`, `paper-form`. */
  @Optional() @Id() source?: string;
}

/** A new customer. Only the home store is needed; what is left out is not known. */
export class RegisterCustomerBody extends CustomerFieldsShape {
  /** The store that owns the relation. */
  @Id() homeStoreId: string;
}

/** What changes in a record. What is left out stays as it is; `remove` takes fields away. */
export class ChangeCustomerBody extends CustomerFieldsShape {
  /** The store that owns the relation from now on; the caller must see it. Left out: as it is. */
  @Optional() @Id() homeStoreId?: string;
  /** Fields to take away, with their provenance. */
  @Optional() @SomeOf(REMOVABLE, { max: 10 }) remove?: Removable[];
}

/** Which store is let in. */
export class ShareCustomerBody {
  /** The store that may see them from now on. */
  @Id() storeId: string;
}

export class FindCustomersQuery {
  /** Comma-separated customer ids, at most 200. */
  @Optional() @Text(13_000) ids?: string;
  /** A phone number, one of those in the record: E.164, or national together with `country`. Needs `customers.customers:read`. */
  @Optional() @Text(40) phone?: string;
  /** ISO 3166 alpha-2 country of a `phone` that is written without its country code. */
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  /** An e-mail address, one of those in the record; upper and lower case are the same. Needs `customers.customers:read`. */
  @Optional() @Text(254) email?: string;
  /** `system:code`, what another system calls the customer. Needs `customers.customers:read`. */
  @Optional() @Text({ max: 129, matches: /^[^:]+:.+$/ }) externalId?: string;
}

/** A customer as lists and other contexts' pages show them. */
export class CustomerRow {
  /** The customer's id, `customerId` everywhere else. */
  @Text() id: string;
  /** What to call the customer on a screen: the name, else the code of the system they came from, else the id. */
  @Text() displayName: string;
  @Text() homeStoreId: string;
  @OneOf(LANGUAGES) language: Language;
  /** `female`, `male` or `other`; absent: not known. */
  @Optional() @OneOf(GENDERS) gender?: Gender;
  /** In E.164, the preferred one first. Masked unless the caller may reveal contacts (`customers.contacts:reveal`). */
  @Texts() phones: string[];
  /** In lower case, the preferred one first. Masked unless the caller may reveal contacts. */
  @Texts() emails: string[];
}

/** For what, by which way, and with which proof a customer answered. */
class ConsentSaid {
  /**
   * What messages are for. `marketing` needs a yes beforehand; `service`, such as a reminder of an appointment, is sent unless the customer said no
   * (R-CM-08).
   */
  @OneOf(PURPOSES) purpose: Purpose;
  /** The way that the answer is about: `email`, `sms`, `phone`, `wechat` or `app`. */
  @OneOf(CHANNELS) channel: Channel;
  /** Where the answer was given: `front-desk`, `app`, `paper-form`; `unsubscribe-link` where the customer followed the link of a mail. */
  @Id() source: string;
  /** Version of the wording that was answered. */
  @Id() wordingVersion: string;
  /** What proves the answer: the number of a paper form or of a recorded call, the message whose link was followed. Left out: there is nothing of the kind. */
  @Optional() @Text({ max: 128, matches: /^[A-Za-z0-9][A-Za-z0-9_.:-]*$/ }) evidence?: string;
}

/** An answer as it is kept. */
export class ConsentProof extends ConsentSaid {
  /** When the answer was recorded. */
  @Instant() at: string;
  /** Who recorded it, by pseudonym, or `customer` who followed a link; absent from answers of before it was kept. */
  @Optional() @Text() by?: string;
}

/** One answer of a customer to "may we?". */
export class ConsentAnswer extends ConsentSaid {
  /** True: yes. False: no, or a yes that is taken back. */
  @Flag() granted: boolean;
}

/** The newest answer for a purpose and channel. */
export class ConsentInForce extends ConsentAnswer {
  /** When the answer was recorded. */
  @Instant() at: string;
  /** Who recorded it, by pseudonym, or `customer` who followed a link; absent from answers of before it was kept. */
  @Optional() @Text() by?: string;
}

/** A customer's record: PR-01. */
export class CustomerAnswer extends CustomerRow {
  /** Full name; absent: not known. */
  @Optional() @Text() name?: string;
  /** Date of birth; absent: not known. */
  @Optional() @DateText() birthDate?: string;
  /** What the customer does for a living; absent: not known. */
  @Optional() @Text() occupation?: string;
  /** Free text that staff wrote, over several lines. */
  @Optional() @Text() notes?: string;
  /** What other systems call the customer. */
  @Many(() => CustomerExternalId) externalIds: CustomerExternalId[];
  /** `{source, at}` by field: where its value comes from and when it was known there (PR-04). */
  @IsObject() provenance: { [field: string]: { source: string; at: string } };
  /** The newest answer per purpose and channel. */
  @Many(() => ConsentInForce) consents: ConsentInForce[];
  /** Records that were found to be the same person, and stand in this one from then on; none: `[]`. */
  @Texts() absorbedIds: string[];
  /** When the record was made here. */
  @Instant() registeredAt: string;
  @Revision() revision: number;
}
