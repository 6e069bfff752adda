/* Use cases of a transfer: what both stores ask, with what the products and clocks say. */
import {
  type CommandMetadata,
  deriveId,
  notFound,
  optional,
  Refusal,
  type Tools,
} from '@chignon/eventing';
import { type Product, productDataOf, products } from '../products/product.js';
import { send } from '../stock/ledger/sent.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import { localDateOf, storeZones } from '../stock/store-zones.view.js';
import { mustBeOnce, notInTransfer, transfers } from './transfer-ledger.js';
import type { Arrived, SentLine, Transfer, TransferCommand, TransferLine } from './transfer.js';

/** A transfer and its revision. */
export interface Shipment {
  readonly state: Transfer;
  readonly revision: number;
}

/** Both stores have it, and nobody else. @throws Refusal 404 `transfer-not-found` */
export async function transferOf(
  tools: Tools,
  storeId: string,
  transferId: string,
): Promise<Shipment> {
  const found = await tools.load(transfers, transferId);
  const { status, fromStoreId, toStoreId } = found.state;
  if (status === undefined || (fromStoreId !== storeId && toStoreId !== storeId))
    throw notFound('transfer-not-found', 'This store has no such transfer.', {
      field: 'transferId',
    });
  return found;
}

export const requestTransfer = (
  tools: Tools,
  wish: Pick<Transfer, 'fromStoreId' | 'toStoreId'> & { readonly lines: readonly TransferLine[] },
  by: string,
  cause: CommandMetadata,
): Promise<Shipment> =>
  tools.execute(
    transfers,
    deriveId(`transfer|${cause.commandId}`),
    { type: 'RequestTransfer', ...wish, by },
    cause,
  );

/**
 * Sends what was asked for, or some of it. What is not on the shelf, has expired or is on bills is refused here; of goods that somebody else takes at
 * the same instant the transfer says afterwards that they stayed.
 * @throws Refusal 409 `stock-insufficient`, `stock-claimed`, `stock-expired`, `lot-expired`, `lot-insufficient`, `transfer-not-approved`; 404
 *   `lot-not-found`; 422 `product-not-transferred`, `transfer-product-twice`
 */
export async function sendTransfer(
  tools: Tools,
  { state }: Shipment,
  wanted: readonly TransferLine[] | undefined,
  by: string,
  cause: CommandMetadata,
): Promise<Shipment> {
  const { fromStoreId, toStoreId, transferId, status } = state;
  const now = tools.facts.now();
  const localDate = await todayIn(tools, fromStoreId);
  const asked = wanted ?? state.lines;
  mustBeOnce(asked);
  const known = await described(tools, asked);
  const lines = asked.map((line, i): SentLine => {
    const product = known.get(line.sku);
    if (!product) throw notInTransfer(`lines.${i}.sku`);
    return { ...line, product: productDataOf(product) };
  });
  if (status === 'approved')
    for (const [i, line] of lines.entries()) {
      const { state: shelf } = await tools.load(stock, stockKey(fromStoreId, line.sku));
      const going = { ...line, transferId, toStoreId, localDate, at: now };
      inLine(i, () => send(shelf, { type: 'SendStock', ...going }, now));
    }
  const command = { type: 'SendTransfer', lines, localDate, by } as const;
  return tools.execute(transfers, transferId, command, cause);
}

/**
 * Receives what arrived; products that are not named arrived as they were sent.
 * @throws Refusal 409 `transfer-not-sent`; 422 `product-not-transferred`, `transfer-product-twice`, `difference-unexplained`, `arrival-ambiguous`; 404 `lot-not-found`
 */
export async function receiveTransfer(
  tools: Tools,
  { state }: Shipment,
  arrived: readonly (Arrived & { readonly sku: string })[],
  by: string,
  cause: CommandMetadata,
): Promise<Shipment> {
  const { fromStoreId, toStoreId, transferId, sent, status } = state;
  mustBeOnce(arrived);
  arrived.forEach(({ sku }, i) => {
    if (status === 'sent' && !sent.some((line) => line.sku === sku))
      throw notInTransfer(`lines.${i}.sku`);
  });
  const known = await described(tools, sent);
  const command: TransferCommand = {
    type: 'ReceiveTransfer',
    lines: sent.map(({ sku }) => {
      const about = known.get(sku);
      if (!about) throw notInTransfer('lines');
      const i = arrived.findIndex((one) => one.sku === sku);
      return {
        ...arrived[i],
        sku,
        product: productDataOf(about),
        unitCents: about.costCents ?? about.priceCents,
        currency: about.currency,
        ...optional({ field: i < 0 ? undefined : `lines.${i}` }),
      };
    }),
    localDate: await todayIn(tools, toStoreId),
    senderDate: await todayIn(tools, fromStoreId),
    by,
  };
  return tools.execute(transfers, transferId, command, cause);
}

/** Where the shelf says no, with the place of the line. */
function inLine(i: number, ask: () => unknown): void {
  try {
    ask();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { kind, code, message, detail } = error;
    throw new Refusal(kind, code, message, { ...detail, field: `lines.${i}.${detail.field}` });
  }
}

async function described(
  tools: Tools,
  lines: readonly { readonly sku: string }[],
): Promise<ReadonlyMap<string, Product>> {
  const found = await tools.documents.getMany(
    products,
    lines.map(({ sku }) => sku),
  );
  return new Map(found.map((product) => [product.id, product]));
}

async function todayIn(tools: Tools, storeId: string): Promise<string> {
  const store = await tools.documents.get(tools.collection(storeZones), storeId);
  return localDateOf(tools.facts.now(), store?.zone);
}
