import { IsObject } from 'class-validator';
import { Id, Many, Nested, OneOf, Optional, RowsStandAlone, Text } from '@chignon/service-kit';
import { COUNTRY, CustomerExternalId, LINE } from '../identity/customers.shapes.http.js';

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
