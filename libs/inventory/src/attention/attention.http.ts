import { Controller, Get, Inject, Query } from '@nestjs/common';
import { findWanted, optional, type Query as Asked, type Tools } from '@chignon/eventing';
import { Allow, Ctx, page, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { levels } from '../stock/levels.view.js';
import {
  LowStockAnswer,
  LowStockQuery,
  OddShelfAnswer,
  OddShelvesQuery,
} from './attention.shapes.http.js';
import { oddShelves } from './oddities.view.js';

/** Reads for one page of a caller of some stores among many: who gets a short one goes on from there. */
const MAX_LOOKS = 500;

/** What somebody should look at, over all stores that the caller sees. */
@Controller('v1/inventory')
export class AttentionHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * List what has fallen below its minimum, in all stores. Of the stores that the caller sees, the longest first; gone when it has recovered (IN-05). A page may be
   * shorter than asked for.
   * @zh 查看全部门店低库存
   */
  @Get('alerts')
  @Allow('inventory.alerts:read', { store: 'narrowed' })
  @Returns(LowStockAnswer, { list: true })
  async listLowStock(
    @Query() { productClass, limit = 50, after }: LowStockQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: LowStockAnswer[]; next?: string }> {
    const { onlyStore: storeId } = caller;
    const of: Pick<Asked, 'index' | 'where'> =
      storeId !== undefined
        ? { index: 'belowOfStore', where: { storeId, belowMinimum: true } }
        : productClass !== undefined
          ? { index: 'belowOfClass', where: { belowMinimum: true, productClass } }
          : { index: 'below', where: { belowMinimum: true } };
    const found = await findWanted(
      this.tools.documents,
      this.tools.collection(levels),
      { ...of, limit, ...optional({ after }) },
      (level) =>
        caller.sees(level.storeId) &&
        (productClass === undefined || level.productClass === productClass),
      MAX_LOOKS,
    );
    return page(found, ({ sku, productClass: kind, onHandMilli, ...level }) => ({
      storeId: level.storeId,
      sku,
      ...optional({ productClass: kind }),
      since: level.belowSince!,
      onHandMilli,
      minimumMilli: level.minimumMilli!,
      missingMilli: Math.max(0, level.maximumMilli! - onHandMilli),
    }));
  }

  /**
   * List shelves on which something does not add up. What visits said late or wrongly is never refused, it waits here: less than nothing on hand, a unit that
   * does not fit, an unknown product, an expired lot. Counting, describing or receiving the product takes it off. A page may be shorter than asked for.
   * @zh 查看库存异常
   */
  @Get('odd-shelves')
  @Allow('inventory.alerts:read', { store: 'narrowed' })
  @Returns(OddShelfAnswer, { list: true })
  async listOddShelves(
    @Query() { storeId: asked, limit = 50, after }: OddShelvesQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: OddShelfAnswer[]; next?: string }> {
    const storeId = asked ?? caller.onlyStore;
    const found = await findWanted(
      this.tools.documents,
      this.tools.collection(oddShelves),
      {
        index: storeId === undefined ? 'bySince' : 'byStore',
        where: optional({ storeId }),
        limit,
        ...optional({ after }),
      },
      (shelf) => caller.sees(shelf.storeId),
      MAX_LOOKS,
    );
    return page(found, (shelf) => ({
      storeId: shelf.storeId,
      sku: shelf.sku,
      since: shelf.since,
      oddities: [...shelf.oddities],
      movements: shelf.movements,
      ...optional({ visitId: shelf.visitId }),
    }));
  }
}
