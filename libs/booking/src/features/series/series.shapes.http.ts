import {
  Id,
  Optional,
  Ids,
  StoreId,
  StoreDateTime,
  Int,
  OneOf,
  Many,
  Flag,
  Text,
  Instant,
  Texts,
} from '@chignon/service-kit';
import { AppointmentAnswer } from '../../desk/booking/agenda.shapes.http.js';
import { type Channel, CHANNELS } from '../../salon/channels/channel.js';

class SeriesServiceBody {
  @Id() serviceId: string;
  /** Who performs it; left out: anybody who may. */
  @Optional() @Id() staffId?: string;
  /** Who assists; left out: whoever is free and able. */
  @Optional() @Ids({ max: 3 }) assistantIds?: string[];
  /** Runs at the same time as the service before it, or begins while that lasts (R-BK-13); left out: after it. */
  @Optional() @Flag() parallel?: boolean;
}

/** What repeats, how often, and from when on. */
export class SeriesBody {
  @StoreId() storeId: string;
  /** The first start: ISO 8601, an instant, with an offset, or the store's local time. The others keep its wall clock. */
  @StoreDateTime() startsAt: string;
  /** How many units lie between two appointments: 2 with `week` is every other week. */
  @Int({ min: 1, max: 366 }) every: number;
  /** Of `every`; months count from the first date, so that the 31st is the last day of a short month. */
  @OneOf(['day', 'week', 'month']) unit: 'day' | 'week' | 'month';
  /** How many appointments there are in all, the first one included. */
  @Int({ min: 2, max: 60 }) count: number;
  /** The services of each appointment, in this order. */
  @Many(() => SeriesServiceBody, { min: 1, max: 10 }) services: SeriesServiceBody[];
  @Optional() @Id() customerId?: string;
  /** The services may follow each other in any order that the catalogue allows, at most 5 of them; default false. */
  @Optional() @Flag() anyOrder?: boolean;
  /** All services of an appointment by one staff member, any of those who may perform all of them; left out: each by whoever is free. */
  @Optional() @Flag() sameStaff?: boolean;
  @Optional() @OneOf(CHANNELS) channel?: Channel;
  /** When an occurrence is not free: book nothing (`refuse`, the default) or the others (`skip`). */
  @Optional() @OneOf(['refuse', 'skip']) onConflict?: 'refuse' | 'skip';
}

/** One appointment of a series, or why it cannot be. */
export class OccurrenceAnswer {
  /** Local date and time of the store. */
  @Text() local: string;
  /** Absent when the clocks skip that time on that date. */
  @Optional() @Instant() startsAt?: string;
  /** Whether it could be booked now. */
  @Flag() free: boolean;
  /** Refusal code of why it is not free; absent where it is. */
  @Optional() @Text() code?: string;
  /** The nearest free starts of that day; absent where it is free, or where none was looked for. */
  @Optional() @Texts() nearest?: string[];
}

/** What a series would be, before it is booked. */
export class SeriesPreviewAnswer {
  /** Every occurrence, in order. */
  @Many(() => OccurrenceAnswer) occurrences: OccurrenceAnswer[];
  /** How many of them are not free. */
  @Int() conflicts: number;
}

class SkippedAnswer {
  /** Local date and time of the store. */
  @Text() local: string;
  /** Refusal code of why it was not booked. */
  @Text() code: string;
}

/** A series as it was booked. */
export class SeriesAnswer {
  @Text() seriesId: string;
  @Text() storeId: string;
  /** In the order of their dates; a slot that was lost before it could be confirmed has the status `expired`. */
  @Many(() => AppointmentAnswer) appointments: AppointmentAnswer[];
  /** Occurrences that were not free and were left out, as `onConflict: skip` asked for. */
  @Many(() => SkippedAnswer) skipped: SkippedAnswer[];
}

/** An occurrence with the plan that its agenda would decide; the clocks may skip it. */
