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

/** What another system calls the customer. */
export class CustomerExternalId {
  /** A short name of the system: `salon-pos`. */
  @Id() system: string;
  @Text({ max: 64, matches: LINE }) code: string;
}

class CustomerFieldsShape {
  @Optional() @Text({ min: 1, max: 120, matches: LINE }) name?: string;
  @Optional() @OneOf(GENDERS) gender?: Gender;
  @Optional() @DateText() birthDate?: string;
  @Optional() @Text({ min: 1, max: 120, matches: LINE }) occupation?: string;
  /** E.164, or national together with `country`. The first is the preferred one. */
  @Optional() @Texts({ max: CONTACTS_MAX, of: { max: 40 } }) phones?: string[];
  @Optional() @Texts({ max: CONTACTS_MAX, of: { max: 254 } }) emails?: string[];
  @Optional() @OneOf(LANGUAGES) language?: Language;
  @Optional() @Many(() => CustomerExternalId, { max: 10 }) externalIds?: CustomerExternalId[];
  /** Free text, in lines. */
  @ManyLines() @Optional() @Text(4000) notes?: string;
  /** ISO 3166 alpha-2, for phones without a country code. */
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  /** Where the values come from: `front-desk` (default), `app`, `paper-form`. */
  @Optional() @Id() source?: string;
}

export class RegisterCustomerBody extends CustomerFieldsShape {
  /** The store that owns the relation. */
  @Id() homeStoreId: string;
}

export class ChangeCustomerBody extends CustomerFieldsShape {
  @Optional() @Id() homeStoreId?: string;
  /** Fields to take away. */
  @Optional() @SomeOf(REMOVABLE, { max: 10 }) remove?: Removable[];
}

export class ShareCustomerBody {
  /** The store that may see them from now on. */
  @Id() storeId: string;
}

export class FindCustomersQuery {
  /** Comma-separated customer ids, at most 200. */
  @Optional() @Text(13_000) ids?: string;
  @Optional() @Text(40) phone?: string;
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  @Optional() @Text(254) email?: string;
  /** `system:code` */
  @Optional() @Text({ max: 129, matches: /^[^:]+:.+$/ }) externalId?: string;
}

export class CustomerVisitsQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

class ConsentAnswer {
  @OneOf(PURPOSES) purpose: Purpose;
  @OneOf(CHANNELS) channel: Channel;
  @Flag() granted: boolean;
  /** Where the answer was given: `front-desk`, `app`, `paper-form`. */
  @Id() source: string;
  /** Version of the wording that was answered. */
  @Id() wordingVersion: string;
}

class ConsentInForce extends ConsentAnswer {
  /** ISO UTC */
  @Instant() at: string;
}

export class ConsentsBody {
  @Many(() => ConsentAnswer, { min: 1, max: 20 }) items: ConsentAnswer[];
}

class ImportCustomerRow {
  @Nested(() => CustomerExternalId) externalId: CustomerExternalId;
  @Optional() @Text(120) name?: string;
  /** `female`, `male`, `other`; another value rejects the row. */
  @Optional() @Text(20) gender?: string;
  @Optional() @Text(40) phone?: string;
  @Optional() @Text(254) email?: string;
  @Id() homeStoreId: string;
  /** Per field `{source, at}`, where it differs from the source of the import. */
  @IsObject() @Optional() provenance?: { [field: string]: unknown };
}

export class ImportCustomersBody {
  @Id() storeId: string;
  /** Where the rows come from; stands as the provenance of each field. */
  @Text({ min: 1, max: 200, matches: LINE }) source: string;
  @Optional() @Text({ max: 2, matches: COUNTRY }) country?: string;
  @RowsStandAlone() @Many(() => ImportCustomerRow, { min: 1, max: 200 }) items: ImportCustomerRow[];
}

class ImportCustomerResult {
  @Nested(() => CustomerExternalId) externalId: CustomerExternalId;
  @Optional() @Text() customerId?: string;
  @OneOf(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  @Optional() @Text() code?: string;
  @Optional() @Text() field?: string;
}

export class ImportCustomersAnswer {
  /** In the order of the rows. */
  @Many(() => ImportCustomerResult) results: ImportCustomerResult[];
}

/** A customer as lists and other contexts' pages show them. */
export class CustomerRow {
  @Text() id: string;
  /** The name, else the code of the system they came from. */
  @Text() displayName: string;
  @Text() homeStoreId: string;
  @OneOf(LANGUAGES) language: Language;
  @Optional() @OneOf(GENDERS) gender?: Gender;
  /** Masked unless the caller may reveal contacts. */
  @Texts() phones: string[];
  @Texts() emails: string[];
}

/** A customer's record: PR-01. */
export class CustomerAnswer extends CustomerRow {
  @Optional() @Text() name?: string;
  @Optional() @DateText() birthDate?: string;
  @Optional() @Text() occupation?: string;
  @Optional() @Text() notes?: string;
  @Many(() => CustomerExternalId) externalIds: CustomerExternalId[];
  /** `{source, at}` per field. */
  @IsObject() provenance: { [field: string]: { source: string; at: string } };
  /** The newest answer per purpose and channel. */
  @Many(() => ConsentInForce) consents: ConsentInForce[];
  @Instant() registeredAt: string;
  @Revision() revision: number;
}

export class CustomerVisitAnswer {
  @Text() visitId: string;
  @Text() storeId: string;
  @Text() zone: string;
  /** The store's business day. */
  @DateText() businessDate: string;
  @OneOf(['counted', 'voided']) standing: 'counted' | 'voided';
  @Optional() @Int() localHour?: number;
  @Optional() @Text() appointmentId?: string;
  @Optional() @Instant() completedAt?: string;
  @Optional() @Instant() settledAt?: string;
  @Optional() @Instant() voidedAt?: string;
  /** Services done with performers and materials used; without performers when it was in a store that the caller does not see. */
  @IsArray() @IsObject({ each: true }) services: object[];
  /** Lines of the bill; of a store that the caller does not see without amounts, as is the visit. */
  @IsArray() @IsObject({ each: true }) lines: object[];
  @Optional() @Currency() currency?: string;
  @Optional() @Cents() netCents?: number;
}

class CustomerFavourite {
  @Text() id: string;
  @Int() count: number;
}

class CustomerSpend {
  @Currency() currency: string;
  @Cents() netCents: number;
}

/** PR-02: the portrait of a customer. */
export class CustomerProfileAnswer {
  @Nested(() => CustomerRow) customer: CustomerRow;
  @Int() visits: number;
  @Many(() => CustomerSpend) spend: CustomerSpend[];
  /** Business days. */
  @Optional() @DateText() firstVisitOn?: string;
  @Optional() @DateText() lastVisitOn?: string;
  @Optional() @Nested(() => CustomerFavourite) favouriteService?: CustomerFavourite;
  /** Absent when they have been in a store that the caller does not see: who works there is that store's. */
  @Optional() @Nested(() => CustomerFavourite) favouriteStaff?: CustomerFavourite;
  @Optional() @Nested(() => CustomerFavourite) favouriteHour?: CustomerFavourite;
  @Texts() stores: string[];
  /** Appointments in the caller's stores that begin later than now, soonest first. */
  @IsArray() @IsObject({ each: true }) upcoming: object[];
  @Int() cancellations: number;
  @Int() noShows: number;
  /** The newest visits with services, performers and materials; voided ones are left out. */
  @Many(() => CustomerVisitAnswer) recent: CustomerVisitAnswer[];
}
