import { IsArray, IsObject } from 'class-validator';
import {
  ManyLines,
  RowsStandAlone,
  Id,
  Text,
  Optional,
  OneOf,
  DateText,
  Texts,
  Many,
  SomeOf,
  Limit,
  After,
  Flag,
  Instant,
  Nested,
  Revision,
  Int,
  Currency,
  Cents,
} from '@chignon/service-kit';
import { CHANNELS, PURPOSES, type Channel, type Purpose } from './consents.js';
import {
  CONTACTS_MAX,
  GENDERS,
  LANGUAGES,
  REMOVABLE,
  type Gender,
  type Language,
  type Removable,
} from './record.js';

const COUNTRY = /^[A-Z]{2}$/;
/** One line of text without control characters. */
const LINE = /^[^\u0000-\u001f\u007f]+$/;

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
  /** Language of what the customer is sent. Left out of a new record: `zh-CN`. */
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

export class CustomerVisitsQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** One answer of a customer to "may we?". */
class ConsentAnswer {
  /**
   * What messages are for. `marketing` needs a yes beforehand; `service`, such as a reminder of an appointment, is sent unless the customer said no
   * (R-CM-08).
   */
  @OneOf(PURPOSES) purpose: Purpose;
  /** The way that the answer is about: `email`, `sms`, `phone`, `wechat` or `app`. */
  @OneOf(CHANNELS) channel: Channel;
  /** True: yes. False: no, or a yes that is taken back. */
  @Flag() granted: boolean;
  /** Where the answer was given: `front-desk`, `app`, `paper-form`. */
  @Id() source: string;
  /** Version of the wording that was answered. */
  @Id() wordingVersion: string;
}

/** The newest answer for a purpose and channel. */
class ConsentInForce extends ConsentAnswer {
  /** When the answer was recorded. */
  @Instant() at: string;
}

/** Answers of a customer to "may we?". */
export class ConsentsBody {
  /** The answers, 1 to 20. One that equals the answer in force, with the same wording, adds nothing. */
  @Many(() => ConsentAnswer, { min: 1, max: 20 }) items: ConsentAnswer[];
}

/** One customer of another system. */
class ImportCustomerRow {
  /** What the other system calls the customer. Each code is imported once. */
  @Nested(() => CustomerExternalId) externalId: CustomerExternalId;
  /** Full name. Left out or empty: not known, and the code stands in its place. */
  @Optional() @Text(120) name?: string;
  /** `female`, `male` or `other` in any case. Empty: not known; another value rejects the row. */
  @Optional() @Text(20) gender?: string;
  /** Phone number in E.164, or national with the `country` of the import. One that cannot be called rejects the row. */
  @Optional() @Text(40) phone?: string;
  /** E-mail address. One that is none rejects the row. */
  @Optional() @Text(254) email?: string;
  /** The store that owns the relation. One that the caller does not see rejects the row: `store-not-found`. */
  @Id() homeStoreId: string;
  /** Per field `{source, at}`, where it differs from the source of the import. */
  @IsObject() @Optional() provenance?: { [field: string]: unknown };
}

/** Customers of another system. */
export class ImportCustomersBody {
  /** The store in whose name the import is made. */
  @Id() storeId: string;
  /** Where the rows come from, such as a file and its date; stands as the provenance of each field. */
  @Text({ min: 1, max: 200, matches: LINE }) source: string;
  /** ISO 3166 alpha-2 country of phone numbers without a country code. */
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  /** Rows, 1 to 200. Each is checked and answered by itself. */
  @RowsStandAlone() @Many(() => ImportCustomerRow, { min: 1, max: 200 }) items: ImportCustomerRow[];
}

