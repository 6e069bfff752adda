import { IsIn, IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY } from '../parts.js';

export const DEPOSIT_TOPIC = 'chignon.booking.deposit';

class DepositDetails {
  @IsString() appointmentId: string;
  /** Where it was asked for: its liability stays with this store when the appointment moves. */
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @IsInt() @Min(1) cents: number;
  @Matches(CURRENCY) currency: string;
}

/** Money came for a deposit: from now on the chain owes it. Paid = held + applied + forfeited + returned, at every instant. Key: the customer (the appointment when anonymous), as for all of this topic. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositPaid extends DepositDetails {
  @IsString() paymentId: string;
  @IsIn(['online', 'cash', 'terminal']) method: 'online' | 'cash' | 'terminal';
}

/** It paid a part of the visit's bill: the bill's tender of kind `deposit`. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositApplied extends DepositDetails {
  @IsString() visitId: string;
}

/** The chain keeps it, as the fee of a late cancellation or a no-show. No sale and no visit. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositForfeited extends DepositDetails {
  /** What stands against the booking; the deposit may cover a part of it. */
  @IsInt() @Min(0) feeCents: number;
  @IsIn(['late-cancel', 'no-show']) because: 'late-cancel' | 'no-show';
}

/** It is owed to the customer again: the visit was voided or refunded, or the fee waived. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositRestored extends DepositDetails {
  @IsIn(['applied', 'forfeited']) from: 'applied' | 'forfeited';
}

/** The customer has it back. */
@Published(DEPOSIT_TOPIC, 1)
export class DepositReturned extends DepositDetails {
  @IsString() returnId: string;
  @IsString() paymentId: string;
}

/** What is published to this topic: named by its consumers. */
export const depositEvents = topicEvents(DEPOSIT_TOPIC, {
  DepositPaid,
  DepositApplied,
  DepositForfeited,
  DepositRestored,
  DepositReturned,
});
