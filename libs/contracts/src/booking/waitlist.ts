import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Min,
} from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const WAITLIST_TOPIC = 'chignon.booking.waitlist';

/** A customer waits for a slot at one or more stores. Key: the customer, as for all of this topic. */
@Published(WAITLIST_TOPIC, 1)
export class WaitlistJoined {
  @IsString() entryId: string;
  @IsString() customerId: string;
  /** Wherever a slot is free first. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) storeIds: string[];
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) serviceIds: string[];
  @Matches(INSTANT) joinedAt: string;
  /** From this instant on the customer no longer waits. */
  @Matches(INSTANT) until: string;
}

/** A slot that is free again is offered to a customer who waits. */
@Published(WAITLIST_TOPIC, 1)
export class WaitlistOffered {
  @IsString() entryId: string;
  @IsString() offerId: string;
  @IsString() customerId: string;
  @IsString() storeId: string;
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) serviceIds: string[];
  /** Who would perform them, in the same order. */
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) staffIds: string[];
  @IsInt() @Min(0) priceCents: number;
  /** It may be accepted until this instant, exclusive. */
  @Matches(INSTANT) replyBy: string;
  /** Others are offered it too, and the first to accept gets it; else it is held for this customer. */
  @IsBoolean() firstToAccept: boolean;
}

/** A customer no longer waits. */
@Published(WAITLIST_TOPIC, 1)
export class WaitlistEnded {
  @IsString() entryId: string;
  @IsString() customerId: string;
  @IsArray() @ArrayMinSize(1) @IsString({ each: true }) storeIds: string[];
  @IsIn(['fulfilled', 'withdrawn', 'expired']) how: 'fulfilled' | 'withdrawn' | 'expired';
  /** What was booked, when it was fulfilled. */
  @IsOptional() @IsString() appointmentId?: string;
}

/** What is published to this topic: named by its consumers. */
export const waitlistEvents = topicEvents(WAITLIST_TOPIC, {
  WaitlistJoined,
  WaitlistOffered,
  WaitlistEnded,
});