/** What became of one row. */
class ImportCustomerResult {
  /** The code of the row. */
  @Nested(() => CustomerExternalId) externalId: CustomerExternalId;
  /** The customer that the code names from now on; absent when the row was rejected. */
  @Optional() @Text() customerId?: string;
  /** `imported`: a new customer. `already`: the code was known, and the record is left as it was. `rejected`: `code` says why. */
  @OneOf(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  /** Why the row was rejected, such as `phone-invalid`, `gender-invalid` or `external-id-taken`; absent otherwise. */
  @Optional() @Text() code?: string;
  /** The field of the row that is at fault; absent unless the row was rejected. */
  @Optional() @Text() field?: string;
}

/** What became of the rows. */
export class ImportCustomersAnswer {
  /** One a row, in their order. */
  @Many(() => ImportCustomerResult) results: ImportCustomerResult[];
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
  /** When the record was made here. */
  @Instant() registeredAt: string;
  @Revision() revision: number;
}

/** One visit of a customer: what was done, with what, by whom, and what it came to. */
export class CustomerVisitAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @Text() zone: string;
  /** The store's business day. */
  @DateText() businessDate: string;
  /** `counted`, or `voided`: the visit was taken back and counts for nothing. */
  @OneOf(['counted', 'voided']) standing: 'counted' | 'voided';
  /** Hour of the store's wall clock at which the visit began, 0 to 23; absent when it is not known. */
  @Optional() @Int() localHour?: number;
  /** The appointment that the visit kept; absent for walk-ins. */
  @Optional() @Text() appointmentId?: string;
  /** When its services were finished; absent: not heard of yet. */
  @Optional() @Instant() completedAt?: string;
  /** When its bill was settled the first time; absent: not yet. */
  @Optional() @Instant() settledAt?: string;
  /** When it was voided; absent: it was not. */
  @Optional() @Instant() voidedAt?: string;
  /** Services done with performers and materials used; without performers when it was in a store that the caller does not see. */
  @IsArray() @IsObject({ each: true }) services: object[];
  /** Lines of the bill; of a store that the caller does not see without amounts, as is the visit. */
  @IsArray() @IsObject({ each: true }) lines: object[];
  /** ISO 4217; absent before the bill is settled, and for a store that the caller does not see. */
  @Optional() @Currency() currency?: string;
  /** Net of all its settlements, in minor units of the currency: what was refunded is deducted. Absent for a store that the caller does not see. */
  @Optional() @Cents() netCents?: number;
}

/** What was met most often; of equals always the same one. */
class CustomerFavourite {
  /** Service id, staff id or local hour (`0` to `23`), by where it stands. */
  @Text() id: string;
  /** Service lines of settled bills with it, returned ones deducted; of an hour: visits. */
  @Int() count: number;
}

/** What the customer spent in one currency. */
class CustomerSpend {
  @Currency() currency: string;
  /** Net of all settled bills, in minor units of the currency; what was refunded or voided is deducted. */
  @Cents() netCents: number;
}

/** PR-02: the portrait of a customer. */
export class CustomerProfileAnswer {
  /** The customer in short. */
  @Nested(() => CustomerRow) customer: CustomerRow;
  /** Settled visits; voided ones do not count. */
  @Int() visits: number;
  /** What they spent, by currency: amounts of two currencies are never added. */
  @Many(() => CustomerSpend) spend: CustomerSpend[];
  /** Business day of the first settled visit; absent: they have not been here. */
  @Optional() @DateText() firstVisitOn?: string;
  /** Business day of the last settled visit. */
  @Optional() @DateText() lastVisitOn?: string;
  /** The service that they had most often; absent before the first. */
  @Optional() @Nested(() => CustomerFavourite) favouriteService?: CustomerFavourite;
  /**
   * Who served them most often, by the largest share of each line. Absent when they have been in a store that the caller does not see: who works
   * there is that store's.
   */
  @Optional() @Nested(() => CustomerFavourite) favouriteStaff?: CustomerFavourite;
  /** The hour of the wall clock at which they come most often. */
  @Optional() @Nested(() => CustomerFavourite) favouriteHour?: CustomerFavourite;
  /** Stores in which they have been, by id. */
  @Texts() stores: string[];
  /** Appointments in the caller's stores that begin later than now, soonest first. */
  @IsArray() @IsObject({ each: true }) upcoming: object[];
  /** Appointments that were cancelled, whoever cancelled them. */
  @Int() cancellations: number;
  /** Appointments that they did not come to; those reinstated afterwards do not count. */
  @Int() noShows: number;
  /** The newest visits with services, performers and materials; voided ones are left out. */
  @Many(() => CustomerVisitAnswer) recent: CustomerVisitAnswer[];
}
