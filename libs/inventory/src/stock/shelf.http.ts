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
  Many,
} from '@chignon/service-kit';
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

class ShelfPageQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

class LevelQuery {
  /** Wait (at most 2 s) until the answer has seen this revision of the stock ledger. */
  @Optional() @Int({ min: 1 }) atLeast?: number;
}

class MovementsQuery extends ShelfPageQuery {
  /** Movements of this product, in the order of its ledger. Left out: of all, in the order of recording. */
  @Optional() @Text(64) sku?: string;
  /** `desc` (default): newest first. */
  @Optional() @OneOf(['asc', 'desc']) order?: 'asc' | 'desc';
}

class VariancesQuery extends ShelfPageQuery {
  /** Business days of this month, `YYYY-MM`. Left out: of all months. */
  @Optional() @Text({ max: 7, matches: /^\d{4}-\d\d$/ }) month?: string;
  /** Use of this product. Left out: of all. */
  @Optional() @Text(64) sku?: string;
  /** Use by this staff member. Left out: by all. */
  @Optional() @Text(64) staffId?: string;
  /** Use for this service. Left out: for all. */
  @Optional() @Text(64) serviceId?: string;
}

/** What is left of one lot of a product. */
class StockLotAnswer {
  /** The supplier's, or a number of ours; of opened packages with the day of opening: `<lot>@<day>`. Absent: the unnamed lot, of what came in without one. */
  @Optional() @Text() lotId?: string;
  /** When the packages were opened. Absent: they are closed, as far as anybody said. */
  @Optional() @DateText() openedOn?: string;
  /** The last day on which it may be sold or used. Absent: none is known. */
  @Optional() @DateText() expiresOn?: string;
  /** Thousandths of the stock unit, rounded down; of the unnamed lot also below zero. */
  @Int() onHandMilli: number;
}

/** What a movement changed in one lot. */
class MovementLotAnswer extends StockLotAnswer {
  /** What it added, in thousandths of the stock unit; below zero where it took away. */
  @Int() changeMilli: number;
}

/** What a store has of one product. */
class LevelAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** `retail` (for sale), `professional` (back-bar) or `colour`. Absent, like the units, while the product is unknown in the store. */
  @Optional() @Text() productClass?: string;
  /** What the shelf counts: `bottle`, `tube`, `piece`. */
  @Optional() @Text() stockUnit?: string;
  /** What the stylist measures: `g`, `ml`. */
  @Optional() @Text() useUnit?: string;
  /** Thousandths of the use unit in one stock unit: 60 g a tube is 60000. */
  @Optional() @Int() useUnitsPerStockUnitMilli?: number;
  /** Thousandths of the stock unit, rounded down; below zero when more was used than received. */
  @Int() onHandMilli: number;
  /** What is left of which lot, in the order in which they go (IN-03, IN-04): the unnamed one, then by their last day, expired ones first. */
  @Many(() => StockLotAnswer) lots: StockLotAnswer[];
  /** Below it the buyer is told, in thousandths of the stock unit. Absent: no par is set. */
  @Optional() @Int() minimumMilli?: number;
  /** To be filled up to, in thousandths of the stock unit. Absent: no par is set. */
  @Optional() @Int() maximumMilli?: number;
  /** True: there is less than the minimum. */
  @Flag() belowMinimum: boolean;
  /** When the last movement happened; absent before the first. */
  @Optional() @Instant() movedAt?: string;
  /** Of the stock ledger. */
  @Revision() revision: number;
}

/** A product whose stock has fallen below its minimum (IN-05). */
class AlertAnswer {
  @Text() sku: string;
  /** When the stock fell below its minimum. */
  @Instant() since: string;
  /** The minimum that it fell below, in thousandths of the stock unit. */
  @Int() minimumMilli: number;
  /** What was left when it fell, in thousandths of the stock unit. */
  @Int() fellToMilli: number;
  /** What is on hand now, in thousandths of the stock unit. */
  @Int() onHandMilli: number;
  /** To be filled up to, in thousandths of the stock unit. */
  @Optional() @Int() maximumMilli?: number;
}

/** One movement of a product on the shelves of a store (R-IN-01). */
class MovementAnswer {
  @Text() sku: string;
  /** Number of the entry in the ledger of the product in this store: only grows. */
  @Int() entryNo: number;
  /**
   * `receive`, `open` (packages of a lot, nothing leaves), `sale`, `sale-return`, `consume`, `consume-return`, `waste`, `sample`, `count-adjust`; `count-revise`: something from before a count
   * was heard after it; `units-set`: earlier use is read in other units.
   */
  @Text() movement: string;
  /** What it added, in thousandths of the stock unit; below zero where it took away. */
  @Int() changeMilli: number;
  /** What is on hand after it, in thousandths of the stock unit, rounded down. */
  @Int() onHandMilli: number;
  /**
   * What is odd about it: `negative`, less than nothing is left; `unknown-product`, nobody has described it; `unit-mismatch`, the unit is neither of
   * the product's and was taken as the use unit; `before-count`, it happened before a count that was known already; `expired`, a part of it was over
   * its last day.
   */
  @Texts() flags: string[];
  /** When it happened; it may have been recorded later. */
  @Instant() effectiveAt: string;
  @Instant() recordedAt: string;
  /** The visit that sold or used it; absent for what people did by hand. */
  @Optional() @Text() visitId?: string;
  /** Of `receive`: the lot that came in. */
  @Optional() @Text() lotId?: string;
  /** Of `receive`: the expiry date of the lot, where it was given. */
  @Optional() @DateText() expiresOn?: string;
  /** Which lots it took from or put back. Absent: it was written before lots were kept. */
  @Optional() @Many(() => MovementLotAnswer) lots?: MovementLotAnswer[];
  /** Why: a code, of the chain's list for what people did by hand. */
  @Optional() @Text() reason?: string;
  /** Of `count-revise`: which count is meant, by its instant. */
  @Optional() @Instant() countedAt?: string;
  /**
   * Of `count-revise`: the difference that the count has found, now that what happened before it is known; thousandths of the stock unit, below zero
   * where goods were missing.
   */
  @Optional() @Int() varianceMilli?: number;
}

/** Planned and actual use of a product by one person for one service in one month (IN-07). */
class VarianceAnswer {
  @Text() sku: string;
  /** Month of the visits' business days, `YYYY-MM`. */
  @Text() month: string;
  /** Who had the largest share of the service. */
  @Text() staffId: string;
  @Text() serviceId: string;
  /** What the stylist measures: `g`, `ml`. */
  @Text() useUnit: string;
  /** Service lines that are counted; those of voided visits are not. */
  @Int() lines: number;
  /** Use by the recipe, in thousandths of the use unit. */
  @Int() plannedMilli: number;
  /** Actual use, in thousandths of the use unit. */
  @Int() usedMilli: number;
  /** Used less planned, in thousandths of the use unit (R-IN-05). */
  @Int() varianceMilli: number;
}

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
        ...(level?.maximumMilli === undefined ? {} : { maximumMilli: level.maximumMilli }),
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
