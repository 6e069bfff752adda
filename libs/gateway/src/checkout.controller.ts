import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { optional } from '@chignon/eventing';
import { Allow, Command, Returns, type ChignonRequest } from '@chignon/service-kit';
import { checkOut } from './checkout.flow.js';
import { CheckoutAnswer, CheckoutBody } from './checkout.shapes.http.js';
import { DISPATCH, type Dispatch } from './dispatch.js';
import { TENDER_OWNERS, type TenderOwners } from './tender-owners.js';

/** The till's one call. */
@Controller('v1/checkout')
export class CheckoutController {
  constructor(
    @Inject(DISPATCH) private readonly dispatch: { current?: Dispatch },
    @Inject(TENDER_OWNERS) private readonly owners: TenderOwners,
  ) {}

  /**
   * Check a visit out. Each tender and discount that a context owns is reserved with its owner, then the bill is settled with all of them; when any
   * step is refused, what was reserved is given back. Refusals are those of the steps, and name the `tender`. 422 `discount-unknown` for a discount
   * that nobody owns. A repeat with the same key has the same effect once.
   *
   * @zh 收银结账
   */
  @Post()
  @HttpCode(200)
  @Allow('platform.checkout:write', { store: 'narrowed' })
  @Command()
  @Returns(CheckoutAnswer)
  async checkOutVisit(
    @Body() body: CheckoutBody,
    @Req() request: ChignonRequest,
  ): Promise<CheckoutAnswer> {
    const { visitId, currency, settlements, revision } = await checkOut(
      { dispatch: this.dispatch.current!, owners: this.owners },
      request,
      request.chignon!.commandId!,
      body,
    );
    const { settlementNo, billId, settledAt, netCents, taxCents, tenders, reserved } =
      settlements[0];
    return {
      visitId,
      currency,
      settlementNo,
      billId,
      settledAt,
      netCents,
      taxCents,
      tenders,
      reserved: (reserved ?? []).map(
        ({
          reservationId,
          owner,
          kind,
          account,
          cents,
          bonusCents,
        }: CheckoutAnswer['reserved'][number]) => ({
          reservationId,
          owner,
          kind,
          account,
          cents,
          ...optional({ bonusCents }),
        }),
      ),
      revision,
    };
  }
}
