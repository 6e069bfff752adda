import { SKU } from '@chignon/contracts';
import {
  After,
  Cents,
  Currency,
  DateText,
  Id,
  Instant,
  Int,
  Limit,
  Many,
  OneOf,
  Optional,
  Revision,
  StoreId,
  Text,
} from '@chignon/service-kit';
import { TRANSFER_STATUSES, type TransferStatus } from './transfer.js';
import { type Direction, DIRECTIONS } from './transfers.view.js';
import { LOT_OR_OPENED } from '../stock/ledger/opened.js';

const MOST_MILLI = 1_000_000_000;
const CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** So much of a product. */
export class TransferLineBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Thousandths of the stock unit. */
  @Int({ min: 1, max: MOST_MILLI }) quantityMilli: number;
}

/** What goes from one store to another. */
export class RequestTransferBody {
  /** `in`: this store asks the other one for goods; `out`: it offers them. */
  @OneOf([...DIRECTIONS]) direction: Direction;
  /** The other store; it need not be one that the caller sees. */
  @StoreId() otherStoreId: string;
  /** Each product once. */
  @Many(() => TransferLineBody, { min: 1, max: 100 }) lines: TransferLineBody[];
}

/** What leaves of a product. */
export class SentLineBody extends TransferLineBody {
  /** Take it from this lot; opened packages are `<lot>@<day of opening>`. Left out: from those that go first (FEFO). */
  @Optional() @Text({ max: 75, matches: LOT_OR_OPENED }) lot?: string;
}

/** What leaves. */
export class SendTransferBody {
  /** Products of the transfer, each once; one that is not named stays. Left out: all that was asked for. */
  @Optional() @Many(() => SentLineBody, { min: 1, max: 100 }) lines?: SentLineBody[];
}

/** What arrived of a lot. */
export class ArrivedLotBody {
  /** The lot. Left out: what came without the number of one. */
  @Optional() @Text({ max: 75, matches: LOT_OR_OPENED }) lot?: string;
  /** Thousandths of the stock unit. */
  @Int({ min: 0, max: MOST_MILLI }) receivedMilli: number;
}

/** What arrived of a product: in one figure, or lot by lot (422 `arrival-ambiguous`); neither: as it was sent. */
export class ArrivedLineBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** All of it, in thousandths of the stock unit. Left out: `lots` says it, or it is as it was sent. */
  @Optional() @Int({ min: 0, max: MOST_MILLI }) receivedMilli?: number;
  /** Lot by lot; one that is not named did not arrive. Left out: what left first arrived first. */
  @Optional() @Many(() => ArrivedLotBody, { min: 1, max: 50 }) lots?: ArrivedLotBody[];
  /** Why it is not what was sent: a code of the chain's list `adjustment` (`/v1/inventory/reasons`). Left out: it is. */
  @Optional() @Text({ max: 64, matches: CODE }) reason?: string;
}

/** What arrived. */
export class ReceiveTransferBody {
  /** Products that are not as they were sent, each once. Left out: everything arrived as it was sent. */
  @Optional() @Many(() => ArrivedLineBody, { max: 100 }) lines?: ArrivedLineBody[];
}

/** Why nothing comes of it. */
export class CancelTransferBody {
  /** A code of the chain's list `adjustment` (`/v1/inventory/reasons`). */
  @Text({ max: 64, matches: CODE }) reason: string;
}

export class TransfersQuery {
  /** Transfers of this status alone; `sent`: what is in transit. Left out: of all. */
  @Optional() @OneOf([...TRANSFER_STATUSES]) status?: TransferStatus;
  /** `in`: those that this store receives; `out`: those that it sends. Left out: both. */
  @Optional() @OneOf([...DIRECTIONS]) direction?: Direction;
  @Limit() limit?: number;
  @After() after?: string;
}

export class InTransitQuery {
  /** `in`: goods that this store is to receive; `out`: those that it has sent. Left out: both. */
  @Optional() @OneOf([...DIRECTIONS]) direction?: Direction;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A transfer as one of its stores sees it. */
export class ListedTransferAnswer {
  /** The transfer. */
  @Id() transferId: string;
  /** `in`: this store receives; `out`: it sends. */
  @Text() direction: string;
  /** The other store. */
  @Text() otherStoreId: string;
  /** `requested`; `approved`: to be sent; `sent`: in transit; `received`; `cancelled`. */
  @Text() status: string;
  /** When it was asked for. */
  @Instant() requestedAt: string;
  /** How many products it is of. */
  @Int() products: number;
}

/** Goods of a lot on their way. */
export class TransferLotAnswer {
  /** Absent: what was in no lot. */
  @Optional() @Text() lotId?: string;
  /** The last day on which it may be sold or used. Absent: none is known. */
  @Optional() @DateText() expiresOn?: string;
  /** Thousandths of the stock unit, rounded down. */
  @Int() quantityMilli: number;
}

/** Goods of a product on their way. They are the sending store's until they are received. */
export class InTransitAnswer {
  /** The transfer. */
  @Id() transferId: string;
  /** `in`: this store is to receive them; `out`: it has sent them, and they are its own. */
  @Text() direction: string;
  /** The other store. */
  @Text() otherStoreId: string;
  @Text() sku: string;
  /** Thousandths of the stock unit. */
  @Int() quantityMilli: number;
  /** Which lots travel. */
  @Many(() => TransferLotAnswer) lots: TransferLotAnswer[];
  /** When they left. */
  @Instant() sentAt: string;
}

/** A product of a transfer; figures in thousandths of the stock unit. */
export class TransferProductAnswer {
  @Text() sku: string;
  /** How much was asked for. */
  @Int() askedMilli: number;
  /** How much left. Absent: nothing has, or the sending store's shelf is about to say so. */
  @Optional() @Int() sentMilli?: number;
  /** Which lots left. Absent as `sentMilli` is. */
  @Optional() @Many(() => TransferLotAnswer) lots?: TransferLotAnswer[];
  /** Why none of it left although it was sent, as the shelf said: `stock-insufficient`, `stock-claimed`, … Absent: it left. */
  @Optional() @Text() stayed?: string;
  /** How much arrived. Absent: it has not been received. */
  @Optional() @Int() receivedMilli?: number;
  /** Of what left, what did not arrive: the sending store's loss, in its write-offs. */
  @Optional() @Int() lostMilli?: number;
  /** What that was worth at cost, in minor units of `currency`; at the price where no cost is known. */
  @Optional() @Cents() lostCents?: number;
  /** ISO 4217. */
  @Optional() @Currency() currency?: string;
  /** What arrived beyond what had been written down; it left the sending store too. */
  @Optional() @Int() overMilli?: number;
  /** A code: why what arrived is not what left. */
  @Optional() @Text() reason?: string;
}

/** A transfer with its products. */
export class TransferAnswer {
  /** The transfer. */
  @Id() transferId: string;
  /** The store that sends the goods. */
  @Text() fromStoreId: string;
  /** The store that receives them. */
  @Text() toStoreId: string;
  /** `requested`; `approved`: to be sent; `sent`: in transit, and the sender's; `received`; `cancelled`. */
  @Text() status: string;
  /** When it was asked for. */
  @Instant() requestedAt: string;
  /** When the goods left. Absent: they have not. */
  @Optional() @Instant() sentAt?: string;
  /** When it was received or cancelled. Absent: neither. */
  @Optional() @Instant() endedAt?: string;
  /** A code: why it was cancelled. */
  @Optional() @Text() reason?: string;
  /** In the order in which they were asked for. */
  @Many(() => TransferProductAnswer) products: TransferProductAnswer[];
  @Revision() revision: number;
}
