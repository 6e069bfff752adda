import { Type } from 'class-transformer';
import {
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Min,
  ValidateNested,
} from 'class-validator';

/** ISO 8601 instant in UTC. */
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** Calendar date `YYYY-MM-DD`. */
export const DATE = /^\d{4}-\d\d-\d\d$/;
/** ISO 4217. */
export const CURRENCY = /^[A-Z]{3}$/;

/** What a product may be called: letters, digits, space, `_`, `.` and `-`; 1 to 64, no space at either end. */
export const SKU = /^[A-Za-z0-9](?:[A-Za-z0-9 _.-]{0,62}[A-Za-z0-9_.-])?$/;

/** Whose it is, and where and on which business day: of every appointment and visit. */
export class OfStoreDay {
  @IsString() storeId: string;
  /** Absent: an anonymous customer. */
  @IsOptional() @IsString() customerId?: string;
  /** The store's time zone, IANA. */
  @IsString() zone: string;
  /** The store's business day; of a visit the one on which it began. */
  @Matches(DATE) businessDate: string;
}

/** One staff member's part of a service line. The shares of a line sum to 100. */
export class PerformerShare {
  @IsString() staffId: string;
  /** Whole percent. */
  @IsInt() @Min(0) sharePercent: number;
}

/** One service of an appointment. */
export class AppointmentLine {
  @IsString() lineId: string;
  @IsString() serviceId: string;
  /** Services of one group share the customer's rhythm: `cut`, `colour`. */
  @IsString() serviceGroup: string;
  @IsString() staffId: string;
  /** `false`: booked for anybody, and somebody else may do it yet; absent: it is settled. */
  @IsOptional() @IsBoolean() staffBound?: boolean;
  /** Who assists; absent: nobody. */
  @IsOptional() @IsArray() @IsString({ each: true }) assistantIds?: string[];
  @Matches(INSTANT) startsAt: string;
  @Matches(INSTANT) endsAt: string;
  @IsInt() priceCents: number;
  /** Before the price rule of the day and hour, and which it was. */
  @IsOptional() @IsInt() listCents?: number;
  @IsOptional() @IsString() priceRuleId?: string;
}

/** Material used by a service line, in the product's use unit (g, ml, piece). */
export class MaterialUse {
  @IsString() sku: string;
  /** In thousandths of the use unit, so that 37.5 g is 37500. */
  @IsInt() @Min(0) quantityMilli: number;
  @IsString() unit: string;
}

/** What was really done: one performed service. */
export class PerformedService {
  @IsString() lineId: string;
  @IsString() serviceId: string;
  @IsString() serviceGroup: string;
  @IsInt() catalogueVersion: number;
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => PerformerShare)
  performers: PerformerShare[];
  /** The customer asked for this person. */
  @IsBoolean() requested: boolean;
  @IsInt() @Min(0) plannedMinutes: number;
  /** Absent when nobody started or finished the clock (imports). */
  @IsOptional() @IsInt() @Min(0) actualMinutes?: number;
  @IsArray() @ValidateNested({ each: true }) @Type(() => MaterialUse) plannedUse: MaterialUse[];
  /** What was really used; replaces the plan when given. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => MaterialUse)
  actualUse?: MaterialUse[];
}

/** A part of a discount that one line of a bill bears. */
export class LineDiscount {
  /** Code of the discount, or of the reason for a price below the list's. */
  @IsString() source: string;
  /** Taken off already; in the terms of the store's prices, with or without tax. Negative on a line that takes a discounted one back. */
  @IsInt() cents: number;
}

/** One line of the settled bill. Amounts are exact cents; negative for returns, deposits used, bundles used. */
export class BilledLine {
  @IsString() lineId: string;
  @IsIn(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  /** Service id, product SKU, or the adjustment's code. */
  @IsString() itemId: string;
  @IsOptional() @IsString() serviceGroup?: string;
  /** In thousandths, so that half a unit is 500. */
  @IsInt() quantityMilli: number;
  /** After discounts, before tax. */
  @IsInt() netCents: number;
  @IsInt() taxCents: number;
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => PerformerShare)
  performers: PerformerShare[];
  /** Earns points (services and products do; tips, fees, deposits and top-ups do not). */
  @IsBoolean() earning: boolean;
  /** Of a refund or correction: the settled line of the same visit that this one takes back or replaces. Absent in messages of older releases. */
  @IsOptional() @IsString() refersTo?: string;
  /** What `netCents` and `taxCents` are without already. Absent: nothing was taken off, or the message is of an older release. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => LineDiscount)
  discounts?: LineDiscount[];
}

/** One tax of the bill. */
export class TaxAmount {
  @IsString() code: string;
  @IsInt() cents: number;
}

/** How a part of the bill was paid. */
export class Tender {
  @IsString() kind: string;
  @IsInt() cents: number;
}

/** What a settlement took of a reservation that the owner of a tender or discount signed, or gave back of it. The owner applies it. */
export class ReservedPart {
  /** As the owner named it. */
  @IsString() reservationId: string;
  /** Context whose ledger it stands in. */
  @IsString() owner: string;
  /** `deposit`, `points`, `coupon` … */
  @IsString() kind: string;
  /** Whether it pays a part of the bill, or takes something off its lines. */
  @IsIn(['tender', 'discount']) use: 'tender' | 'discount';
  /** Whose money it is, in the owner's words. */
  @IsString() account: string;
  /** Minor units; below 0: it goes back. */
  @IsInt() cents: number;
  /** Of `cents`, what was a bonus that nobody paid for: a discount on the bill, in no tender and no tax. Absent: none, or the message is of an older release. */
  @IsOptional() @IsInt() bonusCents?: number;
  @Matches(CURRENCY) currency: string;
}
