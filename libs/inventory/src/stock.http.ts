import { Body, Controller, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { SKU } from '@chignon/contracts';
import { invalid, mustBeListed, notFound, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  noProduct,
  TOOLS,
  Text,
  Int,
  Optional,
  Cents,
  OneOf,
  Revision,
} from '@chignon/service-kit';
import { Temporal } from 'temporal-polyfill';
import { productDataOf, products } from './product.js';
import { CURRENT_REASONS, reasonsOf, stockReasonLists, type StockReasons } from './reasons.js';
import type { IssueKind, ProductData, StockCommand } from './stock-events.js';
import { stockKey } from './stock-key.js';
import { stock } from './stock-ledger.js';

const MOST_MILLI = 1_000_000_000;
const STORE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;

class ReceiptBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** Thousandths of the stock unit. */
  @Int({ min: 1, max: MOST_MILLI }) quantityMilli: number;
  /** The supplier's lot; left out: a number of ours. */
  @Optional() @Text({ max: 64, matches: /^[A-Za-z0-9][A-Za-z0-9_./-]{0,63}$/ }) lot?: string;
  /** `YYYY-MM-DD`. */
  @Optional() @Text({ max: 10, matches: /^\d{4}-\d\d-\d\d$/ }) expiresOn?: string;
  /** What one stock unit cost, in the product's currency. */
  @Optional() @Cents({ min: 0, max: 1_000_000_000 }) costCents?: number;
}

class IssueBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  @OneOf(['sale', 'consume', 'waste', 'sample']) movement: IssueKind;
  /** Thousandths of `unit`. */
  @Int({ min: 1, max: MOST_MILLI }) quantityMilli: number;
  /** The product's stock unit or use unit. */
  @Text(16) unit: string;
  /** A code of the chain's list (`/v1/inventory/reasons`), never free text. */
  @Text({ max: 64, matches: CODE }) reason: string;
}

class AdjustmentBody {
  @Text({ max: 64, matches: SKU }) sku: string;
  /** What was counted, in thousandths of the stock unit. */
  @Int({ min: 0, max: MOST_MILLI }) countedMilli: number;
  /** A code of the chain's list (`/v1/inventory/reasons`), never free text. */
  @Text({ max: 64, matches: CODE }) reason: string;
}

class ParBody {
  /** Thousandths of the stock unit; below it the buyer is told. */
  @Int({ min: 0, max: MOST_MILLI }) minimumMilli: number;
  @Int({ min: 0, max: MOST_MILLI }) maximumMilli: number;
}

class StockAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** Thousandths of the stock unit, rounded down. */
  @Int() onHandMilli: number;
  @Optional() @Int() minimumMilli?: number;
  @Optional() @Int() maximumMilli?: number;
  /** The lot a receipt made. */
  @Optional() @Text() lotId?: string;
  /** Of the stock ledger. */
  @Revision() revision: number;
}

/** What people do to the stock of a store. Visits move stock by themselves. */
@Controller('v1/inventory/stores/:storeId')
export class StockHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /** Goods received: one lot. 422 `product-not-found`, `date-invalid`. */
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
    return this.execute(storeId, sku, request, (product, currency) => ({
      type: 'ReceiveStock',
      product,
      quantityMilli,
      ...(lot === undefined ? {} : { lotId: lot }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
      ...(costCents === undefined ? {} : { costCents, currency }),
    }));
  }

  /** Taken at the desk. 409 `stock-insufficient` for retail beyond what is there; the back-bar is only flagged. 422 `unit-unknown`, `reason-unknown`. */
  @Post('issues')
  @HttpCode(201)
  @Allow('inventory.issues:write', { store: 'params.storeId' })
  @Command()
  @Returns(StockAnswer)
  async issueStock(
    @Param('storeId') storeId: string,
    @Body() { sku, ...issue }: IssueBody,
    @Ctx() request: RequestContext,
  ): Promise<StockAnswer> {
    await this.mustBeReason('issue', issue.reason);
    return this.execute(storeId, sku, request, (product) => ({
      type: 'IssueStock',
      product,
      ...issue,
    }));
  }

  /** A count: this is what is on hand. `If-Match` with the level's revision refuses a count that movements have overtaken. 422 `reason-unknown`. */
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
    await this.mustBeReason('adjustment', reason);
    return this.execute(storeId, sku, request, (product) => ({
      type: 'CountStock',
      product,
      countedMilli,
      reason,
    }));
  }

  /** Par levels of a product in the store. 422 `par-crossed`. */
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

  private async mustBeReason(of: keyof StockReasons, reason: string): Promise<void> {
    mustBeListed(
      reasonsOf(await this.tools.documents.get(stockReasonLists, CURRENT_REASONS))[of],
      reason,
    );
  }

  private async execute(
    storeId: string,
    sku: string,
    request: RequestContext,
    command: (product: ProductData, currency: string) => StockCommand,
  ): Promise<StockAnswer> {
    if (!STORE.test(storeId))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    const product = SKU.test(sku) ? await this.tools.documents.get(products, sku) : undefined;
    if (!product) throw noProduct('sku');
    const { state, events, revision } = await this.tools.execute(
      stock,
      stockKey(storeId, sku),
      command(productDataOf(product), product.currency),
      request.cause({ storeId }),
    );
    const received = events.find((event) => event.type === 'StockReceived');
    return {
      storeId,
      sku,
      onHandMilli: state.onHandMilli,
      ...state.par,
      ...(received ? { lotId: received.data.lotId } : {}),
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
