import { Body, Controller, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { SKU } from '@chignon/contracts';
import {
  type CommandMetadata,
  invalid,
  notFound,
  optional,
  type Query as DocumentQuery,
  type Tools,
} from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  Makes,
  mustBeCurrency,
  TOOLS,
  Text,
  OneOf,
  Int,
  Optional,
  Cents,
  Currency,
  Flag,
  Revision,
  Limit,
  After,
  Patched,
} from '@chignon/service-kit';
import { levels } from '../stock/levels.view.js';
import {
  describeProduct,
  productDataOf,
  type Product,
  PRODUCT_CLASSES,
  products,
} from '../products/product.js';
import { stock } from '../stock/ledger/stock-ledger.js';
import type { ProductClass } from '../products/units.js';

const MOST_CENTS = 1_000_000_000;
const CODE = /^[A-Za-z0-9][A-Za-z0-9 _.&-]{0,63}$/;
const UNIT = /^[a-z]{1,16}$/;

/** What the chain says about a product. */
class ProductBody {
  /** Name of the product, as lists and bills show it; one line. */
  @Text({ max: 200, matches: /^[^\u0000-\u001f]+$/ }) name: string;
  /**
   * `retail`: sold to customers; `professional`: used at the back-bar; `colour`: mixed as colour (IN-02). Of retail no more can be issued by hand
   * than is there; the others are only flagged (R-IN-04).
   */
  @OneOf([...PRODUCT_CLASSES]) productClass: ProductClass;
  /** What the shelf counts: `bottle`, `tube`, `piece`. */
  @Text({ max: 16, matches: UNIT }) stockUnit: string;
  /** What the stylist measures: `g`, `ml`; the stock unit again where nothing is measured. */
  @Text({ max: 16, matches: UNIT }) useUnit: string;
  /** Thousandths of the use unit in one stock unit: 60 g a tube is 60000. */
  @Int({ min: 1, max: 1_000_000_000 }) useUnitsPerStockUnitMilli: number;
  /** Whom the chain buys it from: a name or code. Left out: not known. */
  @Optional() @Text({ max: 64, matches: CODE }) supplier?: string;
  /** The brand on the package. Left out: none. */
  @Optional() @Text({ max: 64, matches: CODE }) brand?: string;
  /** The chain's own grouping, such as `shampoo`; lists can be filtered by it. Left out: none. */
  @Optional() @Text({ max: 64, matches: CODE }) category?: string;
  /** Months that a package is good once it is open, as the open jar on it says (12M: 12). Left out: not known, the printed date alone holds. */
  @Optional() @Int({ min: 1, max: 120 }) monthsAfterOpening?: number;
  /** Price of one stock unit, in minor units of `currency`. */
  @Cents({ min: 0, max: MOST_CENTS }) priceCents: number;
  /** What one stock unit costs the chain, in minor units of `currency`. Left out: not known. */
  @Optional() @Cents({ min: 0, max: MOST_CENTS }) costCents?: number;
  /** ISO 4217, of price and cost (422 `currency-unknown`). */
  @Currency() currency: string;
  /** Left out: true. False: the chain buys it no more; what lies on the shelves may still be sold and used. */
  @Optional() @Flag() active?: boolean;
}

/** A product of the chain. */
class ProductAnswer extends ProductBody {
  @Text() sku: string;
  /** 1 for the first description, one more with each change. */
  @Int() productVersion: number;
  @Revision() revision: number;
}

class ProductsQuery {
  /** Products of this class alone; not together with `category` (422 `filters-combined`). */
  @Optional() @OneOf([...PRODUCT_CLASSES]) productClass?: ProductClass;
  /** Products of this category alone; not together with `productClass`. */
  @Optional() @Text(64) category?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

const answer = ({ id: _, ...product }: Product & { revision: number }): ProductAnswer => product;

/** The chain's products: retail, back-bar and colour (IN-02). */
@Patched('putProduct')
@Controller('v1/inventory/products')
export class ProductsHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * Describe a product, new or known. A changed conversion is a correction: what was used so far is read anew in every store; another package is
   * another SKU. 422 `sku-invalid`, `units-equal`; 412 when `If-Match` is stale (`"0"`: must be new).
   * @zh 登记或修改产品
   */
  @Put(':sku')
  @Makes('sku')
  @Allow('inventory.products:write', { store: 'chain' })
  @Command()
  @Returns(ProductAnswer)
  async putProduct(
    @Param('sku') sku: string,
    @Body() body: ProductBody,
    @Ctx() request: RequestContext,
  ): Promise<ProductAnswer> {
    if (!SKU.test(sku))
      throw invalid('sku-invalid', 'This is not a valid SKU.', {
        field: 'sku',
        expected: '1 to 64 letters, digits, spaces, _ . -',
      });
    mustBeCurrency(body.currency);
    if (body.stockUnit === body.useUnit && body.useUnitsPerStockUnitMilli !== 1_000)
      throw invalid('units-equal', 'A unit contains itself exactly once.', {
        field: 'useUnitsPerStockUnitMilli',
        expected: '1000 when both units are the same',
      });
    const { product, revision } = await describeProduct(
      this.tools,
      sku,
      () => ({ ...body, sku, active: body.active ?? true }),
      request.cause(),
      request.ifMatch,
    );
    await this.tellStores(product, request.cause());
    return answer({ ...product, revision });
  }

  /**
   * Show a product.
   * @zh 查看产品
   */
  @Get(':sku')
  @Allow('inventory.products:read', { store: 'nothing' })
  @Returns(ProductAnswer)
  async getProduct(@Param('sku') sku: string): Promise<ProductAnswer> {
    const product = SKU.test(sku) ? await this.tools.documents.get(products, sku) : undefined;
    if (!product)
      throw notFound('product-not-found', 'There is no such product.', { field: 'sku' });
    return answer(product);
  }

  /**
   * List the products of the chain. By SKU, of one class or one category if asked for.
   * @zh 查看产品目录
   */
  @Get()
  @Allow('inventory.products:read', { store: 'nothing' })
  @Returns(ProductAnswer, { list: true })
  async listProducts(
    @Query() { productClass, category, limit, after }: ProductsQuery,
  ): Promise<{ items: ProductAnswer[]; next?: string }> {
    if (productClass !== undefined && category !== undefined)
      throw invalid('filters-combined', 'Filter by class or by category.', {
        field: 'category',
        expected: 'one filter',
      });
    const by: Pick<DocumentQuery, 'index' | 'where'> =
      productClass !== undefined
        ? { index: 'byClass', where: { productClass } }
        : category !== undefined
          ? { index: 'byCategory', where: { category } }
          : { index: 'bySku' };
    const page = await this.tools.documents.find(products, {
      ...by,
      limit: limit ?? 50,
      after,
    });
    return {
      items: page.items.map(answer),
      ...optional({ next: page.next }),
    };
  }

  /** Ledgers know units and class themselves; those that hold the product hear of a change. Told again, they answer "already so". */
  private async tellStores(
    product: Product,
    { expected: _, ...cause }: CommandMetadata,
  ): Promise<void> {
    let after: string | undefined;
    do {
      const page = await this.tools.documents.find(this.tools.collection(levels), {
        index: 'bySku',
        where: { sku: product.sku },
        limit: 200,
        after,
      });
      await Promise.all(
        page.items.map(({ id, storeId }) =>
          this.tools.execute(
            stock,
            id,
            { type: 'DescribeProduct', product: productDataOf(product) },
            { ...cause, storeId },
          ),
        ),
      );
      after = page.next;
    } while (after !== undefined);
  }
}
