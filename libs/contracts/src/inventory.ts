import { IsBoolean, IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import { Published } from './contract.js';
import { CURRENCY, INSTANT } from './parts.js';

export const STOCK_TOPIC = 'chignon.inventory.stock';
export const PRODUCT_TOPIC = 'chignon.inventory.product';

/** A product of the chain was described, new or anew. Key: the SKU. */
@Published(PRODUCT_TOPIC, 1)
export class ProductDescribed {
  @IsString() sku: string;
  /** `retail`, `professional`, `colour`. */
  @IsString() productClass: string;
  /** Of one stock unit, with or without tax as the prices of the stores are. */
  @IsInt() @Min(0) priceCents: number;
  @Matches(CURRENCY) currency: string;
  /** False: the chain buys it no more; what lies on the shelves is sold off. */
  @IsBoolean() active: boolean;
  /** What the shelf counts: `bottle`, `tube`. Absent, as the next one, in messages of older releases. */
  @IsOptional() @IsString() stockUnit?: string;
  /** What is measured in use: `g`, `ml`. */
  @IsOptional() @IsString() useUnit?: string;
}

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

/** Stock of a product in a store changed. */
@Published(STOCK_TOPIC, 1)
export class StockMoved {
  @IsString() storeId: string;
  @IsString() sku: string;
  /** `receive`, `sale`, `sale-return`, `consume`, `consume-return`, `count-adjust`, … */
  @IsString() movement: string;
  /** Signed, in thousandths of the stock unit. */
  @IsInt() changeMilli: number;
  @IsInt() onHandMilli: number;
  @Matches(INSTANT) at: string;
}
