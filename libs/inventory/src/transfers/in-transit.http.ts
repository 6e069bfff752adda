import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import { Allow, page, Returns, TOOLS } from '@chignon/service-kit';
import { InTransitAnswer, InTransitQuery } from './transfers.shapes.http.js';
import { inTransit } from './transfers.view.js';

/** Goods on their way between stores. */
@Controller('v1/inventory/stores/:storeId/in-transit')
export class InTransitHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * List the goods of a store that are in transit. Those that it has sent, which are its own still, and those that it is to receive; the longest on their way first.
   * @zh 查看在途库存
   */
  @Get()
  @Allow('inventory.transfers:read', { store: 'params.storeId' })
  @Returns(InTransitAnswer, { list: true })
  async listInTransit(
    @Param('storeId') storeId: string,
    @Query() { direction, limit = 50, after }: InTransitQuery,
  ): Promise<{ items: InTransitAnswer[]; next?: string }> {
    const found = await this.tools.documents.find(this.tools.collection(inTransit), {
      index: direction === undefined ? 'byStore' : 'byDirection',
      where: { storeId, ...optional({ direction }) },
      limit,
      ...optional({ after }),
    });
    return page(found, (goods) => ({
      transferId: goods.transferId,
      direction: goods.direction,
      otherStoreId: goods.otherStoreId,
      sku: goods.sku,
      quantityMilli: goods.quantityMilli,
      lots: goods.lots.map(({ lotId, expiresOn, quantityMilli }) => ({
        ...optional({ lotId, expiresOn }),
        quantityMilli,
      })),
      sentAt: goods.sentAt,
    }));
  }
}
