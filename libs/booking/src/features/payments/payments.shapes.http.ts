import { ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { BookingDepositAnswer } from '../../desk/deposits/deposit.shapes.http.js';
import { DepositListQuery } from '../../salon/routes/deposit-rules.shapes.http.js';

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
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DepositPaymentAnswer)
  payments: DepositPaymentAnswer[];
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => DepositReturnAnswer)
  returns: DepositReturnAnswer[];
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
  @IsOptional() @IsIn(['due', 'met', 'returning', 'closed']) status?:
    'due' | 'met' | 'returning' | 'closed';
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
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => LiabilityOfCurrency)
  held: LiabilityOfCurrency[];
}

export class WebhookAnswer {
  /** False: nothing that matters here. */
  @IsBoolean() heard: boolean;
}
