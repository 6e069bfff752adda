import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  latestToday,
  mustBeCredible,
  mustBeCurrency,
  RowsStandAlone,
  textOf,
  TOOLS,
  Text,
  Currency,
  Optional,
  OneOf,
  Many,
  DateToCheck,
  Id,
} from '@chignon/service-kit';
import { type CommandMetadata, optional, Refusal, sideBySide, type Tools } from '@chignon/eventing';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject } from 'class-validator';
import { describeProduct, productDataOf } from '../products/product.js';
import { detailsOf, readRow, type ImportedProduct } from '../products/product-import.js';
import { stockKey } from '../stock/ledger/stock-key.js';
import { stock } from '../stock/ledger/stock-ledger.js';

/** Products of another system, with what lies on the shelves of one store. */
class ProductImportBody {
  /** The store whose stock and par levels the rows tell; descriptions are the chain's. */
  @Id() storeId: string;
  /** ISO 4217, of prices and costs of all rows. */
  @Currency() currency: string;
  /** Date as of which the opening stock lies on the shelf, before the first sale that is imported; left out: today. */
  @Optional() @DateToCheck() openedOn?: string;
  /** `{sku, name, class, supplier?, brand?, category?, priceCents, costCents?, onHandMilli, minimumMilli, maximumMilli, active}`: each row is checked and answered by itself. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsObject({ each: true })
  @RowsStandAlone()
  items: object[];
}

/** What became of one row. */
class ProductImportResult {
  /** The SKU of the row. */
  @Text() sku: string;
  /** `imported`: something was new. `already`: nothing was. `rejected`: `code` says why. */
  @OneOf(['imported', 'already', 'rejected']) outcome: 'imported' | 'already' | 'rejected';
  /** Why the row was rejected, such as `field-invalid` or `sku-repeated`; absent otherwise. */
  @Optional() @Text() code?: string;
  /** The field of the row that is at fault; absent unless the row was rejected. */
  @Optional() @Text() field?: string;
}

/** What became of the rows. */
class ProductImportAnswer {
  /** One a row, in their order. */
  @Many(() => ProductImportResult) results: ProductImportResult[];
}

/** The row with its texts as they are kept, or what is wrong with one. */
function tidied(row: ImportedProduct): ImportedProduct | { code: string; field: string } {
  try {
    return Object.fromEntries(
      Object.entries(row).map(([field, value]) => [
        field,
        typeof value === 'string' ? textOf(value, field) : value,
      ]),
    ) as unknown as ImportedProduct;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: error.code, field: String(error.detail.field) };
  }
}

/** Products with stock, minimum and maximum from another system. */
@Controller('v1/inventory/imports')
export class ImportsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Import products and opening stock. Takes rows over, again and again without doing anything twice: the description where it changed, the opening
   * stock once per store and product (later movements stand on it), the par where it changed. A bad row is `rejected` with its code and field
   * (`row-invalid`, `sku-invalid`, `field-missing`, `field-invalid`, `field-unknown`, `par-crossed`, `sku-repeated`), the others go on.
   * @zh 导入产品与期初库存
   */
  @Post('products')
  @HttpCode(200)
  @Allow('inventory.imports:write', { store: 'body.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ProductImportAnswer)
  async importProducts(
    @Body() { storeId, currency, openedOn, items }: ProductImportBody,
    @Ctx() request: RequestContext,
  ): Promise<ProductImportAnswer> {
    mustBeCurrency(currency);
    if (openedOn !== undefined)
      mustBeCredible(openedOn, { today: latestToday(this.tools.facts.now()), field: 'openedOn' });
    const { expected: _, ...cause } = request.cause({ storeId });
    const seen = new Set<string>();
    const rows = items.map((item): (() => Promise<ProductImportResult>) => {
      const read = readRow(item);
      if ('problem' in read) return async () => ({ outcome: 'rejected', ...read.problem });
      const row = tidied(read.row);
      if ('code' in row) return async () => ({ sku: read.row.sku, outcome: 'rejected', ...row });
      if (seen.has(row.sku))
        return async () => ({
          sku: row.sku,
          outcome: 'rejected',
          code: 'sku-repeated',
          field: 'sku',
        });
      seen.add(row.sku);
      return () => this.take(storeId, currency, row, cause, openedOn);
    });
    return { results: await sideBySide([...rows.keys()], String, (row) => rows[row]!()) };
  }

  private async take(
    storeId: string,
    currency: string,
    row: ImportedProduct,
    cause: CommandMetadata,
    openedOn?: string,
  ): Promise<ProductImportResult> {
    const { sku, onHandMilli, minimumMilli, maximumMilli } = row;
    try {
      const { product, changed } = await describeProduct(
        this.tools,
        sku,
        (known) => detailsOf(row, currency, known),
        cause,
      );
      const key = stockKey(storeId, sku);
      const given = { product: productDataOf(product), minimumMilli, maximumMilli };
      // Its id does not depend on the request: another file, another key, the same opening.
      const opening = { ...cause, commandId: `inventory.opening:${key}`, input: { key } };
      const opened = await this.tools.execute(
        stock,
        key,
        {
          type: 'OpenStock',
          countedMilli: onHandMilli,
          ...given,
          ...(openedOn === undefined ? {} : { at: `${openedOn}T00:00:00.000Z` }),
        },
        opening,
      );
      const isNew = !opened.replayed && opened.events.length > 0;
      const par = isNew
        ? undefined
        : await this.tools.execute(stock, key, { type: 'SetPar', ...given }, cause);
      const did = changed || isNew || (par !== undefined && !par.replayed && par.events.length > 0);
      return { sku, outcome: did ? 'imported' : 'already' };
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error;
      return {
        sku,
        outcome: 'rejected',
        code: error.code,
        ...optional({ field: error.detail.field }),
      };
    }
  }
}
