import { IsInt, IsString, Matches } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { INSTANT } from '../parts.js';

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

/** What is published to this topic: named by its consumers. */
export const stockEvents = topicEvents(STOCK_TOPIC, {
  StockFellBelowMinimum,
  StockRecovered,
  StockMoved,
});
