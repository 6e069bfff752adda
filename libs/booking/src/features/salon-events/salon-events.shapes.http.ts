import { CODE, DATE, ID, STORE_ID } from '@chignon/service-kit';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { CHANNELS } from '../../salon/channels/channel.js';
import { SALON_EVENT_KINDS, type SalonEventKind } from './salon-event.js';

/** What may be changed: the store stays. */
export class SalonEventChangeBody {
  /** The chain's own code, for campaigns and figures. */
  @IsString() @MaxLength(64) @Matches(CODE) code: string;
  /** What it is called. Events carry what stands for it. */
  @IsString() @MinLength(1) @MaxLength(100) title: string;
  @IsIn(SALON_EVENT_KINDS) kind: SalonEventKind;
  /** ISO 8601: an instant, with an offset, or the store's local time. */
  @IsString() @MinLength(16) @MaxLength(40) startsAt: string;
  @IsString() @MinLength(16) @MaxLength(40) endsAt: string;
  @IsInt() @Min(1) @Max(1000) seats: number;
  /** For one seat; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) priceCents?: number;
  /** When registration opens; default: when it is planned. */
  @IsOptional() @IsString() @MinLength(16) @MaxLength(40) opensAt?: string;
  /** When registration closes; default: when the event starts. */
  @IsOptional() @IsString() @MinLength(16) @MaxLength(40) closesAt?: string;
  /** Whether one may wait for a seat; default false. */
  @IsOptional() @IsBoolean() waitingList?: boolean;
  /** For whom it is meant; told, not enforced here. Default: everybody. */
  @IsOptional() @IsBoolean() membersOnly?: boolean;
  /** Tiers that the chain's terms of tiers know. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(CODE, { each: true })
  tiers?: string[];
}

export class SalonEventBody extends SalonEventChangeBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
}

export class SalonEventListQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** First business date; default: today. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) from?: string;
  /** Last business date; default: no end. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) to?: string;
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class SalonEventPageQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class SalonEventReasonBody {
  /** A code such as `speaker-ill`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

export class SalonEventRegistrationBody {
  @IsString() @MaxLength(64) @Matches(ID) customerId: string;
  /** Seats, the customer's own included; default 1. */
  @IsOptional() @IsInt() @Min(1) @Max(20) partySize?: number;
  @IsOptional() @IsIn(CHANNELS) channel?: (typeof CHANNELS)[number];
}

export class SalonEventRegistrationCancelBody {
  @IsIn(['customer', 'store']) by: 'customer' | 'store';
  /** A code, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

export class SalonEventAttendanceBody {
  @IsBoolean() attended: boolean;
}

export class ListedSalonEventAnswer {
  @IsString() eventId: string;
  @IsString() storeId: string;
  @IsString() businessDate: string;
  @IsString() code: string;
  @IsString() title: string;
  @IsString() kind: string;
  /** `planned`, `cancelled`, `over`. */
  @IsString() status: string;
  @IsString() startsAt: string;
  @IsString() endsAt: string;
  @IsString() opensAt: string;
  @IsString() closesAt: string;
  @IsInt() seats: number;
  @IsInt() taken: number;
  /** Seats that are waited for. */
  @IsInt() awaited: number;
  @IsInt() priceCents: number;
  @IsString() currency: string;
  @IsBoolean() membersOnly: boolean;
  @IsArray() @IsString({ each: true }) tiers: string[];
}

export class SalonEventAnswer extends ListedSalonEventAnswer {
  @IsBoolean() waitingList: boolean;
  @IsInt() revision: number;
}

class SalonEventRegistrationFacts {
  @IsString() registrationId: string;
  @IsString() eventId: string;
  @IsString() customerId: string;
  @IsInt() partySize: number;
  @IsString() channel: string;
  /** `registered`, `waiting`, `cancelled`, `attended`, `absent`. */
  @IsString() status: string;
}

export class SalonEventRegistrationItem extends SalonEventRegistrationFacts {
  @IsString() registeredAt: string;
}

export class SalonEventRegistrationAnswer extends SalonEventRegistrationFacts {
  /** Of somebody who waits: 1 is next. */
  @IsOptional() @IsInt() waitingPlace?: number;
  /** Of the salon event. */
  @IsInt() revision: number;
}
