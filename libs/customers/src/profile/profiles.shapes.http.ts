import { IsArray, IsObject } from 'class-validator';
import {
  After,
  Cents,
  Currency,
  DateText,
  Instant,
  Int,
  Limit,
  Many,
  Nested,
  OneOf,
  Optional,
  Text,
  Texts,
} from '@chignon/service-kit';
import { CustomerRow } from '../identity/customers.shapes.http.js';

export class CustomerVisitsQuery {
  @Limit() limit?: number;
  @After() after?: string;
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
