import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { SKU } from '@chignon/contracts';
import { Allow, Returns, TOOLS } from '@chignon/service-kit';
import {
  type Document,
  invalid,
  notFound,
  optional,
  type Page,
  type Query as DocumentQuery,
  streamName,
  type Tools,
} from '@chignon/eventing';
import { alerts } from './alerts.view.js';
import { levels, type Level } from './levels.view.js';
import { movements } from './movements.view.js';
import { openedOf } from './ledger/opened.js';
import { stockKey } from './ledger/stock-key.js';
import { stock } from './ledger/stock-ledger.js';
import { variances } from './variances.view.js';

import {
  ShelfPageQuery,
  LevelQuery,
  MovementsQuery,
  VariancesQuery,
  LevelAnswer,
  AlertAnswer,
  MovementAnswer,
  VarianceAnswer,
} from './shelf.shapes.http.js';

/** What stands on the shelves of a store, what is missing, what moved, and where use departs from plan. */
@Controller('v1/inventory/stores/:storeId')
export class ShelfHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * List the stock levels of a store. Every product of the store, by SKU (IN-01).
   * @zh 查看门店库存
   */
  @Get('levels')
  @Allow('inventory.levels:read', { store: 'params.storeId' })
  @Returns(LevelAnswer, { list: true })
  async listStockLevels(
    @Param('storeId') storeId: string,
    @Query() query: ShelfPageQuery,
  ): Promise<{ items: LevelAnswer[]; next?: string }> {
    const page = await this.tools.documents.find(this.tools.collection(levels), {
      index: 'byStore',
      where: { storeId },
      ...paging(query),
    });
    return answered(page, levelAnswer);
  }

  /**
   * Show the stock level of a product. 404 `level-not-found`: nothing ever happened to it here.
   * @zh 查看单品库存
   */
  @Get('levels/:sku')
  @Allow('inventory.levels:read', { store: 'params.storeId' })
  @Returns(LevelAnswer)
  async getStockLevel(
    @Param('storeId') storeId: string,
    @Param('sku') sku: string,
    @Query() { atLeast }: LevelQuery,
  ): Promise<LevelAnswer> {
    if (!SKU.test(sku)) throw levelNotFound();
    const key = stockKey(storeId, sku);
    if (atLeast !== undefined)
      await this.tools.atLeast(levels, key, streamName(stock.category, key), atLeast);
    const level = await this.tools.documents.get(this.tools.collection(levels), key);
    if (!level) throw levelNotFound();
    return levelAnswer(level);
  }

  /**
   * List the low-stock alerts of a store. Those that are open, oldest first (IN-05), with what is on hand now.
   * @zh 查看低库存预警
   */
  @Get('alerts')
  @Allow('inventory.alerts:read', { store: 'params.storeId' })
  @Returns(AlertAnswer, { list: true })
  async listStockAlerts(
    @Param('storeId') storeId: string,
    @Query() query: ShelfPageQuery,
  ): Promise<{ items: AlertAnswer[]; next?: string }> {
    const page = await this.tools.documents.find(this.tools.collection(alerts), {
      index: 'byStore',
      where: { storeId },
      ...paging(query),
    });
    const now = new Map(
      (
        await this.tools.documents.getMany(
          this.tools.collection(levels),
          page.items.map((alert) => alert.id),
        )
      ).map((level) => [level.id, level]),
    );
    return answered(page, ({ id, sku, since, minimumMilli, onHandMilli }) => {
      const level = now.get(id);
      return {
        sku,
        since,
        minimumMilli,
        fellToMilli: onHandMilli,
        onHandMilli: level?.onHandMilli ?? onHandMilli,
        ...optional({ maximumMilli: level?.maximumMilli }),
      };
    });
  }

  /**
   * List the stock movements of a store. As they were written down, or of one product (`?sku=`) in the order of its ledger.
   * @zh 查看出入库记录
   */
  @Get('movements')
  @Allow('inventory.movements:read', { store: 'params.storeId' })
  @Returns(MovementAnswer, { list: true })
  async listStockMovements(
    @Param('storeId') storeId: string,
    @Query() { sku, order, ...query }: MovementsQuery,
  ): Promise<{ items: MovementAnswer[]; next?: string }> {
    const by: Pick<DocumentQuery, 'index' | 'where'> =
      sku === undefined
        ? { index: 'byStore', where: { storeId } }
        : { index: 'bySku', where: { storeId, sku } };
    const page = await this.tools.documents.find(this.tools.collection(movements), {
      ...by,
      order: order ?? 'desc',
      ...paging(query),
    });
    return answered(page, (movement) => ({
      ...only<MovementAnswer>(movement, MOVEMENT_FIELDS),
      ...(movement.lots ? { lots: movement.lots.map(withOpening) } : {}),
    }));
  }

  /**
   * List planned and actual use of material. By month, product, staff and service (IN-07). At most one of `sku`, `staffId`, `serviceId`.
   * @zh 查看用料差异（染膏等计划与实际用量）
   */
  @Get('variances')
  @Allow('inventory.variances:read', { store: 'params.storeId' })
  @Returns(VarianceAnswer, { list: true })
  async listStockVariances(
    @Param('storeId') storeId: string,
    @Query() { month, sku, staffId, serviceId, ...query }: VariancesQuery,
  ): Promise<{ items: VarianceAnswer[]; next?: string }> {
    const filters = Object.entries({ sku, staffId, serviceId }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    if (filters.length > 1)
      throw invalid('filters-combined', 'Filter by product, by staff or by service.', {
        field: filters[1]![0],
        expected: 'one filter',
      });
    const [field, value] = filters[0] ?? [];
    const index =
      { sku: 'bySku', staffId: 'byStaff', serviceId: 'byService' }[field ?? ''] ?? 'byStore';
    const where = {
      storeId,
      ...(field === undefined ? {} : { [field]: value! }),
      ...optional({ month }),
    };
    const page = await this.tools.documents.find(this.tools.collection(variances), {
      index,
      where,
      ...paging(query),
    });
    return answered(page, (variance) => only<VarianceAnswer>(variance, VARIANCE_FIELDS));
  }
}

