/* What happens to a product on the shelves of a store, and what may be asked of it. */
import type { DomainEvent } from '@chignon/eventing';
import type { ClaimCommand, ClaimEvent } from './claims.js';
import type { CountedLot } from './frozen.js';
import type { LotChange } from './lots.js';
import type { RecallCommand, RecalledLot, RecallEvent } from './recalled.js';
import type { TransferMoveCommand, TransferMovement } from './sent.js';
import type { ProductData, Quantity, UnitFlag } from '../../products/units.js';

/**
 * `negative`: the shelf holds less than nothing. `before-count`: it happened before a count that was known already. `expired`: of what was
 * taken or came in, a part was over its last day; `recalled`: of a recalled lot.
 */
export type StockFlag = UnitFlag | 'negative' | 'before-count' | 'expired' | 'recalled';

/** What every movement says. `quantity` is the exact signed change. */
export interface Movement {
  readonly quantity: Quantity;
  readonly changeMilli: number;
  readonly onHandMilli: number;
  readonly flags: readonly StockFlag[];
  /** Which lots it changed, and by how much: their quantities sum to `quantity`. Absent: written before lots were kept; the unnamed lot alone. */
  readonly lots?: readonly LotChange[];
  /** When it happened, ISO UTC. */
  readonly at: string;
}

/** Material of one service line: plan and what was used, in thousandths of the use unit (IN-06, IN-07). */
export interface LineUse {
  readonly lineId: string;
  readonly serviceId: string;
  readonly staffId: string;
  readonly plannedMilli: number;
  readonly usedMilli: number;
}

export interface SoldLine {
  readonly lineId: string;
  readonly quantityMilli: number;
  readonly netCents: number;
}

/** How the product is counted from now on; what was used so far is read anew. */
export type UnitsSet = DomainEvent<
  'UnitsSet',
  ProductData & {
    changeMilli: number;
    onHandMilli: number;
    lots?: readonly LotChange[];
    at: string;
  }
>;

export type ParSet = DomainEvent<
  'ParSet',
  { minimumMilli: number; maximumMilli: number; at: string }
>;

/** Goods came in: one lot. */
export type StockReceived = DomainEvent<
  'StockReceived',
  Movement & { lotId: string; expiresOn?: string; costCents?: number; currency?: string }
>;

/**
 * Packages of a lot were opened: from here on they are the lot `openedLotId(ofLot, openedOn)`. Nothing left the shelf. `expiresOn`: the last day on
 * which they may be used.
 */
export type LotOpened = DomainEvent<
  'LotOpened',
  Movement & { lotId: string; ofLot: string; openedOn: string; expiresOn?: string }
>;

/**
 * Left the shelf at the desk: `sale`, `consume`, `waste`, `sample`. Of what is written off (`waste`, `sample`): the store's date, and what it was worth in minor
 * units of `currency`; absent in events of older releases.
 */
export type StockIssued = DomainEvent<
  'StockIssued',
  Movement & {
    movement: IssueKind;
    reason: string;
    localDate?: string;
    worthCents?: number;
    currency?: string;
  }
>;

/** Sold on a visit's bill; `return-voided` undoes a return of a voided visit. `recalls`: recalled lots that it took of; absent: none. */
export type StockSold = DomainEvent<
  'StockSold',
  Movement & {
    visitId: string;
    settlementNo: number;
    reason: 'sold' | 'return-voided';
    lines: readonly SoldLine[];
    recalls?: readonly RecalledLot[];
  }
>;

export type SaleReturned = DomainEvent<
  'SaleReturned',
  Movement & {
    visitId: string;
    settlementNo: number;
    reason: 'returned' | 'voided';
    lines: readonly SoldLine[];
  }
>;

/** Used for the services of a visit. `recalls`: recalled lots that it took of; absent: none. */
export type StockConsumed = DomainEvent<
  'StockConsumed',
  Movement & {
    visitId: string;
    businessDate: string;
    useUnit: string;
    uses: readonly LineUse[];
    recalls?: readonly RecalledLot[];
  }
>;

export type ConsumptionReturned = DomainEvent<
  'ConsumptionReturned',
  Movement & { visitId: string; businessDate: string; useUnit: string; uses: readonly LineUse[] }
>;

/** Counted: from here on this is what is on hand. `opening` is the first count, of an import. */
export type StockCounted = DomainEvent<
  'StockCounted',
  Movement & { countedMilli: number; reason: string; opening: boolean }
>;

/** Something that happened before a count was heard after it: the count's difference is another, the shelf is as it was counted. `varianceMilli`: the difference from now on. */
export type CountRevised = DomainEvent<
  'CountRevised',
  Movement & {
    countedAt: string;
    varianceMilli: number;
    reason: 'late' | 'voided';
    visitId?: string;
    /** Absent: it was no transfer. */
    transferId?: string;
  }
>;

/** A count of it has begun: from here on the ledger notes what moves when (R-IN-09). `onHandMilli`: what the books hold. */
export type PositionFrozen = DomainEvent<
  'PositionFrozen',
  { countId: string; onHandMilli: number; at: string }
>;

/** The count was given up, or left it out. */
export type PositionReleased = DomainEvent<'PositionReleased', { countId: string; at: string }>;

/**
 * A count was approved. `countedMilli` was there at `at`, where the books said `expectedMilli`, both in thousandths of the stock unit: the difference is what
 * moves. What happened since is not touched.
 */
export type CountPosted = DomainEvent<
  'CountPosted',
  Movement & { countId: string; countedMilli: number; expectedMilli: number; reason: string }
>;

