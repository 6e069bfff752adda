import { CODE, DATE, ID, RowsStandAlone, STORE_ID } from '@chignon/service-kit';
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
import { CODE_KINDS, type CodeKind } from './source-codes.flow.js';
import { PerformerBody } from './visits.shapes.http.js';

const CENTS = 1_000_000_000;

export class ImportedLine {
  @IsIn(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  @IsString() @MaxLength(64) @Matches(ID) itemId: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) serviceGroup?: string;
  /** Thousandths; negative for returns. */
  @IsInt() @Min(-1_000_000_000) @Max(1_000_000_000) quantityMilli: number;
  @IsInt() @Min(-CENTS) @Max(CENTS) netCents: number;
  @IsInt() @Min(-CENTS) @Max(CENTS) taxCents: number;
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => PerformerBody)
  performers: PerformerBody[];
  @IsBoolean() earning: boolean;
}

export class ImportedTax {
  @IsString() @MaxLength(32) @Matches(CODE) code: string;
  @IsInt() @Min(-CENTS) @Max(CENTS) cents: number;
}

export class ImportedTender {
  @IsString() @MaxLength(32) @Matches(CODE) kind: string;
  @IsInt() @Min(-CENTS) @Max(CENTS) cents: number;
}

export class ImportedVisit {
  /** Id in the source: the same one is imported once. Events carry an id that is made of it. */
  @IsString() @MaxLength(64) @Matches(ID) externalId: string;
  /** Another id that it may have been imported by before: then it is that one. Written down nowhere. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) formerId?: string;
  /** Number of the bill in the source: visits settled together share it. Events carry what stands for it. */
  @IsString() @MaxLength(64) @Matches(ID) billId: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  @IsString() @MaxLength(10) @Matches(DATE) businessDate: string;
  /** Left out: the source knows only the day. */
  @IsOptional() @IsInt() @Min(0) @Max(23) localHour?: number;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ImportedLine)
  lines: ImportedLine[];
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => ImportedTax)
  taxes: ImportedTax[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => ImportedTender)
  tenders?: ImportedTender[];
}

export class VisitImportBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ImportedVisit)
  @RowsStandAlone()
  items: ImportedVisit[];
}

export class ImportedAppointment {
  @IsString() @MaxLength(64) @Matches(ID) externalId: string;
  /** Another id that it may have been imported by before: then it is that one. Written down nowhere. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) formerId?: string;
  @IsOptional() @IsString() @MaxLength(64) @Matches(ID) customerId?: string;
  @IsString() @MaxLength(64) @Matches(ID) staffId: string;
  @IsString() @MaxLength(64) @Matches(ID) serviceId: string;
  @IsString() @MaxLength(64) @Matches(CODE) serviceGroup: string;
  @IsString() @MaxLength(10) @Matches(DATE) date: string;
  /** Local minute of the date; left out: the source knows only the day. */
  @IsOptional() @IsInt() @Min(0) @Max(1439) startMinute?: number;
  @IsInt() @Min(0) @Max(1440) minutes: number;
  @IsIn(['booked', 'cancelled', 'no-show']) status: 'booked' | 'cancelled' | 'no-show';
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) cancelledOn?: string;
  /** What was agreed, of one that is ahead; left out: what the catalogue asks on the day of the import. */
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) priceCents?: number;
  /** Of the price; left out: the store's, which it must be. */
  @IsOptional() @IsString() @MaxLength(3) @Matches(/^[A-Z]{3}$/) currency?: string;
  /** Default `store`. */
  @IsOptional() @IsIn(['customer', 'store']) cancelledBy?: 'customer' | 'store';
  /** A code of the chain's reasons to cancel, or `recorded`, the default: the source does not say. */
  @IsOptional() @IsString() @MaxLength(64) @Matches(CODE) reason?: string;
}

export class AppointmentImportBody {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => ImportedAppointment)
  @RowsStandAlone()
  items: ImportedAppointment[];
}

export class ImportResult {
  @IsString() externalId: string;
  /** `already`: imported before. `rejected`: `code` and `field` say why; nothing was written for it. */
  @IsIn(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  @IsOptional() @IsString() visitId?: string;
  @IsOptional() @IsString() appointmentId?: string;
  @IsOptional() @IsString() code?: string;
  @IsOptional() @IsString() field?: string;
}

class UnknownCodeAnswer {
  @IsIn(CODE_KINDS) kind: CodeKind;
  /** As the rows have it. Erasable; events carry `standsFor` instead. */
  @IsString() code: string;
  @IsString() standsFor: string;
}

export class ImportAnswer {
  @IsArray() @ValidateNested({ each: true }) @Type(() => ImportResult) results: ImportResult[];
  /** Codes of these rows that mean nothing here: what is imported with them has an id that stands for them. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => UnknownCodeAnswer)
  unknownCodes?: UnknownCodeAnswer[];
  /** Appointments: how many overlap an earlier one of the same person. */
  @IsOptional() @IsInt() overlaps?: number;
}
