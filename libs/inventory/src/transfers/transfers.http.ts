import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  page,
  type RequestContext,
  Returns,
  TOOLS,
} from '@chignon/service-kit';
import { stockReasons } from '../stock/reasons.js';
import { mustBeSide, transfers } from './transfer-ledger.js';
import type { TransferCommand } from './transfer.js';
import {
  receiveTransfer,
  requestTransfer,
  sendTransfer,
  type Shipment,
  transferOf,
} from './transfers.flow.js';
import {
  CancelTransferBody,
  ListedTransferAnswer,
  ReceiveTransferBody,
  RequestTransferBody,
  SendTransferBody,
  TransferAnswer,
  type TransferProductAnswer,
  TransfersQuery,
} from './transfers.shapes.http.js';
import { listedTransfers } from './transfers.view.js';

/** Goods that go from one store to another (IN-12). Both stores see a transfer, each under its own path. */
@Controller('v1/inventory/stores/:storeId/transfers')
export class TransfersHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Ask for a transfer of goods. From another store to this one, or from this one to another. Nothing leaves before the sending store has approved it.
   * 422 `transfer-same-store`, `transfer-product-twice`.
   * @zh 申请调拨
   */
  @Post()
  @HttpCode(201)
  @Allow('inventory.transfers:write', { store: 'params.storeId' })
  @Command()
  @Returns(TransferAnswer)
  async requestTransfer(
    @Param('storeId') storeId: string,
    @Body() { direction, otherStoreId, lines }: RequestTransferBody,
    @Ctx() request: RequestContext,
  ): Promise<TransferAnswer> {
    const [fromStoreId, toStoreId] =
      direction === 'in' ? [otherStoreId, storeId] : [storeId, otherStoreId];
    const wanted = lines.map(({ sku, quantityMilli }) => ({ sku, quantityMilli }));
    const wish = { fromStoreId, toStoreId, lines: wanted };
    const cause = request.cause({ storeId });
    return answer(await requestTransfer(this.tools, wish, request.actor, cause));
  }

  /**
   * List the transfers of a store. Those that it sends and those that it receives, the latest first.
   * @zh 查看调拨列表
   */
  @Get()
  @Allow('inventory.transfers:read', { store: 'params.storeId' })
  @Returns(ListedTransferAnswer, { list: true })
  async listTransfers(
    @Param('storeId') storeId: string,
    @Query() { status, direction, limit = 50, after }: TransfersQuery,
  ): Promise<{ items: ListedTransferAnswer[]; next?: string }> {
    const both = direction === undefined ? 'byStatus' : 'byBoth';
    const found = await this.tools.documents.find(this.tools.collection(listedTransfers), {
      index: status !== undefined ? both : direction === undefined ? 'byStore' : 'byDirection',
      where: { storeId, ...optional({ direction, status }) },
      order: 'desc',
      limit,
      ...optional({ after }),
    });
    return page(found, (one) => ({
      transferId: one.transferId,
      direction: one.direction,
      otherStoreId: one.otherStoreId,
      status: one.status,
      requestedAt: one.requestedAt,
      products: one.skus.length,
    }));
  }

  /**
   * Show a transfer. 404 `transfer-not-found`.
   * @param transferId the transfer
   * @zh 查看调拨单
   */
  @Get(':transferId')
  @Allow('inventory.transfers:read', { store: 'params.storeId' })
  @Returns(TransferAnswer)
  async getTransfer(
    @Param('storeId') storeId: string,
    @Param('transferId') transferId: string,
  ): Promise<TransferAnswer> {
    return answer(await transferOf(this.tools, storeId, transferId));
  }

  /**
   * Approve a transfer. The sending store does. 404 `transfer-not-found`. 409 `transfer-not-requested`; `transfer-other-store`: this store is the one
   * that receives.
   * @param transferId the transfer
   * @zh 批准调拨
   */
  @Post(':transferId/approve')
  @HttpCode(200)
  @Allow('inventory.transfers:approve', { store: 'params.storeId' })
  @Command()
  @Returns(TransferAnswer)
  async approveTransfer(
    @Param('storeId') storeId: string,
    @Param('transferId') transferId: string,
    @Ctx() request: RequestContext,
  ): Promise<TransferAnswer> {
    const { state } = await transferOf(this.tools, storeId, transferId);
    mustBeSide(state, storeId, 'sender');
    return this.decide(
      storeId,
      transferId,
      { type: 'ApproveTransfer', by: request.actor },
      request,
    );
  }

  /**
   * Send the goods of a transfer. They leave the shelf lot by lot and are in transit, the sending store's still. What is not there, has expired or is on bills is
   * refused: `stock-insufficient`, `stock-expired`, `stock-recalled`, `lot-expired`, `lot-recalled`, `lot-insufficient`, `stock-claimed`. 404 `transfer-not-found`, `lot-not-found`. 409
   * `transfer-not-approved`, `transfer-other-store`. 422 `product-not-transferred`, `transfer-product-twice`.
   * @param transferId the transfer
   * @zh 调拨发货
   */
  @Post(':transferId/send')
  @HttpCode(200)
  @Allow('inventory.transfers:write', { store: 'params.storeId' })
  @Command()
  @Returns(TransferAnswer)
  async sendTransfer(
    @Param('storeId') storeId: string,
    @Param('transferId') transferId: string,
    @Body() { lines }: SendTransferBody,
    @Ctx() request: RequestContext,
  ): Promise<TransferAnswer> {
    const shipment = await transferOf(this.tools, storeId, transferId);
    mustBeSide(shipment.state, storeId, 'sender');
    const wanted = lines?.map(({ sku, quantityMilli, lot }) => ({
      sku,
      quantityMilli,
      ...optional({ lotId: lot }),
    }));
    const cause = request.cause({ storeId });
    return answer(await sendTransfer(this.tools, shipment, wanted, request.actor, cause));
  }

  /**
   * Receive the goods of a transfer. Once; they are this store's from now on, in the lots that they left in. What is missing is the sending store's loss, with the
   * reason that is given here. 404 `transfer-not-found`, `lot-not-found`. 409 `transfer-not-sent`, `transfer-other-store`. 422 `product-not-transferred`,
   * `transfer-product-twice`, `arrival-ambiguous`, `difference-unexplained`, `reason-unknown`. 503 `not-yet-visible`: the parcel was closed a moment ago.
   * @param transferId the transfer
   * @zh 调拨收货
   */
  @Post(':transferId/receive')
  @HttpCode(200)
  @Allow('inventory.transfers:write', { store: 'params.storeId' })
  @Command()
  @Returns(TransferAnswer)
  async receiveTransfer(
    @Param('storeId') storeId: string,
    @Param('transferId') transferId: string,
    @Body() { lines = [] }: ReceiveTransferBody,
    @Ctx() request: RequestContext,
  ): Promise<TransferAnswer> {
    const shipment = await transferOf(this.tools, storeId, transferId);
    mustBeSide(shipment.state, storeId, 'receiver');
    for (const [i, { reason }] of lines.entries())
      if (reason !== undefined)
        await stockReasons.mustHave(this.tools, 'adjustment', reason, `lines.${i}.reason`);
    const arrived = lines.map(({ sku, receivedMilli, lots, reason }) => ({
      sku,
      ...optional({ receivedMilli, reason }),
      ...(lots && {
        lots: lots.map((lot) => ({
          ...optional({ lotId: lot.lot }),
          receivedMilli: lot.receivedMilli,
        })),
      }),
    }));
    const cause = request.cause({ storeId });
    return answer(await receiveTransfer(this.tools, shipment, arrived, request.actor, cause));
  }

  /**
   * Cancel a transfer. Either store does while nothing has left; in transit the sending store calls the goods back, and they are on its shelf again. 404
   * `transfer-not-found`. 409 `transfer-not-approved`: it is over; `transfer-other-store`. 422 `reason-unknown`. 503 `not-yet-visible`: the parcel was closed a moment ago.
   * @param transferId the transfer
   * @zh 取消调拨
   */
  @Post(':transferId/cancel')
  @HttpCode(200)
  @Allow('inventory.transfers:write', { store: 'params.storeId' })
  @Command()
  @Returns(TransferAnswer)
  async cancelTransfer(
    @Param('storeId') storeId: string,
    @Param('transferId') transferId: string,
    @Body() { reason }: CancelTransferBody,
    @Ctx() request: RequestContext,
  ): Promise<TransferAnswer> {
    await stockReasons.mustHave(this.tools, 'adjustment', reason);
    await transferOf(this.tools, storeId, transferId);
    const command = { type: 'CancelTransfer', storeId, reason, by: request.actor } as const;
    return this.decide(storeId, transferId, command, request);
  }

  private async decide(
    storeId: string,
    transferId: string,
    command: TransferCommand,
    request: RequestContext,
  ): Promise<TransferAnswer> {
    const cause = request.cause({ storeId });
    return answer(await this.tools.execute(transfers, transferId, command, cause));
  }
}

