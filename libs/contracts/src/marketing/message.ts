import { IsIn, IsObject, IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const MESSAGE_TOPIC = 'chignon.marketing.message';

/** Please send this message: whom, what and when, by ids and facts. Address, consent and wording are the business of customers. Key: the customer. */
@Published(MESSAGE_TOPIC, 1)
export class MessageRequested {
  /** Derived from (customer, campaign, occurrence): a second request is the same message. */
  @IsString() messageId: string;
  @IsString() customerId: string;
  @IsString() campaign: string;
  /** What makes this sending unique within the campaign. */
  @IsString() occurrence: string;
  @IsIn(['marketing', 'service']) purpose: 'marketing' | 'service';
  @IsString() template: string;
  /** Facts for the wording, no personal data. */
  @IsObject() facts: Record<string, string | number>;
  @IsString() storeId: string;
  /** Not to be sent after this instant. */
  @Matches(INSTANT) validUntil: string;
}

/** What is published to this topic: named by its consumers. */
export const messageEvents = topicEvents(MESSAGE_TOPIC, { MessageRequested });
