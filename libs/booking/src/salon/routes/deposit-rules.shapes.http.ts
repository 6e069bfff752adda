import { ID } from '@chignon/service-kit';
import {
  ArrayMaxSize,
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
} from 'class-validator';
import { type Channel, CHANNELS } from '../channels/channel.js';

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
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(32, { each: true })
  @Matches(ID, { each: true })
  storeIds?: string[];
  @IsOptional() @IsArray() @ArrayMaxSize(20) @IsIn(CHANNELS, { each: true }) channels?: Channel[];
  /** Only lines of these services or groups count. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  serviceIds?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  serviceGroups?: string[];
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
