import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY } from '../parts.js';

export const SERVICE_TOPIC = 'chignon.booking.service';

/** What a service costs in one more currency. */
export class DescribedPrice {
  @Matches(CURRENCY) currency: string;
  @IsInt() @Min(0) priceCents: number;
}

/** What a service costs with staff of one level. */
export class DescribedLevelPrice {
  @IsString() level: string;
  @IsInt() @Min(0) priceCents: number;
}

/** A version of a service of the catalogue. Bookings and visits keep the version that they were made with. Key: the service. */
@Published(SERVICE_TOPIC, 1)
export class ServiceDescribed {
  @IsString() serviceId: string;
  /** 1 for the first, one more with each change; said again, it is the same. */
  @IsInt() @Min(1) catalogueVersion: number;
  /** What the chain calls it. */
  @IsString() name: string;
  /** `hair`, `nail`, `skin`, … */
  @IsString() category: string;
  /** Services of one group share the customer's rhythm: `cut`, `colour`. */
  @IsString() serviceGroup: string;
  /** From the first phase to the last, buffers included, before what differs by level, store or customer. */
  @IsInt() @Min(0) plannedMinutes: number;
  /** 0: the price is said at the till. With or without tax as the prices of the stores are; before price rules of the day. */
  @IsInt() @Min(0) priceCents: number;
  /** Of `priceCents` and the prices of levels. Absent: of whichever store sells it. */
  @IsOptional() @Matches(CURRENCY) currency?: string;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DescribedPrice)
  prices: DescribedPrice[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DescribedLevelPrice)
  levelPrices: DescribedLevelPrice[];
  /** False: it is offered no more; what was booked stands. */
  @IsBoolean() active: boolean;
}

/** What is published to this topic: named in `hears` by its consumers. */
export const serviceEvents = topicEvents(SERVICE_TOPIC, { ServiceDescribed });
