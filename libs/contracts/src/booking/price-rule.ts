import { IsArray, IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Published, topicEvents } from '../contract.js';
import { DATE } from '../parts.js';

export const PRICE_RULE_TOPIC = 'chignon.booking.pricerule';

/** A local time of a store, `HH:MM`; `24:00` ends the day. */
const TIME = /^\d\d:\d\d$/;

/**
 * A version of a price that differs by day and hour. Lines of appointments name the rule that made their price (`priceRuleId`); they keep that
 * price whatever becomes of the rule. Lists that are empty hold for all. Key: the rule.
 */
@Published(PRICE_RULE_TOPIC, 1)
export class PriceRuleDescribed {
  @IsString() ruleId: string;
  /** 1 for the first, one more with each change; said again, it is the same. */
  @IsInt() @Min(1) ruleVersion: number;
  /** What the chain calls it. Absent: it has an id only. */
  @IsOptional() @IsString() name?: string;
  @IsArray() @IsString({ each: true }) storeIds: string[];
  @IsArray() @IsString({ each: true }) serviceIds: string[];
  @IsArray() @IsString({ each: true }) serviceGroups: string[];
  /** Job levels of staff. */
  @IsArray() @IsString({ each: true }) levels: string[];
  /** 1 Monday to 7 Sunday. */
  @IsArray() @IsInt({ each: true }) weekdays: number[];
  /** Kinds of special days. */
  @IsArray() @IsString({ each: true }) dayKinds: string[];
  /** From which time on, and before which, the service begins, by the store's clock. Absent: from or until midnight. */
  @IsOptional() @Matches(TIME) fromTime?: string;
  @IsOptional() @Matches(TIME) toTime?: string;
  /** First and last business date, both inclusive. Absent: always, or for good. */
  @IsOptional() @Matches(DATE) validFrom?: string;
  @IsOptional() @Matches(DATE) validUntil?: string;
  /** Of the list price; -20 is a fifth off. */
  @IsInt() @Min(-100) @Max(300) percent: number;
  /** The highest of those that fit counts alone; of equals the first by id. */
  @IsInt() @Min(0) priority: number;
}

/** What is published to this topic: named by its consumers. */
export const priceRuleEvents = topicEvents(PRICE_RULE_TOPIC, { PriceRuleDescribed });
