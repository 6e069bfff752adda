import {
  Cents,
  Code,
  Flag,
  Id,
  Instant,
  Int,
  Many,
  Optional,
  Revision,
  Text,
} from '@chignon/service-kit';

/** Who sold a part of it. */
class BillPerformerBody {
  @Id() staffId: string;
  /** Whole percent; the shares sum to 100. */
  @Int({ min: 1, max: 100 }) sharePercent: number;
}

/** A product that goes on a bill. */
export class BillProductBody {
  /** The visit whose bill it is. */
  @Id() visitId: string;
  @Text(64) sku: string;
  /** Thousandths of the stock unit. Left out: 1000, one. */
  @Optional() @Int({ min: 1, max: 1_000_000 }) quantityMilli?: number;
  /** Price of all of it, in minor units. Left out: the list's; another one needs `reason`, and a right or a limit of your role. */
  @Optional() @Cents({ min: 0, max: 1_000_000_000 }) priceCents?: number;
  /** Why the price is not the list's: a code of the chain's till rules. */
  @Optional() @Code() reason?: string;
  /** Who sells it, in shares that sum to 100. Left out: nobody. */
  @Optional() @Many(() => BillPerformerBody, { max: 10 }) performers?: BillPerformerBody[];
}

/** The line, and what is kept for it. */
export class BillProductAnswer {
  /** The visit whose bill it is. */
  @Text() visitId: string;
  /** The new line of the bill. */
  @Text() lineId: string;
  @Text() sku: string;
  /** The claim by which the goods are kept. */
  @Text() claimId: string;
  /** How long they are kept. After it the line stands, and the goods are anybody's. */
  @Instant() keptUntil: string;
  /** True: the shelf has less than is on bills. Goods that are not retail are put on the bill all the same. */
  @Flag() short: boolean;
  /** Of the visit. */
  @Revision() revision: number;
}
