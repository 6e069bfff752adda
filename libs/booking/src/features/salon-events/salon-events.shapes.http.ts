import {
  CODE,
  Code,
  Text,
  OneOf,
  StoreDateTime,
  Int,
  Optional,
  Cents,
  Flag,
  Texts,
  StoreId,
  DateText,
  Limit,
  After,
  Id,
  Instant,
  Currency,
  Revision,
} from '@chignon/service-kit';
import { CHANNELS } from '../../salon/channels/channel.js';
import { SALON_EVENT_KINDS, type SalonEventKind } from './salon-event.js';

/** What may be changed: the store stays. */
export class SalonEventChangeBody {
  /** The chain's own code, for campaigns and figures. */
  @Code() code: string;
  /** What it is called. Events carry what stands for it. */
  @Text({ min: 1, max: 100 }) title: string;
  @OneOf(SALON_EVENT_KINDS) kind: SalonEventKind;
  /** ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  @StoreDateTime() endsAt: string;
  @Int({ min: 1, max: 1000 }) seats: number;
  /** For one seat; default 0. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) priceCents?: number;
  /** When registration opens; default: when it is planned. */
  @Optional() @StoreDateTime() opensAt?: string;
  /** When registration closes; default: when the event starts. */
  @Optional() @StoreDateTime() closesAt?: string;
  /** Whether one may wait for a seat; default false. */
  @Optional() @Flag() waitingList?: boolean;
  /** For whom it is meant; told, not enforced here. Default: everybody. */
  @Optional() @Flag() membersOnly?: boolean;
  /** Tiers that the chain's terms of tiers know. */
  @Optional() @Texts({ max: 10, of: { max: 32, matches: CODE } }) tiers?: string[];
}

export class SalonEventBody extends SalonEventChangeBody {
  @StoreId() storeId: string;
}

export class SalonEventListQuery {
  @StoreId() storeId: string;
  /** First business date; default: today. */
  @Optional() @DateText() from?: string;
  /** Last business date; default: no end. */
  @Optional() @DateText() to?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

export class SalonEventPageQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

export class SalonEventReasonBody {
  /** A code such as `speaker-ill`, never free text. */
  @Code() reason: string;
}

export class SalonEventRegistrationBody {
  @Id() customerId: string;
  /** Seats, the customer's own included; default 1. */
  @Optional() @Int({ min: 1, max: 20 }) partySize?: number;
  @Optional() @OneOf(CHANNELS) channel?: (typeof CHANNELS)[number];
}

export class SalonEventRegistrationCancelBody {
  @OneOf(['customer', 'store']) by: 'customer' | 'store';
  /** A code, never free text. */
  @Code() reason: string;
}

export class SalonEventAttendanceBody {
  @Flag() attended: boolean;
}

export class ListedSalonEventAnswer {
  @Text() eventId: string;
  @Text() storeId: string;
  @DateText() businessDate: string;
  @Text() code: string;
  @Text() title: string;
  @Text() kind: string;
  /** `planned`, `cancelled`, `over`. */
  @Text() status: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  @Instant() opensAt: string;
  @Instant() closesAt: string;
  @Int() seats: number;
  @Int() taken: number;
  /** Seats that are waited for. */
  @Int() awaited: number;
  @Cents() priceCents: number;
  @Currency() currency: string;
  @Flag() membersOnly: boolean;
  @Texts() tiers: string[];
}

export class SalonEventAnswer extends ListedSalonEventAnswer {
  @Flag() waitingList: boolean;
  @Revision() revision: number;
}

class SalonEventRegistrationDetails {
  @Text() registrationId: string;
  @Text() eventId: string;
  @Text() customerId: string;
  @Int() partySize: number;
  @Text() channel: string;
  /** `registered`, `waiting`, `cancelled`, `attended`, `absent`. */
  @Text() status: string;
}

export class SalonEventRegistrationItem extends SalonEventRegistrationDetails {
  @Instant() registeredAt: string;
}

export class SalonEventRegistrationAnswer extends SalonEventRegistrationDetails {
  /** Of somebody who waits: 1 is next. */
  @Optional() @Int() waitingPlace?: number;
  /** Of the salon event. */
  @Revision() revision: number;
}
