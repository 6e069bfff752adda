import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { SKU } from '@chignon/contracts';
import { invalid, notFound, optional, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  noProduct,
  Patched,
  TOOLS,
  Text,
  Int,
  Optional,
  Cents,
  DateToCheck,
  mustBeCredible,
  OneOf,
  Revision,
} from '@chignon/service-kit';
import { Temporal } from 'temporal-polyfill';
import { type Product, productDataOf, products } from '../products/product.js';
import { stockReasons } from './reasons.js';
import { limitOf } from './write-off-limits.js';
import { writeOffLimitsInForce } from './write-off-limits.flow.js';
import type { IssueKind, StockCommand } from './ledger/stock-events.js';
import { localDateOf, storeZones } from './store-zones.view.js';
import { stockKey } from './ledger/stock-key.js';
import { stock } from './ledger/stock-ledger.js';
import type { ProductData } from '../products/units.js';
import { LOT, LOT_OR_OPENED } from './ledger/opened.js';

const MOST_MILLI = 1_000_000_000;
const STORE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Goods that came in: one lot of one product. */
class ReceiptBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Thousandths of the stock unit. */
  @Int({ min: 1, max: MOST_MILLI }) quantityMilli: number;
  /** The supplier's lot; one that is there already gets more. Left out: a number of ours. */
  @Optional() @Text({ max: 64, matches: LOT }) lot?: string;
  /** Expiry date on the package, `YYYY-MM-DD`: the last day on which it may be sold or used. Left out: none is known, and it goes last. */
  @Optional() @Text({ max: 10, matches: /^\d{4}-\d\d-\d\d$/ }) expiresOn?: string;
  /** What one stock unit cost, in minor units of the product's currency. Left out: not known. */
  @Optional() @Cents({ min: 0, max: 1_000_000_000 }) costCents?: number;
}

/** Packages that were opened. */
class OpeningBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** The lot that they are of. */
  @Text({ max: 64, matches: LOT }) lot: string;
  /** How many were opened. Left out: 1. */
  @Optional() @Int({ min: 1, max: 1_000 }) packages?: number;
  /** When, by the store's date, `YYYY-MM-DD`. Left out: today. */
  @Optional() @DateToCheck() openedOn?: string;
  /** Months that they are good from then on. Left out: as the product says, and where it says nothing the printed date alone holds. */
  @Optional() @Int({ min: 1, max: 120 }) monthsAfterOpening?: number;
}

/** What is taken off the shelf by hand. */
class IssueBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** `sale`: sold without a visit's bill; `consume`: used; `waste`: thrown away; `sample`: given away. */
  @OneOf(['sale', 'consume', 'waste', 'sample']) movement: IssueKind;
  /** Thousandths of `unit`. */
  @Int({ min: 1, max: MOST_MILLI }) quantityMilli: number;
  /** The unit of `quantityMilli`: the product's stock unit or its use unit. */
  @Text(16) unit: string;
  /** A code of the chain's list `issue` (`/v1/inventory/reasons`), never free text. */
  @Text({ max: 64, matches: CODE }) reason: string;
  /** Take it from this lot; opened packages are `<lot>@<day of opening>`. Left out: from those that go first, soonest expiry first (FEFO). */
  @Optional() @Text({ max: 75, matches: LOT_OR_OPENED }) lot?: string;
}

/** What was counted. */
class AdjustmentBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** What was counted, in thousandths of the stock unit. */
  @Int({ min: 0, max: MOST_MILLI }) countedMilli: number;
  /** A code of the chain's list `adjustment` (`/v1/inventory/reasons`), never free text. */
  @Text({ max: 64, matches: CODE }) reason: string;
}

/** How much of a product a store should have. */
class ParBody {
  /** Thousandths of the stock unit; below it the buyer is told (IN-05). */
  @Int({ min: 0, max: MOST_MILLI }) minimumMilli: number;
  /** Thousandths of the stock unit to be filled up to; not below the minimum (422 `par-crossed`). */
  @Int({ min: 0, max: MOST_MILLI }) maximumMilli: number;
}

