import { IsObject } from 'class-validator';
import { After, Limit, OneOf, Optional, Text } from '../http/fields.js';

/** Languages in which kinds of data are named. */
export const TITLE_LANGUAGES = ['en', 'zh-CN'] as const;

export class HoldingsQuery {
  /** Language of the titles. Default `en`. */
  @Optional() @OneOf(TITLE_LANGUAGES) language?: (typeof TITLE_LANGUAGES)[number];
  @Optional() @Limit() limit?: number;
  @After() after?: string;
}

/** One thing that a context holds of a customer. */
export class HeldAnswer {
  /** What it is one of: `booking.visits`. */
  @Text() holding: string;
  /** What people call it. */
  @Text() title: string;
  /** The record in which it stands. */
  @Text() customerId: string;
  /** The thing itself, with the names of fields that the context gives them. Money is minor units beside their currency, instants are ISO UTC. */
  @IsObject() data: object;
}