const paging = ({ limit, after }: ShelfPageQuery): Pick<DocumentQuery, 'limit' | 'after'> => ({
  limit: limit ?? 50,
  after,
});

const answered = <D extends Document, A>(
  { items, next }: Page<D>,
  shape: (document: Page<D>['items'][number]) => A,
): { items: A[]; next?: string } => ({
  items: items.map(shape),
  ...optional({ next }),
});

/** Answers are allow-lists: documents carry the mechanism's own marks too. */
const LEVEL_FIELDS = [
  'storeId',
  'sku',
  'productClass',
  'stockUnit',
  'useUnit',
  'useUnitsPerStockUnitMilli',
  'onHandMilli',
  'claimedMilli',
  'lots',
  'minimumMilli',
  'maximumMilli',
  'belowMinimum',
  'movedAt',
] as const satisfies readonly (keyof LevelAnswer)[];
const MOVEMENT_FIELDS = [
  'sku',
  'entryNo',
  'movement',
  'changeMilli',
  'onHandMilli',
  'flags',
  'effectiveAt',
  'recordedAt',
  'visitId',
  'transferId',
  'lotId',
  'expiresOn',
  'lots',
  'reason',
  'countedAt',
  'varianceMilli',
] as const satisfies readonly (keyof MovementAnswer)[];
const VARIANCE_FIELDS = [
  'sku',
  'month',
  'staffId',
  'serviceId',
  'useUnit',
  'lines',
  'plannedMilli',
  'usedMilli',
  'varianceMilli',
] as const satisfies readonly (keyof VarianceAnswer)[];

const only = <A>(document: object, fields: readonly (keyof A & string)[]): A =>
  Object.fromEntries(
    fields.flatMap((field) => {
      const value = (document as Record<string, unknown>)[field];
      return value === undefined ? [] : [[field, value]];
    }),
  ) as A;

const withOpening = <L extends { readonly lotId?: string }>(lot: L): L & { openedOn?: string } => {
  const opened = lot.lotId === undefined ? undefined : openedOf(lot.lotId);
  return { ...lot, ...(opened ? { openedOn: opened.openedOn } : {}) };
};

const levelAnswer = (level: Level): LevelAnswer => ({
  ...only<LevelAnswer>(level, LEVEL_FIELDS),
  lots: level.lots.map(withOpening),
  revision: level.entryNo,
});

const levelNotFound = () =>
  notFound('level-not-found', 'This product has no stock record in this store.', { field: 'sku' });
