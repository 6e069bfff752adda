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
} from '@chignon/service-kit';
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { Temporal } from 'temporal-polyfill';
import { factsOf, products } from './product.js';
import { CURRENT_REASONS, reasonsOf, stockReasonLists, type StockReasons } from './reasons.js';
import type { IssueKind, ProductFacts, StockCommand } from './stock-events.js';
import { stockKey } from './stock-key.js';
import { stock } from './stock-ledger.js';

const MOST_MILLI = 1_000_000_000;
const STORE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const CODE = /^[a-z0-9][a-z0-9-]{0,63}$/;

class ReceiptBody {
  @IsString() @MaxLength(64) @Matches(SKU) sku: string;
  /** Thousandths of the stock unit. */
  @IsInt() @Min(1) @Max(MOST_MILLI) quantityMilli: number;
  /** The supplier's lot; left out: a number of ours. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  @Matches(/^[A-Za-z0-9][A-Za-z0-9_./-]{0,63}$/)
  lot?: string;
  /** `YYYY-MM-DD`. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(/^\d{4}-\d\d-\d\d$/) expiresOn?: string;
  /** What one stock unit cost, in the product's currency. */
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000) costCents?: number;
}

class IssueBody {
  @IsString() @MaxLength(64) @Matches(SKU) sku: string;
  @IsIn(['sale', 'consume', 'waste', 'sample']) movement: IssueKind;
  /** Thousandths of `unit`. */
  @IsInt() @Min(1) @Max(MOST_MILLI) quantityMilli: number;
  /** The product's stock unit or use unit. */
  @IsString() @MaxLength(16) unit: string;
  /** A code of the chain's list (`/v1/inventory/reasons`), never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

class AdjustmentBody {
  @IsString() @MaxLength(64) @Matches(SKU) sku: string;
  /** What was counted, in thousandths of the stock unit. */
  @IsInt() @Min(0) @Max(MOST_MILLI) countedMilli: number;
  /** A code of the chain's list (`/v1/inventory/reasons`), never free text. */
  @IsString() @MaxLength(64) @Matches(CODE) reason: string;
}

class ParBody {
  /** Thousandths of the stock unit; below it the buyer is told. */
  @IsInt() @Min(0) @Max(MOST_MILLI) minimumMilli: number;
  @IsInt() @Min(0) @Max(MOST_MILLI) maximumMilli: number;
}

class StockAnswer {
  @IsString() storeId: string;
  @IsString() sku: string;
  /** Thousandths of the stock unit, rounded down. */
  @IsInt() onHandMilli: number;
  @IsOptional() @IsInt() minimumMilli?: number;
  @IsOptional() @IsInt() maximumMilli?: number;
  /** The lot a receipt made. */
  @IsOptional() @IsString() lotId?: string;
  /** Of the stock ledger. */
  @IsInt() revision: number;
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
  receive(
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
  async issue(
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
  async adjust(
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
  setPar(
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
    command: (product: ProductFacts, currency: string) => StockCommand,
  ): Promise<StockAnswer> {
    if (!STORE.test(storeId))
      throw notFound('store-not-found', 'There is no such store.', { field: 'storeId' });
    const product = SKU.test(sku) ? await this.tools.documents.get(products, sku) : undefined;
    if (!product) throw noProduct('sku');
    const { state, events, revision } = await this.tools.execute(
      stock,
      stockKey(storeId, sku),
      command(factsOf(product), product.currency),
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
    throw invalid('date-invalid', 'This date does not exist.', {
      field: 'expiresOn',
      expected: 'a calendar date YYYY-MM-DD',
    });
  }
}
