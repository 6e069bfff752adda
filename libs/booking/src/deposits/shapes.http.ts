import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

/** As in the other bodies; said here too, since those show the answers of this file. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export class DepositRuleBody {
  /** `fixed` needs `amountCents`, `percent` needs `percent`; `full` is the whole price, `none` turns the rule off. */
  @IsIn(['none', 'fixed', 'percent', 'full']) kind: 'none' | 'fixed' | 'percent' | 'full';
  /** Never above the price of the lines that count. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000_000) amountCents?: number;
  /** Of the amount: the rule counts only in stores of this currency. Left out: the amount is in whichever currency a store counts. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
  /** Of the lines that count, rounded down. */
  @IsOptional() @IsInt() @Min(1) @Max(100) percent?: number;
  /** Left out or empty, as for the other lists: any. */
  @IsOptional() @IsArray() @ArrayMaxSize(500) @IsString({ each: true }) @MaxLength(32, { each: true }) @Matches(ID, { each: true }) storeIds?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(20) @IsString({ each: true }) @MaxLength(64, { each: true }) @Matches(ID, { each: true }) channels?: string[];
  /** Only lines of these services or groups count. */
  @IsOptional() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) @MaxLength(64, { each: true }) @Matches(ID, { each: true }) serviceIds?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(50) @IsString({ each: true }) @MaxLength(64, { each: true }) @Matches(ID, { each: true }) serviceGroups?: string[];
  /** Only from whom no kept visit is known. Default false. */
  @IsOptional() @IsBoolean() newCustomers?: boolean;
  /** Only from customers with at least so many no-shows within a year. Default 0: from all. */
  @IsOptional() @IsInt() @Min(0) @Max(100) minNoShows?: number;
  /** Not from customers with so many kept visits. */
  @IsOptional() @IsInt() @Min(1) @Max(500) exemptAfterVisits?: number;
  /** How long a booking waits for its deposit, at most until its start. Default 30. */
  @IsOptional() @IsInt() @Min(1) @Max(43_200) payWithinMinutes?: number;
}

export class DepositRuleAnswer extends DepositRuleBody {
  @IsString() ruleId: string;
  /** Bookings keep the version that they were made under. */
  @IsInt() version: number;
  /** Of the newest version; absent for older ones. */
  @IsOptional() @IsInt() revision?: number;
}

export class DepositListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class TrustedCustomerBody {
  @IsBoolean() trusted: boolean;
  /** A code such as `regular`, never free text. */
  @IsString() @MaxLength(64) @Matches(ID) reason: string;
}

export class TrustedCustomerAnswer extends TrustedCustomerBody {
  @IsString() customerId: string;
  @IsInt() revision: number;
}

/** What a hold or an appointment asks for. */
export class BookingDepositAnswer {
  @IsInt() cents: number;
  @IsString() currency: string;
  /** `due`, `met` (paid and held until the visit), `returning`, `lapsed`, `waived`, `applied`, `forfeited`, `returned`, `closed`. */
  @IsString() status: string;
  /** Exclusive. Of a hold: until it runs out, or, once it is confirmed, the rule's own time. */
  @IsString() payUntil: string;
  @IsString() ruleId: string;
  @IsInt() version: number;
}

class DepositPaymentAnswer {
  @IsString() paymentId: string;
  /** `started`, `failed`, `paid`. */
  @IsString() status: string;
  /** `online`, `cash`, `terminal`. */
  @IsString() method: string;
  @IsInt() cents: number;
  /** The provider's own id, or the terminal's. */
  @IsOptional() @IsString() reference?: string;
}

class DepositReturnAnswer {
  @IsString() returnId: string;
  @IsString() paymentId: string;
  /** `asked`, `failed` (to be done by hand), `done`. */
  @IsString() status: string;
  @IsString() method: string;
  @IsInt() cents: number;
  /** Why it goes back: a code. */
  @IsString() reason: string;
  /** Why the provider did not: a code. */
  @IsOptional() @IsString() code?: string;
}

/** Always: paid = held + applied + forfeited + returned. */
export class DepositAnswer extends BookingDepositAnswer {
  @IsString() appointmentId: string;
  @IsString() storeId: string;
  @IsOptional() @IsString() customerId?: string;
  @IsInt() paidCents: number;
  /** Owed to the customer: neither applied, forfeited nor returned. */
  @IsInt() heldCents: number;
  @IsInt() appliedCents: number;
  @IsInt() forfeitedCents: number;
  @IsInt() returnedCents: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => DepositPaymentAnswer) payments: DepositPaymentAnswer[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => DepositReturnAnswer) returns: DepositReturnAnswer[];
  @IsInt() revision: number;
}

/** A payment to be made now, with the provider's own program. */
export class OpenPaymentAnswer extends DepositAnswer {
  @IsString() paymentId: string;
  /** Whose. */
  @IsString() provider: string;
  @IsString() clientSecret: string;
}

export class TakenPaymentBody {
  @IsIn(['cash', 'terminal']) method: 'cash' | 'terminal';
  /** Number of the receipt, or of the terminal's slip. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(64) @Matches(ID) reference?: string;
}

export class DepositReasonBody {
  /** A code, never free text. */
  @IsString() @MaxLength(64) @Matches(ID) reason: string;
}

export class DepositReturnBody extends DepositReasonBody {
  /** Left out: all that is held. */
  @IsOptional() @IsInt() @Min(1) @Max(100_000_000) cents?: number;
}

export class DoneReturnBody {
  /** Number of the receipt or slip by which it was given back. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(64) @Matches(ID) reference?: string;
}

export class StoreDepositsQuery extends DepositListQuery {
  @IsString() @MaxLength(32) @Matches(ID) storeId: string;
  /** `due` (default): not paid yet; `met`: held until the visit; `returning`: on its way back. */
  @IsOptional() @IsIn(['due', 'met', 'returning', 'closed']) status?: 'due' | 'met' | 'returning' | 'closed';
}

export class ListedDepositAnswer {
  @IsString() appointmentId: string;
  @IsOptional() @IsString() customerId?: string;
  @IsString() status: string;
  @IsInt() cents: number;
  @IsString() currency: string;
  @IsInt() heldCents: number;
  @IsInt() returningCents: number;
  @IsString() payUntil: string;
  @IsString() startsAt: string;
}

export class LiabilityQuery {
  @IsString() @MaxLength(32) @Matches(ID) storeId: string;
  /** ISO 8601 instant; left out: now. */
  @IsOptional() @IsString() @MinLength(16) @MaxLength(40) at?: string;
}

class LiabilityOfCurrency {
  @IsString() currency: string;
  @IsInt() cents: number;
}

export class LiabilityAnswer {
  @IsString() storeId: string;
  @IsString() at: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => LiabilityOfCurrency) held: LiabilityOfCurrency[];
}

export class WebhookAnswer {
  /** False: nothing that matters here. */
  @IsBoolean() heard: boolean;
}
