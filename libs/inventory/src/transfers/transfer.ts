/* A transfer of goods between two stores: what happens to it, what may be asked of it, and what it is then (IN-12, R-IN-08). */
import type { DomainEvent } from '@chignon/eventing';
import type { ProductData } from '../products/units.js';
import type { LotPart } from '../stock/ledger/lots.js';

/** `requested`, `approved`: nothing has left; `sent`: it is in transit and the sender's; the other two are its ends. */
export const TRANSFER_STATUSES = [
  'requested',
  'approved',
  'sent',
  'received',
  'cancelled',
] as const;
export type TransferStatus = (typeof TRANSFER_STATUSES)[number];

/** So much of a product, in thousandths of the stock unit. */
export interface TransferLine {
  readonly sku: string;
  readonly quantityMilli: number;
  /** Of what is sent: from this lot. Absent: from those that go first. */
  readonly lotId?: string;
}

/** What leaves the sender's shelf. */
export interface SentLine extends TransferLine {
  readonly product: ProductData;
}

/** What somebody says of a product that arrived: in one figure, or lot by lot; neither: it is as it was sent. Thousandths of the stock unit. */
export interface Arrived {
  readonly receivedMilli?: number;
  readonly lots?: readonly { readonly lotId?: string; readonly receivedMilli: number }[];
  /** A code: why it is not what was sent. */
  readonly reason?: string;
}

/** A product of a transfer, as it is received. */
export interface ArrivingLine extends Arrived {
  readonly sku: string;
  readonly product: ProductData;
  /** What a stock unit is worth, in minor units of the currency. */
  readonly unitCents: number;
  readonly currency: string;
  /** Where it stands in the input; absent: nobody said anything of it. */
  readonly field?: string;
}

/** What became of a product of a transfer. `lots` and `corrected` are exact; figures in thousandths of the stock unit. */
export interface ReceivedLine {
  readonly sku: string;
  readonly product: ProductData;
  readonly sentMilli: number;
  readonly receivedMilli: number;
  /** Of what was sent, what did not arrive: the sender's loss. */
  readonly lostMilli: number;
  /** What that was worth, in minor units of the currency; rounded up. */
  readonly lostCents: number;
  readonly currency: string;
  /** What arrived beyond what was written down when it left: it left the sender too. */
  readonly overMilli: number;
  /** What arrived, above zero. */
  readonly lots: readonly LotPart[];
  /** What the sender's books of its lots are put right by: lots that were mixed up, and what came on top. */
  readonly corrected: readonly LotPart[];
  readonly reason?: string;
}

type Act = { readonly by: string; readonly at: string };
type Route = { readonly fromStoreId: string; readonly toStoreId: string };

export type TransferEvent =
  | DomainEvent<'TransferRequested', Act & Route & { lines: readonly TransferLine[] }>
  | DomainEvent<'TransferApproved', Act & Route>
  /** The goods have left. `localDate`: the sender's. */
  | DomainEvent<'TransferSent', Act & Route & { lines: readonly SentLine[]; localDate: string }>
  /** The sender's shelf has said which lots left of a product; none: `refused` says why it kept them. */
  | DomainEvent<'ParcelNoted', Route & Parcel & { sku: string; quantityMilli: number; at: string }>
  /** `localDate`: the receiver's; `senderDate`: the sender's. */
  | DomainEvent<
      'TransferReceived',
      Act & Route & { lines: readonly ReceivedLine[]; localDate: string; senderDate: string }
    >
  /** `returned`: goods that come back to the sender's shelf. */
  | DomainEvent<
      'TransferCancelled',
      Act &
        Route & {
          reason: string;
          returned: readonly { readonly sku: string; readonly lots: readonly LotPart[] }[];
        }
    >;

/** Once per transfer. */
export interface RequestTransfer extends Route {
  readonly type: 'RequestTransfer';
  readonly lines: readonly TransferLine[];
  readonly by: string;
}
export interface ApproveTransfer {
  readonly type: 'ApproveTransfer';
  readonly by: string;
}
export interface SendTransfer {
  readonly type: 'SendTransfer';
  /** What leaves: all that was asked for, or some of it. */
  readonly lines: readonly SentLine[];
  readonly localDate: string;
  readonly by: string;
}
export interface NoteParcel {
  readonly type: 'NoteParcel';
  readonly sku: string;
  readonly lots: readonly LotPart[];
  /** The code of the shelf's refusal. */
  readonly refused?: string;
}
export interface ReceiveTransfer {
  readonly type: 'ReceiveTransfer';
  /** All products that were sent. */
  readonly lines: readonly ArrivingLine[];
  readonly localDate: string;
  readonly senderDate: string;
  readonly by: string;
}
/** Before it is sent it comes to nothing; in transit it is called back. */
export interface CancelTransfer {
  readonly type: 'CancelTransfer';
  /** Whose wish it is. */
  readonly storeId: string;
  readonly reason: string;
  readonly by: string;
}
export type TransferCommand =
  RequestTransfer | ApproveTransfer | SendTransfer | NoteParcel | ReceiveTransfer | CancelTransfer;

/** A lot on its way: exactly, and in thousandths of the stock unit, rounded down. */
export type ParcelLot = LotPart & { readonly quantityMilli: number };

/** Which lots of a product left; none where the shelf kept them. */
export interface Parcel {
  /** Above zero, with their last days. */
  readonly lots: readonly ParcelLot[];
  /** The code of the shelf's refusal. */
  readonly refused?: string;
}

export interface Transfer extends Route {
  readonly transferId: string;
  /** Absent: there is no such transfer. */
  readonly status?: TransferStatus;
  /** As asked for. */
  readonly lines: readonly TransferLine[];
  /** As sent. */
  readonly sent: readonly SentLine[];
  /** By product; one that is missing the sender's shelf has not told yet. */
  readonly parcels: ReadonlyMap<string, Parcel>;
  readonly received: readonly ReceivedLine[];
  readonly requestedAt: string;
  readonly sentAt?: string;
  readonly endedAt?: string;
  /** A code: why it came to nothing. */
  readonly reason?: string;
}
