import { SKU } from '@chignon/contracts';
import {
  Id,
  Int,
  Many,
  Optional,
  Flag,
  StoreId,
  OneOf,
  Text,
  Cents,
  Code,
  Ids,
  Nested,
} from '@chignon/service-kit';
import { OverrideBody } from '../booking/service-gate.shapes.http.js';

const CENTS = 1_000_000_000;

/** Who did a part of a line, and how much of it. */
export class PerformerBody {
  /** Who did a part of it. */
  @Id() staffId: string;
  /** Whole percent; the shares of a line sum to 100. */
  @Int({ min: 1, max: 100 }) sharePercent: number;
}

/** One service of somebody who came without an appointment. */
class WalkInServiceBody {
  @Id() serviceId: string;
  /** Who performs it, in shares that sum to 100 (R-VS-04). */
  @Many(() => PerformerBody, { min: 1, max: 10 }) performers: PerformerBody[];
  /** The customer asked for this person; default false. */
  @Optional() @Flag() requested?: boolean;
}

/** Somebody who comes without an appointment. */
export class WalkInBody {
  @StoreId() storeId: string;
  /** Who came; left out: nobody known. */
  @Optional() @Id() customerId?: string;
  /** What is to be done, as far as it is known at the door; left out: nothing yet. */
  @Optional() @Many(() => WalkInServiceBody, { max: 20 }) services?: WalkInServiceBody[];
  /** Lets it in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** A service of the catalogue, a product by its SKU, or an adjustment by its code. */
export class NewVisitLineBody {
  /** `service`, `product` or `adjustment`, which decides what `itemId` names. Services are added before completion, the others until settlement. */
  @OneOf(['service', 'product', 'adjustment']) kind: 'service' | 'product' | 'adjustment';
  /** Service id, SKU, or the adjustment's code (`discount`, `deposit-used`, `tip`). A product is one that inventory has described; one that is bought no more is sold off. */
  @Text({ max: 64, matches: SKU }) itemId: string;
  /** Quantity in thousandths, 1000 is one; default 1000. */
  @Optional() @Int({ min: 1, max: 1_000_000_000 }) quantityMilli?: number;
  /** Price of the whole line; needed for adjustments, and for products that inventory prices in another currency. Else it is the catalogue's: another one needs `reason`, and a right or a limit of your role. Below 0 it is a discount, of adjustments only. */
  @Optional() @Cents({ min: -CENTS, max: CENTS }) priceCents?: number;
  /** Who does or sells it, in shares that sum to 100 (R-VS-04); needed for services, left out elsewhere: nobody. */
  @Optional() @Many(() => PerformerBody, { max: 10 }) performers?: PerformerBody[];
  /** The customer asked for this person; default false. */
  @Optional() @Flag() requested?: boolean;
  /** Which taxes it bears; default: those of its kind, adjustments none. */
  @Optional() @OneOf(['service', 'product', 'none']) taxClass?: 'service' | 'product' | 'none';
  /** Earns points; default true for services and products. Adjustments never do. */
  @Optional() @Flag() earning?: boolean;
  /** Why the price is not the catalogue's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
  /** Of a discount: the lines that it takes something off. Left out: all services and products, by their prices. */
  @Optional() @Ids({ min: 1, max: 200 }) reduces?: string[];
  /** Lets it in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** Why: a code. */
export class ReasonBody {
  /** A code of the chain's till rules for this, never free text. */
  @Code() reason: string;
}

/** Which service begins. */
export class StartBody {
  @Id() lineId: string;
  /** The step that begins, by its name; left out: the next one. */
  @Optional() @Code() step?: string;
  /** Lets it in although a service lacks what it asks for beforehand; kept with the line. Needs `booking.prerequisites:override`. Left out: the store's `prerequisiteGate` decides. */
  @Optional() @Nested(() => OverrideBody) overridePrerequisite?: OverrideBody;
}

/** An amount of one product that was used. */
export class MaterialBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Quantity in thousandths of `unit`: 37.5 g is 37500. */
  @Int({ min: 0, max: 1_000_000_000 }) quantityMilli: number;
  /** The product's use unit or stock unit, such as `g`, `ml` or `piece`. */
  @Code(16) unit: string;
}

/** All material that was really used for a line. */
export class UseBody {
  /** Everything really used for the line; replaces the plan, empty: nothing. */
  @Many(() => MaterialBody, { max: 50 }) actualUse: MaterialBody[];
}
