import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { SKU } from '@chignon/contracts';
import {
  Allow,
  Returns,
  TOOLS,
  Limit,
  After,
  Optional,
  Int,
  Text,
  OneOf,
  Flag,
  Instant,
  Revision,
  Texts,
  DateText,
} from '@chignon/service-kit';
import {
  invalid,
  notFound,
  streamName,
  type Document,
  type Page,
  type Query as DocumentQuery,
  type Tools,
} from '@chignon/eventing';
import { alerts } from './alerts.view.js';
import { levels, type Level } from './levels.view.js';
import { movements } from './movements.view.js';
import { stockKey } from './stock-key.js';
import { stock } from './stock-ledger.js';
import { variances } from './variances.view.js';

class ShelfPageQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

class LevelQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the stock ledger. */
  @Optional() @Int({ min: 1 }) atLeast?: number;
}

class MovementsQuery extends ShelfPageQuery {
  @Optional() @Text(64) sku?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

class VariancesQuery extends ShelfPageQuery {
  /** `YYYY-MM` */
  @Optional() @Text({ max: 7, matches: /^\d{4}-\d\d$/ }) month?: string;
  @Optional() @Text(64) sku?: string;
  @Optional() @Text(64) staffId?: string;
  @Optional() @Text(64) serviceId?: string;
}

class LevelAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** Absent, like the units, while the product is unknown in the store. */
  @Optional() @Text() productClass?: string;
  @Optional() @Text() stockUnit?: string;
  @Optional() @Text() useUnit?: string;
  @Optional() @Int() useUnitsPerStockUnitMilli?: number;
  /** Thousandths of the stock unit, rounded down; below zero when more was used than received. */
  @Int() onHandMilli: number;
  @Optional() @Int() minimumMilli?: number;
  @Optional() @Int() maximumMilli?: number;
  @Flag() belowMinimum: boolean;
  @Optional() @Instant() movedAt?: string;
  /** Of the stock ledger. */
  @Revision() revision: number;
}

class AlertAnswer {
  @Text() sku: string;
  /** When the stock fell below its minimum. */
  @Instant() since: string;
  @Int() minimumMilli: number;
  /** When it fell. */
  @Int() fellToMilli: number;
  /** Now. */
  @Int() onHandMilli: number;
  @Optional() @Int() maximumMilli?: number;
}

class MovementAnswer {
  @Text() sku: string;
  @Int() entryNo: number;
  @Text() movement: string;
  @Int() changeMilli: number;
  @Int() onHandMilli: number;
  /** `negative`, `unknown-product`, `unit-mismatch`, `before-count`. */
  @Texts() flags: string[];
  @Instant() effectiveAt: string;
  @Instant() recordedAt: string;
  @Optional() @Text() visitId?: string;
  @Optional() @Text() lotId?: string;
  @Optional() @DateText() expiresOn?: string;
  @Optional() @Text() reason?: string;
  /** Of `count-revise`: which count, and what it found too much (or too little) now that what happened before it was heard. */
  @Optional() @Instant() countedAt?: string;
  @Optional() @Int() varianceMilli?: number;
}

class VarianceAnswer {
  @Text() sku: string;
  @Text() month: string;
  @Text() staffId: string;
  @Text() serviceId: string;
  @Text() useUnit: string;
  @Int() lines: number;
  /** Thousandths of the use unit, as the next two. */
  @Int() plannedMilli: number;
  @Int() usedMilli: number;
  /** Used less planned. */
  @Int() varianceMilli: number;
}

/** What stands on the shelves of a store, what is missing, what moved, and where use departs from plan. */
@Controller('v1/inventory/stores/:storeId')
export class ShelfHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /** Every product of the store, by SKU (IN-01). */
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

  /** One product of the store. 404 `level-not-found`: nothing ever happened to it here. */
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

  /** Open low-stock alerts, oldest first (IN-05), with what is on hand now. */
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
        ...(level?.maximumMilli === undefined ? {} : { maximumMilli: level.maximumMilli }),
      };
    });
  }

  /** Movements of the store as they were written down, or of one product (`?sku=`) in the order of its ledger. */
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
    return answered(page, (movement) => only<MovementAnswer>(movement, MOVEMENT_FIELDS));
  }

  /** Planned and actual use by month, product, staff and service (IN-07). At most one of `sku`, `staffId`, `serviceId`. */
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
      ...(month === undefined ? {} : { month }),
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
  ...(after === undefined ? {} : { after }),
});

const answered = <D extends Document, A>(
  { items, next }: Page<D>,
  shape: (document: Page<D>['items'][number]) => A,
): { items: A[]; next?: string } => ({
  items: items.map(shape),
  ...(next === undefined ? {} : { next }),
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
  'lotId',
  'expiresOn',
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

const levelAnswer = (level: Level): LevelAnswer => ({
  ...only<LevelAnswer>(level, LEVEL_FIELDS),
  revision: level.entryNo,
});

const levelNotFound = () =>
  notFound('level-not-found', 'This product has no stock record in this store.', { field: 'sku' });
