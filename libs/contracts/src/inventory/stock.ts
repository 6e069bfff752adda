import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { DATE, INSTANT } from '../parts.js';

export const STOCK_TOPIC = 'chignon.inventory.stock';

/** Stock of a product in a store fell below its minimum: once per fall. Key: `<store>/<sku>`, as for all of this topic. */
@Published(STOCK_TOPIC, 1)
export class StockFellBelowMinimum {
  @IsString() storeId: string;
  @IsString() sku: string;
  /** In thousandths of the stock unit (bottle, tube, piece). */
  @IsInt() onHandMilli: number;
  @IsInt() minimumMilli: number;
  @Matches(INSTANT) at: string;
}

/** Stock is at or above its minimum again. */
@Published(STOCK_TOPIC, 1)
export class StockRecovered {
  @IsString() storeId: string;
  @IsString() sku: string;
  @IsInt() onHandMilli: number;
  @Matches(INSTANT) at: string;
}

/** Material of one service line, in thousandths of the use unit. */
export class StockUse {
  @IsString() lineId: string;
  @IsString() serviceId: string;
  /** Who led the service. */
  @IsString() staffId: string;
  @IsInt() plannedMilli: number;
  @IsInt() usedMilli: number;
}

/** What a movement changed in one lot, in thousandths of the stock unit. The changes of a lot sum to what is left of it. */
export class StockLot {
  /** The supplier's, or a number of ours; opened packages: `<lot>@<day of opening>`. Absent: the unnamed lot, of what came in without one; it may be below zero. */
  @IsOptional() @IsString() lotId?: string;
  /** The last day on which it may be sold or used. Absent: none is known. */
  @IsOptional() @Matches(DATE) expiresOn?: string;
  /** Signed and rounded down for this lot alone: those of a movement may differ from its own by one thousandth a lot. */
  @IsInt() changeMilli: number;
  @IsInt() onHandMilli: number;
}

/** Stock of a product in a store changed, or lots of it did. */
@Published(STOCK_TOPIC, 1)
export class StockMoved {
  @IsString() storeId: string;
  @IsString() sku: string;
  /** `receive`, `open`, `sale`, `sale-return`, `consume`, `consume-return`, `transfer-out`, `transfer-back`, `transfer-in`, `count-adjust`, … */
  @IsString() movement: string;
  /** Signed, in thousandths of the stock unit; 0 for a use too small to show, which counts with the next ones. */
  @IsInt() changeMilli: number;
  @IsInt() onHandMilli: number;
  @Matches(INSTANT) at: string;
  /** The visit whose services used it, or whose bill sold it. Absent, as all that follows, where it does not apply and in messages of older releases. */
  @IsOptional() @IsString() visitId?: string;
  /** The transfer between stores that it belongs to. */
  @IsOptional() @IsString() transferId?: string;
  /** What was used for the services of the visit, line by line. */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StockUse)
  uses?: StockUse[];
  /** The unit of `uses`: `g`, `ml`, `piece`. */
  @IsOptional() @IsString() useUnit?: string;
  /** Of goods that came in or were opened: the lot, and the last day on which it may be used. */
  @IsOptional() @IsString() lotId?: string;
  @IsOptional() @Matches(DATE) expiresOn?: string;
  /** Which lots it took from or put back, soonest expiry first (FEFO). */
  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => StockLot)
  lots?: StockLot[];
  /** A code: why it was taken by hand or counted. */
  @IsOptional() @IsString() reason?: string;
}

/** A lot was recalled: on this shelf, whether it holds any or not, nothing of it is sold or used from now on. Told once a store. */
@Published(STOCK_TOPIC, 1)
export class LotRecalled {
  @IsString() storeId: string;
  @IsString() sku: string;
  /** The supplier's number; opened packages of it are meant too. */
  @IsString() lotId: string;
  @IsString() recallId: string;
  /** What the shelf holds of it, in thousandths of the stock unit. */
  @IsInt() onHandMilli: number;
  @Matches(INSTANT) at: string;
}

/** The recall of a lot was lifted: it may be sold and used again. Told once a store. */
@Published(STOCK_TOPIC, 1)
export class LotRecallLifted {
  @IsString() storeId: string;
  @IsString() sku: string;
  @IsString() lotId: string;
  @IsString() recallId: string;
  @Matches(INSTANT) at: string;
}

/**
 * Goods of a recalled lot were used in a visit or sold on its bill, before the recall or after it: its customer is to be warned. That is a message of
 * safety, which asks for no consent. A visit that is heard of late is told then; one that was voided or brought everything back is not told.
 */
@Published(STOCK_TOPIC, 1)
export class RecalledLotReached {
  @IsString() storeId: string;
  @IsString() sku: string;
  @IsString() lotId: string;
  @IsString() recallId: string;
  @IsString() visitId: string;
  /** In thousandths of the stock unit; 0 where it is less than one. */
  @IsInt() quantityMilli: number;
  @Matches(INSTANT) at: string;
}

/** What is published to this topic: named by its consumers. */
export const stockEvents = topicEvents(STOCK_TOPIC, {
  StockFellBelowMinimum,
  StockRecovered,
  StockMoved,
  LotRecalled,
  LotRecallLifted,
  RecalledLotReached,
});
