import { CODE, ID } from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

/** What is left out is not limited, or, of a store, as the chain says. */
export class ChannelBody {
  /** Default true. False: nothing is booked by it. */
  @IsOptional() @IsBoolean() enabled?: boolean;
  /** From now to the start. */
  @IsOptional() @IsInt() @Min(0) @Max(525_600) minLeadMinutes?: number;
  /** Business days from today; 0: today only. Tiers may have more, see the VIP terms. */
  @IsOptional() @IsInt() @Min(0) @Max(730) furthestDaysAhead?: number;
  /** Whether customers move appointments by it; default true. */
  @IsOptional() @IsBoolean() mayMove?: boolean;
  /** Whether customers cancel appointments by it; default true. */
  @IsOptional() @IsBoolean() mayCancel?: boolean;
  /** Customers move and cancel by it until so many minutes before the start. */
  @IsOptional() @IsInt() @Min(0) @Max(525_600) changeUntilMinutes?: number;
  /** What it may book: these services, and those of these groups; neither: everything. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(500)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(ID, { each: true })
  serviceIds?: string[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(64, { each: true })
  @Matches(CODE, { each: true })
  serviceGroups?: string[];
  /** All that it books waits for the store's yes. */
  @IsOptional() @IsBoolean() needsApproval?: boolean;
  /** Nobody in particular may be asked for. */
  @IsOptional() @IsBoolean() anyStaffOnly?: boolean;
}

export class ChannelAnswer extends ChannelBody {
  @IsString() channel: string;
  /** Of what was written; absent where chain and store are joined. */
  @IsOptional() @IsInt() revision?: number;
}

export class ChannelsAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ChannelAnswer) items: ChannelAnswer[];
}
