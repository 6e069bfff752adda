import { CODE } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
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
  ValidateNested,
} from 'class-validator';

class FeeRateBody {
  @IsIn(['flat', 'percent']) kind: 'flat' | 'percent';
  /** With `flat`. */
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) amountCents?: number;
  /** With `percent`. */
  @IsOptional() @IsInt() @Min(0) @Max(100) percent?: number;
}

class FeeWindowBody extends FeeRateBody {
  /** Begins exactly so many hours before the start and holds until a nearer window begins. 0: from the start on. */
  @IsInt() @Min(0) @Max(8760) hoursBefore: number;
}

class RedeemedBody {
  /** By the customer, outside all windows. */
  @IsOptional() @IsBoolean() cancel?: boolean;
  /** By the customer, within a window. */
  @IsOptional() @IsBoolean() lateCancel?: boolean;
  @IsOptional() @IsBoolean() noShow?: boolean;
}

export class PolicyBody {
  /** Of a cancellation by the customer. Outside all windows it is free; nearer to the start it is never cheaper. */
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => FeeWindowBody)
  windows: FeeWindowBody[];
  /** A move by the customer is late from so many hours before the start on; default: the widest window, at most that. */
  @IsOptional() @IsInt() @Min(0) @Max(8760) lateMoveHours?: number;
  /** Late moves that cost nothing; the next one costs what cancelling would. Default 2. */
  @IsOptional() @IsInt() @Min(0) @Max(24) freeLateMoves?: number;
  /** Left out: not coming is free. */
  @IsOptional() @ValidateNested() @Type(() => FeeRateBody) noShow?: FeeRateBody;
  /** Default 15. */
  @IsOptional() @IsInt() @Min(0) @Max(240) graceMinutes?: number;
  /** Appointments are marked as missed by themselves once the grace is over; default false. */
  @IsOptional() @IsBoolean() autoNoShow?: boolean;
  /** Most that the fees of one booking come to. */
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) capCents?: number;
  /** Of the amounts: only stores of this currency offer the policy. Left out: amounts are in whichever currency a store counts. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
  /** A fee may be charged until so many days after the start; default 14. */
  @IsOptional() @IsInt() @Min(1) @Max(365) chargeWindowDays?: number;
  /** What percentages count from, and what no fee is above: all lines (default), or the dearest one. */
  @IsOptional() @IsIn(['all-lines', 'dearest-line']) basis?: 'all-lines' | 'dearest-line';
  /** Only lines of these service groups count; left out: all. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  serviceGroups?: string[];
  /** Whether what the booking redeemed, a session of a course or a use of a quota, is given back; default: always. What the store cancels is. */
  @IsOptional() @ValidateNested() @Type(() => RedeemedBody) returnsSessions?: RedeemedBody;
}

export class PolicyAnswer extends PolicyBody {
  @IsString() policyId: string;
  /** Bookings keep the version that they accepted. */
  @IsInt() version: number;
  /** Of the newest version; absent for older ones. */
  @IsOptional() @IsInt() revision?: number;
}

export class PolicyListQuery {
  @IsOptional() @IsInt() @Min(1) @Max(200) limit?: number;
  @IsOptional() @IsString() @MaxLength(1000) after?: string;
}

export class NoShowBody {
  /** A code: makes the fee free; for those who may waive. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) exemption?: string;
}

export class WaiveFeeBody {
  /** A code such as `bereavement` or `our-mistake`, never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

/** The version of the policy that the booking accepted, and when. */
export class AcceptedPolicyAnswer {
  @IsString() policyId: string;
  @IsInt() version: number;
  @IsString() currency: string;
  @IsString() acceptedAt: string;
}

/** What stands against the booking: all its fees together. Nothing is charged by it. */
export class StandingFeeAnswer {
  @IsInt() cents: number;
  @IsString() currency: string;
  @IsIn(['due', 'waived']) status: 'due' | 'waived';
  /** Why it was waived: a code. */
  @IsOptional() @IsString() reason?: string;
  /** It may be charged until this instant, exclusive. */
  @IsString() chargeUntil: string;
}

/** What something would cost at this instant, and why. */
export class FeePreviewAnswer {
  @IsInt() cents: number;
  /** `window`, `no-show`, `outside-windows`, `no-show-free`, `move-in-time`, `late-move-free`, `charge-window-over`. */
  @IsString() because: string;
  @IsInt() basisCents: number;
  @IsOptional() @IsInt() hoursBefore?: number;
  @IsOptional() @IsInt() amountCents?: number;
  @IsOptional() @IsInt() percent?: number;
  /** `value` or `cap`. */
  @IsOptional() @IsString() limitedBy?: string;
}

export class CancellationTermsAnswer {
  @IsString() appointmentId: string;
  @IsString() policyId: string;
  @IsInt() version: number;
  /** Absent: nothing costs anything. */
  @IsOptional() @IsString() currency?: string;
  @IsString() evaluatedAt: string;
  @IsString() startsAt: string;
  /** Cancelling by the customer, now. */
  @ValidateNested() @Type(() => FeePreviewAnswer) cancel: FeePreviewAnswer;
  /** Cancelling is free until this instant, exclusive; absent: always. */
  @IsOptional() @IsString() freeUntil?: string;
  /** Moving by the customer to another time, now. */
  @ValidateNested() @Type(() => FeePreviewAnswer) move: FeePreviewAnswer;
  /** Late moves so far, and how many more cost nothing. */
  @IsInt() lateMoves: number;
  @IsInt() freeLateMovesLeft: number;
  /** Not coming. */
  @ValidateNested() @Type(() => FeePreviewAnswer) noShow: FeePreviewAnswer;
  /** From this instant on the appointment may be marked as missed. */
  @IsString() noShowFrom: string;
}
