import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { ManyLines, RowsStandAlone, ID, DATE } from '@chignon/service-kit';
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
  @IsString() @MaxLength(64) @Matches(ID) system: string;
  @IsString() @MaxLength(64) @Matches(LINE) code: string;
}

class CustomerFieldsShape {
  @IsOptional() @IsString() @MinLength(1) @MaxLength(120) @Matches(LINE) name?: string;
  @IsOptional() @IsIn(GENDERS) gender?: Gender;
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) birthDate?: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(120) @Matches(LINE) occupation?: string;
  /** E.164, or national together with `country`. The first is the preferred one. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(CONTACTS_MAX)
  @IsString({ each: true })
  @MaxLength(40, { each: true })
  phones?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(CONTACTS_MAX)
  @IsString({ each: true })
  @MaxLength(254, { each: true })
  emails?: string[];
  @IsOptional() @IsIn(LANGUAGES) language?: Language;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => CustomerExternalId)
  externalIds?: CustomerExternalId[];
  /** Free text, in lines. */
  @IsOptional() @IsString() @MaxLength(4000) @ManyLines() notes?: string;
  /** ISO 3166 alpha-2, for phones without a country code. */
  @IsOptional() @IsString() @MaxLength(2) @Matches(COUNTRY) country?: string;
  /** Where the values come from: `front-desk` (default), `app`, `paper-form`. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) source?: string;
}

export class RegisterCustomerBody extends CustomerFieldsShape {
  /** The store that owns the relation. */
  @IsString() @MaxLength(64) @Matches(ID) homeStoreId: string;
}

export class ChangeCustomerBody extends CustomerFieldsShape {
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) homeStoreId?: string;
  /** Fields to take away. */
  @IsOptional() @IsArray() @ArrayMaxSize(10) @IsIn(REMOVABLE, { each: true }) remove?: Removable[];
}

export class ShareCustomerBody {
  /** The store that may see them from now on. */
  @IsString() @MaxLength(64) @Matches(ID) storeId: string;
}

export class FindCustomersQuery {
  /** Comma-separated customer ids, at most 200. */
  @IsOptional() @IsString() @MaxLength(13_000) ids?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsString() @MaxLength(2) @Matches(COUNTRY) country?: string;
  @IsOptional() @IsString() @MaxLength(254) email?: string;
  /** `system:code` */
  @IsOptional() @IsString() @MaxLength(129) @Matches(/^[^:]+:.+$/) externalId?: string;
}

export class CustomerVisitsQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

class ConsentAnswer {
  @IsIn(PURPOSES) purpose: Purpose;
  @IsIn(CHANNELS) channel: Channel;
  @IsBoolean() granted: boolean;
  /** Where the answer was given: `front-desk`, `app`, `paper-form`. */
  @IsString() @MaxLength(64) @Matches(ID) source: string;
  /** Version of the wording that was answered. */
  @IsString() @MaxLength(64) @Matches(ID) wordingVersion: string;
}

class ConsentInForce extends ConsentAnswer {
  /** ISO UTC */
  @IsString() at: string;
}

export class ConsentsBody {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ConsentAnswer)
  items: ConsentAnswer[];
}

class ImportCustomerRow {
  @ValidateNested() @Type(() => CustomerExternalId) externalId: CustomerExternalId;
  @IsOptional() @IsString() @MaxLength(120) name?: string;
  /** `female`, `male`, `other`; another value rejects the row. */
  @IsOptional() @IsString() @MaxLength(20) gender?: string;
  @IsOptional() @IsString() @MaxLength(40) phone?: string;
  @IsOptional() @IsString() @MaxLength(254) email?: string;
  @IsString() @MaxLength(64) @Matches(ID) homeStoreId: string;
  /** Per field `{source, at}`, where it differs from the source of the import. */
  @IsOptional() @IsObject() provenance?: { [field: string]: unknown };
}

export class ImportCustomersBody {
  @IsString() @MaxLength(64) @Matches(ID) storeId: string;
  /** Where the rows come from; stands as the provenance of each field. */
  @IsString() @MinLength(1) @MaxLength(200) @Matches(LINE) source: string;
  @IsOptional() @IsString() @MaxLength(2) @Matches(COUNTRY) country?: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ImportCustomerRow)
  @RowsStandAlone()
  items: ImportCustomerRow[];
}

