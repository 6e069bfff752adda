import {
  After,
  Instant,
  Int,
  Limit,
  OneOf,
  Optional,
  StoreId,
  Text,
  Texts,
} from '@chignon/service-kit';
import { PRODUCT_CLASSES } from '../products/product.js';
import type { ProductClass } from '../products/units.js';

export class LowStockQuery {
  /** Products of this class alone. Left out: of all. */
  @Optional() @OneOf([...PRODUCT_CLASSES]) productClass?: ProductClass;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A product of which a store has less than its minimum (IN-05). */
export class LowStockAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** `retail` (for sale), `professional` (back-bar) or `colour`. Absent: nobody has described it. */
  @Optional() @Text() productClass?: string;
  /** When the stock fell below its minimum. */
  @Instant() since: string;
  /** What is on hand now, in thousandths of the stock unit. */
  @Int() onHandMilli: number;
  /** In thousandths of the stock unit. */
  @Int() minimumMilli: number;
  /** What fills it up, in thousandths of the stock unit: the maximum less what is on hand. */
  @Int() missingMilli: number;
}

export class OddShelvesQuery {
  /** Shelves of this store alone. Left out: of all stores that the caller sees. */
  @Optional() @StoreId() storeId?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A shelf on which something does not add up. */
export class OddShelfAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** When the first of it happened. */
  @Instant() since: string;
  /**
   * `negative`: more was used than there was; `unknown-product`: it is not described; `unit-mismatch`: it was used in a unit that it does not have, taken as its use unit;
   * `expired`: a lot that was over was used or came in.
   */
  @Texts() oddities: string[];
  /** How many movements were odd. */
  @Int() movements: number;
  /** The visit of the latest of them. Absent: it was by hand. */
  @Optional() @Text() visitId?: string;
}
