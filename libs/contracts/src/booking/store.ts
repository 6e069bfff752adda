import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY } from '../parts.js';

export const STORE_TOPIC = 'chignon.booking.store';

/** A store opened or its master data changed. Key: the store. */
@Published(STORE_TOPIC, 1)
export class StoreDescribed {
  @IsString() storeId: string;
  @IsString() regionId: string;
  @IsString() name: string;
  /** IANA zone. */
  @IsString() zone: string;
  @Matches(CURRENCY) currency: string;
  /** Local time `HH:MM` at which a business day begins (`00:00`, or later for stores open past midnight). */
  @IsString() dayStartsAt: string;
  /** Language of what customers of the store are sent, unless they ask for another one. Absent: the store has not said. */
  @IsOptional() @IsIn(['zh-CN', 'en']) language?: 'zh-CN' | 'en';
}

/** What is published to this topic: named by its consumers. */
export const storeEvents = topicEvents(STORE_TOPIC, { StoreDescribed });