class ImportCustomerResult {
  @ValidateNested() @Type(() => CustomerExternalId) externalId: CustomerExternalId;
  @IsOptional() @IsString() customerId?: string;
  @IsIn(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  @IsOptional() @IsString() code?: string;
  @IsOptional() @IsString() field?: string;
}

export class ImportCustomersAnswer {
  /** In the order of the rows. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => ImportCustomerResult)
  results: ImportCustomerResult[];
}

/** A customer as lists and other contexts' pages show them. */
export class CustomerRow {
  @IsString() id: string;
  /** The name, else the code of the system they came from. */
  @IsString() displayName: string;
  @IsString() homeStoreId: string;
  @IsIn(LANGUAGES) language: Language;
  @IsOptional() @IsIn(GENDERS) gender?: Gender;
  /** Masked unless the caller may reveal contacts. */
  @IsArray() @IsString({ each: true }) phones: string[];
  @IsArray() @IsString({ each: true }) emails: string[];
}

/** A customer's record: PR-01. */
export class CustomerAnswer extends CustomerRow {
  @IsOptional() @IsString() name?: string;
  @IsOptional() @IsString() birthDate?: string;
  @IsOptional() @IsString() occupation?: string;
  @IsOptional() @IsString() notes?: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CustomerExternalId)
  externalIds: CustomerExternalId[];
  /** `{source, at}` per field. */
  @IsObject() provenance: { [field: string]: { source: string; at: string } };
  /** The newest answer per purpose and channel. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => ConsentInForce) consents: ConsentInForce[];
  @IsString() registeredAt: string;
  @IsInt() revision: number;
}

export class CustomerVisitAnswer {
  @IsString() visitId: string;
  @IsString() storeId: string;
  @IsString() zone: string;
  /** The store's business day. */
  @IsString() businessDate: string;
  @IsIn(['counted', 'voided']) standing: 'counted' | 'voided';
  @IsOptional() @IsInt() localHour?: number;
  @IsOptional() @IsString() appointmentId?: string;
  @IsOptional() @IsString() completedAt?: string;
  @IsOptional() @IsString() settledAt?: string;
  @IsOptional() @IsString() voidedAt?: string;
  /** Services done with performers and materials used; without performers when it was in a store that the caller does not see. */
  @IsArray() @IsObject({ each: true }) services: object[];
  /** Lines of the bill; of a store that the caller does not see without amounts, as is the visit. */
  @IsArray() @IsObject({ each: true }) lines: object[];
  @IsOptional() @IsString() currency?: string;
  @IsOptional() @IsInt() netCents?: number;
}

class CustomerFavourite {
  @IsString() id: string;
  @IsInt() count: number;
}

class CustomerSpend {
  @IsString() currency: string;
  @IsInt() netCents: number;
}

/** PR-02: the portrait of a customer. */
export class CustomerProfileAnswer {
  @ValidateNested() @Type(() => CustomerRow) customer: CustomerRow;
  @IsInt() visits: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => CustomerSpend) spend: CustomerSpend[];
  /** Business days. */
  @IsOptional() @IsString() firstVisitOn?: string;
  @IsOptional() @IsString() lastVisitOn?: string;
  @IsOptional()
  @ValidateNested()
  @Type(() => CustomerFavourite)
  favouriteService?: CustomerFavourite;
  /** Absent when they have been in a store that the caller does not see: who works there is that store's. */
  @IsOptional() @ValidateNested() @Type(() => CustomerFavourite) favouriteStaff?: CustomerFavourite;
  @IsOptional() @ValidateNested() @Type(() => CustomerFavourite) favouriteHour?: CustomerFavourite;
  @IsArray() @IsString({ each: true }) stores: string[];
  /** Appointments in the caller's stores that begin later than now, soonest first. */
  @IsArray() @IsObject({ each: true }) upcoming: object[];
  @IsInt() cancellations: number;
  @IsInt() noShows: number;
  /** The newest visits with services, performers and materials; voided ones are left out. */
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => CustomerVisitAnswer)
  recent: CustomerVisitAnswer[];
}
