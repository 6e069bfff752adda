import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { Allow, Command, Returns, type ChignonRequest } from '@chignon/service-kit';
import { putOnBill } from './bill-products.flow.js';
import { BillProductAnswer, BillProductBody } from './bill-products.shapes.http.js';
import { DISPATCH, type Dispatch } from './dispatch.js';

/** Products on a bill, kept for it on the shelf. */
@Controller('v1/bill-products')
export class BillProductsController {
  constructor(@Inject(DISPATCH) private readonly dispatch: { current?: Dispatch }) {}

  /**
   * Put a product on a bill and keep it on the shelf. Claimed with inventory first, so that the last bottle is on one bill only: 409 `stock-claimed` or
   * `stock-insufficient` for retail that is not free; other goods are put on the bill with `short`. Then it is a line of the visit; when that is refused,
   * the claim is given back. It ends with the settlement, the line's removal, or the visit. Refusals are those of the steps. A repeat with the same key has the same
   * effect once; 409 `claim-ended` when what it kept has ended meanwhile.
   *
   * @zh 将商品加入账单并占用库存
   */
  @Post()
  @HttpCode(200)
  @Allow('platform.checkout:write', { store: 'narrowed' })
  @Command()
  @Returns(BillProductAnswer)
  putProductOnBill(
    @Body() body: BillProductBody,
    @Req() request: ChignonRequest,
  ): Promise<BillProductAnswer> {
    return putOnBill(this.dispatch.current!, request, request.chignon!.commandId!, body);
  }
}
