import { IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

export const CUSTOMER_TOPIC = 'chignon.customers.customer';

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

/**
 * Two records were found to be one person: facts of the absorbed one are the survivor's from now on, in every context. Nothing is deleted; the link may be
 * taken back (`CustomersUnlinked`). The survivor is linked with nobody above; the absorbed one may have absorbed others before, who come along. Key: the absorbed customer.
 */
@Published(CUSTOMER_TOPIC, 1)
export class CustomersLinked {
  /** The record that stays in front. */
  @IsString() survivorId: string;
  /** The record that is part of it from now on. */
  @IsString() absorbedId: string;
  @Matches(INSTANT) linkedAt: string;
}

/** A link was taken back: the absorbed record is a person by itself again, with what was theirs. Key: the absorbed customer. */
@Published(CUSTOMER_TOPIC, 1)
export class CustomersUnlinked {
  /** Whom they were linked with. */
  @IsString() survivorId: string;
  /** The record that stands by itself again. */
  @IsString() absorbedId: string;
  @Matches(INSTANT) unlinkedAt: string;
}

/** What is published to this topic: named by its consumers. */
export const customerEvents = topicEvents(CUSTOMER_TOPIC, {
  CustomerRegistered,
  CustomerMoved,
  CustomerShared,
  CustomersLinked,
  CustomersUnlinked,
});