/** What is on hand afterwards. */
class StockAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** Thousandths of the stock unit, rounded down. */
  @Int() onHandMilli: number;
  /** Below it the buyer is told, in thousandths of the stock unit. Absent: no par is set. */
  @Optional() @Int() minimumMilli?: number;
  /** To be filled up to, in thousandths of the stock unit. Absent: no par is set. */
  @Optional() @Int() maximumMilli?: number;
  /** The lot that a receipt made: the supplier's, or a number of ours; of an opening, the lot that is open now. */
  @Optional() @Text() lotId?: string;
  /** Of the stock ledger. */
  @Revision() revision: number;
}

/** What people do to the stock of a store. Visits move stock by themselves. */
@Patched('putPar')
@Controller('v1/inventory/stores/:storeId')
export class StockHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Receive goods. One lot of one product; what has expired already or was recalled is flagged. 409 `lot-expiry-differs`: this lot came in with another date.
   * @zh 收货入库
   */
  @Post('receipts')
  @HttpCode(201)
  @Allow('inventory.receipts:write', { store: 'params.storeId' })
  @Command()
  @Returns(StockAnswer)
  receiveStock(
    @Param('storeId') storeId: string,
    @Body() { sku, quantityMilli, lot, expiresOn, costCents }: ReceiptBody,
    @Ctx() request: RequestContext,
  ): Promise<StockAnswer> {
    if (expiresOn !== undefined) mustBeDate(expiresOn);
    return this.execute(storeId, sku, request, (product, { currency, localDate }) => ({
      type: 'ReceiveStock',
      product,
      quantityMilli,
      ...optional({ lotId: lot, expiresOn }),
      ...(costCents === undefined ? {} : { costCents, currency }),
      localDate,
    }));
  }

  /**
   * Open packages of a lot. From now on they are a lot of their own, `<lot>@<day of opening>`, good until the earlier of the printed date and of so many
   * months after opening; it goes before what is closed. Nothing leaves the shelf. Of a package that was begun already, what is left of it.
   * @zh 登记开封
   */
  @Post('openings')
  @HttpCode(201)
  @Allow('inventory.openings:write', { store: 'params.storeId' })
  @Command()
  @Returns(StockAnswer)
  openLot(
    @Param('storeId') storeId: string,
    @Body() { sku, lot, packages = 1, openedOn, monthsAfterOpening }: OpeningBody,
    @Ctx() request: RequestContext,
  ): Promise<StockAnswer> {
    return this.execute(storeId, sku, request, (product, { localDate, ...about }) => {
      if (openedOn !== undefined) mustBeCredible(openedOn, { today: localDate, field: 'openedOn' });
      const months = monthsAfterOpening ?? about.monthsAfterOpening;
      return {
        type: 'OpenLot',
        product,
        lotId: lot,
        packages,
        openedOn: openedOn ?? localDate,
        ...optional({ monthsAfterOpening: months }),
        localDate,
      };
    });
  }

  /**
   * Take goods off the shelf by hand. From the lots that expire soonest (IN-04), or from the one named; visits move stock by themselves. What has expired
   * is good for `waste` only, from the day after its date in the store. 409 `stock-insufficient` for retail beyond what is there and good, `stock-claimed` beyond what is on bills; the back-bar is
   * only flagged (R-IN-04), but `stock-expired` where the rest has expired and `stock-recalled` where it was recalled; `lot-expired`, `lot-recalled`, `lot-insufficient`. 403 `write-off-limit`: more `waste` or `sample`
   * of this product today than the caller's role may.
   * @zh 手工领用出库
   */
  @Post('issues')
  @HttpCode(201)
  @Allow('inventory.issues:write', { store: 'params.storeId' })
  @Command()
  @Returns(StockAnswer)
  async issueStock(
    @Param('storeId') storeId: string,
    @Body() { sku, lot, ...issue }: IssueBody,
    @Ctx() request: RequestContext,
  ): Promise<StockAnswer> {
    await stockReasons.mustHave(this.tools, 'issue', issue.reason);
    const limits = await writeOffLimitsInForce(this.tools);
    return this.execute(storeId, sku, request, (product, { localDate, ...about }) => {
      const { costCents, priceCents, currency } = about;
      const limitCents = limitOf(limits, request.caller.roles, currency);
      return {
        type: 'IssueStock',
        product,
        ...issue,
        ...optional({ lotId: lot }),
        localDate,
        worth: { unitCents: costCents ?? priceCents, currency, ...optional({ limitCents }) },
      };
    });
  }

  /**
   * Record a count of a product. This is what is on hand. `If-Match` with the level's revision refuses a count that movements have overtaken.
   * @zh 盘点调整库存
   */
  @Post('adjustments')
  @HttpCode(201)
  @Allow('inventory.adjustments:write', { store: 'params.storeId' })
  @Command()
  @Returns(StockAnswer)
  async adjustStock(
    @Param('storeId') storeId: string,
    @Body() { sku, countedMilli, reason }: AdjustmentBody,
    @Ctx() request: RequestContext,
  ): Promise<StockAnswer> {
    await stockReasons.mustHave(this.tools, 'adjustment', reason);
    return this.execute(storeId, sku, request, (product) => ({
      type: 'CountStock',
      product,
      countedMilli,
      reason,
    }));
  }

  /**
   * Set the par levels of a product in a store.
   * @zh 设置库存上下限
   */
  @Put('pars/:sku')
  @Allow('inventory.pars:write', { store: 'params.storeId' })
  @Command()
  @Returns(StockAnswer)
  putPar(
    @Param('storeId') storeId: string,
    @Param('sku') sku: string,
    @Body() { minimumMilli, maximumMilli }: ParBody,
    @Ctx() request: RequestContext,
  ): Promise<StockAnswer> {
    return this.execute(storeId, sku, request, (product) => ({
      type: 'SetPar',
      product,
      minimumMilli,
      maximumMilli,
    }));
  }

  /**
   * Get the par levels of a product in a store, with what is on hand. 404 `par-not-found`: none are set.
   * @zh 查询库存上下限
   */
  @Get('pars/:sku')
  @Allow('inventory.levels:read', { store: 'params.storeId' })
  @Returns(StockAnswer)
  async getPar(@Param('storeId') storeId: string, @Param('sku') sku: string): Promise<StockAnswer> {
    const found =
      STORE.test(storeId) && SKU.test(sku)
        ? await this.tools.load(stock, stockKey(storeId, sku))
        : undefined;
    if (!found?.state.par)
      throw notFound('par-not-found', 'This product has no par levels in this store.', {
        field: 'sku',
      });
    const { state, revision } = found;
    return { storeId, sku, onHandMilli: state.onHandMilli, ...state.par, revision };
  }

  private async execute(
    storeId: string,
    sku: string,
    request: RequestContext,
    command: (
      product: ProductData,
      about: Pick<Product, 'currency' | 'costCents' | 'priceCents' | 'monthsAfterOpening'> & {
        readonly localDate: string;
      },
    ) => StockCommand,
  ): Promise<StockAnswer> {
    if (!STORE.test(storeId))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    const product = SKU.test(sku) ? await this.tools.documents.get(products, sku) : undefined;
    if (!product) throw noProduct('sku');
    const { documents, facts } = this.tools;
    const store = await documents.get(this.tools.collection(storeZones), storeId);
    const localDate = localDateOf(facts.now(), store?.zone);
    const { state, events, revision } = await this.tools.execute(
      stock,
      stockKey(storeId, sku),
      command(productDataOf(product), { ...product, localDate }),
      request.cause({ storeId }),
    );
    const made = events.find(({ type }) => type === 'StockReceived' || type === 'LotOpened');
    return {
      storeId,
      sku,
      onHandMilli: state.onHandMilli,
      ...state.par,
      ...(made && 'lotId' in made.data ? { lotId: made.data.lotId } : {}),
      revision,
    };
  }
}

function mustBeDate(text: string): void {
  try {
    Temporal.PlainDate.from(text);
  } catch {
    throw invalid('date-invalid', 'There is no such date.', {
      field: 'expiresOn',
      expected: 'a calendar date YYYY-MM-DD',
    });
  }
}
