import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const DELIVERY_TOPIC = 'chignon.customers.delivery';

/** A requested message went out. Key: the customer, as for all of this topic. */
@Published(DELIVERY_TOPIC, 1)
export class MessageDelivered {
  @IsString() messageId: string;
  @IsString() customerId: string;
  @IsIn(['email', 'outbox']) channel: 'email' | 'outbox';
  @Matches(INSTANT) deliveredAt: string;
}

/** A requested message was not sent, and why. `provider-rejected` with a code of 4xx: the mail server said a temporary "no" for three days. */
@Published(DELIVERY_TOPIC, 1)
export class MessageRefused {
  @IsString() messageId: string;
  @IsString() customerId: string;
  @IsIn(['no-consent', 'no-address', 'unknown-customer', 'stale', 'provider-rejected'])
  reason: string;
  @Matches(INSTANT) refusedAt: string;
  @IsOptional() @IsString() providerCode?: string;
}

/** What is published to this topic: named by its consumers. */
export const deliveryEvents = topicEvents(DELIVERY_TOPIC, { MessageDelivered, MessageRefused });
