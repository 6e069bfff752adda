import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { Published } from './contract.js';
import { INSTANT } from './parts.js';

export const CUSTOMER_TOPIC = 'chignon.customers.customer';
export const DELIVERY_TOPIC = 'chignon.customers.delivery';

/** A customer has a record. Ids only; who it is stays in customers. Key: the customer. */
@Published(CUSTOMER_TOPIC, 1)
export class CustomerRegistered {
  @IsString() customerId: string;
  /** The store that owns the relation. */
  @IsString() homeStoreId: string;
  @Matches(INSTANT) registeredAt: string;
  /** `front-desk`, `phone`, `app`, `web`, `mini-program`, `import`, `campaign`, `referral`, `partner`, `demo`; `other`: what the source calls itself stands in the record alone. */
  @IsString() source: string;
}

/** Another store owns the relation with a customer from now on. Key: the customer. */
@Published(CUSTOMER_TOPIC, 1)
export class CustomerMoved {
  @IsString() customerId: string;
  /** The store that owns the relation now. */
  @IsString() homeStoreId: string;
  @IsString() previousHomeStoreId: string;
  @Matches(INSTANT) movedAt: string;
}

/** Somebody who may see a customer let another store see them too, before they have ever been there. Key: the customer. */
@Published(CUSTOMER_TOPIC, 1)
export class CustomerShared {
  @IsString() customerId: string;
  /** The store that may see them from now on. */
  @IsString() storeId: string;
  @Matches(INSTANT) sharedAt: string;
}

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