/** The visit counts no more. What it had taken follows in the same append. */
export type VisitTakenBack = DomainEvent<'VisitTakenBack', { visitId: string; at: string }>;

export type StockFellBelowMinimum = DomainEvent<
  'StockFellBelowMinimum',
  { onHandMilli: number; minimumMilli: number; at: string }
>;

export type StockRecovered = DomainEvent<
  'StockRecovered',
  { onHandMilli: number; minimumMilli: number; at: string }
>;

export type MovementEvent =
  | StockReceived
  | LotOpened
  | StockIssued
  | StockSold
  | SaleReturned
  | StockConsumed
  | ConsumptionReturned
  | StockCounted
  | CountPosted
  | CountRevised
  | TransferMovement;

export type StockEvent =
  | MovementEvent
  | ClaimEvent
  | RecallEvent
  | UnitsSet
  | ParSet
  | PositionFrozen
  | PositionReleased
  | VisitTakenBack
  | StockFellBelowMinimum
  | StockRecovered;

export type IssueKind = 'sale' | 'consume' | 'waste' | 'sample';

export type Par = { readonly minimumMilli: number; readonly maximumMilli: number };

export interface DescribeProduct {
  readonly type: 'DescribeProduct';
  readonly product: ProductData;
}

export interface SetPar extends Par {
  readonly type: 'SetPar';
  readonly product: ProductData;
}

export interface ReceiveStock {
  readonly type: 'ReceiveStock';
  readonly product: ProductData;
  readonly quantityMilli: number;
  readonly lotId?: string;
  readonly expiresOn?: string;
  readonly costCents?: number;
  readonly currency?: string;
  /** Today's date in the store: what had expired when it came in is flagged. */
  readonly localDate?: string;
}

/** Packages that are open from a day on, which may be over; of a lot that is short of the last one's whole package: what there is of it. */
export interface OpenLot {
  readonly type: 'OpenLot';
  readonly product: ProductData;
  /** The closed lot. */
  readonly lotId: string;
  readonly packages: number;
  /** A date of the store. */
  readonly openedOn: string;
  /** How long it is good after opening; absent: nobody knows, the printed day alone holds. */
  readonly monthsAfterOpening?: number;
  /** Today's date in the store. */
  readonly localDate: string;
}

/** At the desk; `unit` is the product's stock unit or use unit. Without `lotId`: of the lots that go first. */
export interface IssueStock {
  readonly type: 'IssueStock';
  readonly product: ProductData;
  readonly movement: IssueKind;
  readonly quantityMilli: number;
  readonly unit: string;
  readonly reason: string;
  readonly lotId?: string;
  /** Today's date in the store: what has expired by then may only be thrown away. */
  readonly localDate?: string;
  /** What a stock unit is worth and what the caller may write off of one product a day, in minor units; without a limit: anything. */
  readonly worth?: {
    readonly unitCents: number;
    readonly currency: string;
    readonly limitCents?: number;
  };
}

export interface CountStock {
  readonly type: 'CountStock';
  readonly product: ProductData;
  readonly countedMilli: number;
  readonly reason: string;
}

/** A count of this product begins; again: nothing more. */
export interface FreezePosition {
  readonly type: 'FreezePosition';
  readonly product: ProductData;
  readonly countId: string;
}

/** The count was given up, or has nothing to say of this product. */
export interface ReleasePosition {
  readonly type: 'ReleasePosition';
  readonly countId: string;
}

/** What a count found, approved. Once per count. */
export interface PostCount {
  readonly type: 'PostCount';
  readonly countId: string;
  readonly countedMilli: number;
  /** When it lay there, ISO UTC: not before the freeze. */
  readonly countedAt: string;
  /** Counted by lot; a lot of the shelf that is not named holds nothing. */
  readonly lots?: readonly CountedLot[];
  readonly reason: string;
}

/** Opening stock and par of an import, in one append; once per ledger. */
/** `at`: the instant as of which it lies there; absent: now. What is imported afterwards has sold from it. */
export interface OpenStock extends Par {
  readonly type: 'OpenStock';
  readonly product: ProductData;
  readonly countedMilli: number;
  readonly at?: string;
}

/** As the visit gave it: thousandths of `unit`. */
export interface GivenUse extends LineUse {
  readonly unit: string;
}

/** What happened in a visit: never refused. Once per visit. */
export interface ConsumeForVisit {
  readonly type: 'ConsumeForVisit';
  readonly visitId: string;
  readonly businessDate: string;
  readonly at: string;
  /** The store's date of `at`, by which lots have expired; absent: the business day. */
  readonly localDate?: string;
  readonly uses: readonly GivenUse[];
}

/** Once per visit and settlement number; negative quantities are returns. */
export interface SellForVisit {
  readonly type: 'SellForVisit';
  readonly visitId: string;
  readonly settlementNo: number;
  readonly at: string;
  /** The store's date of `at`, by which lots have expired; absent: that of UTC. */
  readonly localDate?: string;
  readonly lines: readonly SoldLine[];
}

/** Once per visit; gives back what the ledger took for it. `uses` names the lines, for the variance. */
export interface TakeBackVisit {
  readonly type: 'TakeBackVisit';
  readonly visitId: string;
  readonly businessDate: string;
  readonly at: string;
  readonly uses: readonly GivenUse[];
}

export type StockCommand =
  | ClaimCommand
  | TransferMoveCommand
  | RecallCommand
  | DescribeProduct
  | SetPar
  | ReceiveStock
  | OpenLot
  | IssueStock
  | CountStock
  | FreezePosition
  | ReleasePosition
  | PostCount
  | OpenStock
  | ConsumeForVisit
  | SellForVisit
  | TakeBackVisit;
