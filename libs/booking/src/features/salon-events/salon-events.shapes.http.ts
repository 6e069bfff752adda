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
  /** What sort of event it is: `lecture`, `competition`, `evening`, `workshop`, `other`. */
  @OneOf(SALON_EVENT_KINDS) kind: SalonEventKind;
  /** ISO 8601: an instant, with an offset, or the store's local time. */
  @StoreDateTime() startsAt: string;
  @StoreDateTime() endsAt: string;
  /** How many may come in all; not below the seats taken already. */
  @Int({ min: 1, max: 1000 }) seats: number;
  /** Price of one seat, in minor units of the store's currency; default 0. */
  @Optional() @Cents({ min: 0, max: 100_000_000 }) priceCents?: number;
  /** When registration opens; default: when it is planned. */
  @Optional() @StoreDateTime() opensAt?: string;
  /** When registration closes; default: when the event starts. */
  @Optional() @StoreDateTime() closesAt?: string;
  /** Whether one may wait for a seat; default false. */
  @Optional() @Flag() waitingList?: boolean;
  /** Only customers who hold a tier of the chain may register; default: everybody. */
  @Optional() @Flag() membersOnly?: boolean;
  /** Only customers of these tiers may register, which the chain's terms of tiers know; left out: as `membersOnly` says. */
  @Optional() @Texts({ max: 10, of: { max: 32, matches: CODE } }) tiers?: string[];
}

/** A salon event that is new. */
export class SalonEventBody extends SalonEventChangeBody {
  @StoreId() storeId: string;
}

/** Which salon events are listed. */
export class SalonEventListQuery {
  @StoreId() storeId: string;
  /** First business date; default: today. */
  @Optional() @DateText() from?: string;
  /** Last business date; default: no end. */
  @Optional() @DateText() to?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** Which page of a list. */
export class SalonEventPageQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** Why a salon event will not take place. */
export class SalonEventReasonBody {
  /** A code such as `speaker-ill`, never free text. */
  @Code() reason: string;
}

/** A customer and their party, who register for a salon event. */
export class SalonEventRegistrationBody {
  @Id() customerId: string;
  /** Seats, the customer's own included; default 1. */
  @Optional() @Int({ min: 1, max: 20 }) partySize?: number;
  @Optional() @OneOf(CHANNELS) channel?: (typeof CHANNELS)[number];
}

/** Why a registration is cancelled. */
export class SalonEventRegistrationCancelBody {
  /** Whose wish it is; it makes no difference to the seats. */
  @OneOf(['customer', 'store']) by: 'customer' | 'store';
  /** A code of the chain's till rules for this, never free text. */
  @Code() reason: string;
}

/** Whether a party came. */
export class SalonEventAttendanceBody {
  /** Whether the party came. */
  @Flag() attended: boolean;
}

/** A salon event with what is taken and free of its seats. */
export class ListedSalonEventAnswer {
  @Text() eventId: string;
  @Text() storeId: string;
  @DateText() businessDate: string;
  /** The chain's own code, for campaigns and figures. */
  @Text() code: string;
  /** What it is called, for customers. */
  @Text() title: string;
  /** What kind of evening it is: `lecture`, `competition`, `evening` (a party or reception), `workshop` or `other`. */
  @Text() kind: string;
  /** `planned`, `cancelled` (called off) or `over`. */
  @Text() status: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** When registration opens. */
  @Instant() opensAt: string;
  /** When registration closes, exclusive. */
  @Instant() closesAt: string;
  /** How many may come in all. */
  @Int() seats: number;
  /** Seats that are registered. */
  @Int() taken: number;
  /** Seats that customers on the waiting list wait for. */
  @Int() awaited: number;
  /** For one seat, in minor units of the currency; 0: free. */
  @Cents() priceCents: number;
  @Currency() currency: string;
  /** Only customers who hold a tier of the chain may register. */
  @Flag() membersOnly: boolean;
  /** Only customers of these tiers may register; empty: as `membersOnly` says. */
  @Texts() tiers: string[];
}

/** A salon event as it is kept. */
export class SalonEventAnswer extends ListedSalonEventAnswer {
  /** Whether one may wait for a seat when all are taken. */
  @Flag() waitingList: boolean;
  @Revision() revision: number;
}

class SalonEventRegistrationDetails {
  @Text() registrationId: string;
  @Text() eventId: string;
  @Text() customerId: string;
  /** Seats, the customer's own included. */
  @Int() partySize: number;
  @Text() channel: string;
  /** `registered`: has seats; `waiting`: for seats that others give back; `cancelled`; `attended`: came; `absent`: had seats and did not come. */
  @Text() status: string;
}

/** A registration in the list of its salon event. */
export class SalonEventRegistrationItem extends SalonEventRegistrationDetails {
  /** When they registered: who waits moves up in this order. */
  @Instant() registeredAt: string;
}

/** A registration for a salon event. */
export class SalonEventRegistrationAnswer extends SalonEventRegistrationDetails {
  /** Place on the waiting list, 1 is next; absent: does not wait. */
  @Optional() @Int() waitingPlace?: number;
  /** Revision of the salon event, which grows with every change of it, for `If-Match`. */
  @Revision() revision: number;
}

/** Whose registrations are listed. */
export class CustomerRegistrationsQuery {
  /** The customer, at all stores that the caller sees. */
  @Id() customerId: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A registration of a customer, with the event that it is for. */
export class CustomerRegistrationAnswer extends SalonEventRegistrationItem {
  /** The store of the event. */
  @Text() storeId: string;
  /** Its name, as customers read it. */
  @Text() title: string;
  /** When the event begins. */
  @Instant() startsAt: string;
  /** When the event ends. */
  @Instant() endsAt: string;
}
