import {
  After,
  DateText,
  Id,
  Instant,
  Limit,
  Many,
  OneOf,
  Optional,
  StoreId,
  Text,
} from '@chignon/service-kit';
import { AppointmentLineAnswer } from '../booking/agenda.shapes.http.js';
import { LISTED_STATUSES, type ListedStatus } from './appointments.flow.js';

/** Which appointments are listed. */
export class AppointmentListQuery {
  /** Of this store; needed unless `customerId` is given. */
  @Optional() @StoreId() storeId?: string;
  /** Of this customer, in all stores that the caller sees. */
  @Optional() @Id() customerId?: string;
  /** Those in which this person leads a service or assists. */
  @Optional() @Id() staffId?: string;
  /** Those of this status alone: `pending` waits for the store's approval. Left out: all, ended ones too. */
  @Optional() @OneOf(LISTED_STATUSES) status?: ListedStatus;
  /** First business date. Left out: with a store its today, with a customer alone the first ever. */
  @Optional() @DateText() from?: string;
  /** Last business date, itself included; left out: no end. */
  @Optional() @DateText() to?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** An appointment in a list. */
export class ListedAppointmentAnswer {
  @Text() appointmentId: string;
  @Text() storeId: string;
  /** Time zone of the store, by which its people read the instants. */
  @Text() zone: string;
  @DateText() businessDate: string;
  /** The customer; absent: none was named yet. */
  @Optional() @Text() customerId?: string;
  /** The way by which it was booked: `front-desk`, `phone`, `app`, `web` or `mini-program`; `import`: it came from another system. */
  @Text() channel: string;
  /** `pending` (waits for the store's approval), `declined`, `booked`, `checked-in`, `cancelled`, `missed`; once its visit has ended `completed`, `abandoned` or `voided`. */
  @Text() status: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** The services as booked: who performs each, when, and at which price. */
  @Many(() => AppointmentLineAnswer) lines: AppointmentLineAnswer[];
  /** The visit that keeps it; absent until the customer is checked in. */
  @Optional() @Text() visitId?: string;
}