const answer = ({ state, revision }: Shipment): TransferAnswer => ({
  transferId: state.transferId,
  fromStoreId: state.fromStoreId,
  toStoreId: state.toStoreId,
  status: state.status!,
  requestedAt: state.requestedAt,
  ...optional({ sentAt: state.sentAt, endedAt: state.endedAt, reason: state.reason }),
  products: state.lines.map(({ sku, quantityMilli }) => productAnswer(state, sku, quantityMilli)),
  revision,
});

function productAnswer(
  { parcels, received }: Shipment['state'],
  sku: string,
  askedMilli: number,
): TransferProductAnswer {
  const parcel = parcels.get(sku);
  const arrived = received.find((line) => line.sku === sku);
  return {
    sku,
    askedMilli,
    ...(parcel && {
      sentMilli: parcel.lots.reduce((sum, lot) => sum + lot.quantityMilli, 0),
      lots: parcel.lots.map(({ lotId, expiresOn, quantityMilli }) => ({
        ...optional({ lotId, expiresOn }),
        quantityMilli,
      })),
      ...optional({ stayed: parcel.refused }),
    }),
    ...(arrived && {
      receivedMilli: arrived.receivedMilli,
      lostMilli: arrived.lostMilli,
      ...(arrived.lostMilli > 0
        ? { lostCents: arrived.lostCents, currency: arrived.currency }
        : {}),
      overMilli: arrived.overMilli,
      ...optional({ reason: arrived.reason }),
    }),
  };
}
