import { IsBoolean, IsInt, IsOptional, IsString, Matches, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { CURRENCY } from '../parts.js';

export const PRODUCT_TOPIC = 'chignon.inventory.product';

/** A product of the chain was described, new or anew. Key: the SKU. */
@Published(PRODUCT_TOPIC, 1)
export class ProductDescribed {
  @IsString() sku: string;
  /** What the chain calls it. Absent in messages of older releases. */
  @IsOptional() @IsString() name?: string;
  /** Codes, where the chain says them. */
  @IsOptional() @IsString() brand?: string;
  @IsOptional() @IsString() category?: string;
  /** `retail`: for sale; `professional`: used on customers at the basin and the chair; `colour`: mixed by the gram. */
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

/** What is published to this topic: named by its consumers. */
export const productEvents = topicEvents(PRODUCT_TOPIC, { ProductDescribed });
