import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const DELIVERY_TOPIC = 'chignon.customers.delivery';

/** A requested message went out. Key: the customer, as for all of this topic. */
@Published(DELIVERY_TOPIC, 1)
export class MessageDelivered {
  @IsString() messageId: string;
  @IsString() customerId: string;
  /** The way that it went; `outbox`: it is kept readable, because no provider of its way is configured. */
  @IsIn(['email', 'outbox', 'sms', 'push']) channel: 'email' | 'outbox' | 'sms' | 'push';
  @Matches(INSTANT) deliveredAt: string;
}

/** A requested message was not sent, and why. `provider-rejected` with a code of 4xx: the provider said a temporary "no" for three days. */
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
