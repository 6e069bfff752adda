import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import {
  Allow,
  Command,
  Ctx,
  type RequestContext,
  Returns,
  TENDER_KEYS,
  TenderKeys,
  TOOLS,
} from '@chignon/service-kit';
import { correctVisit, refundVisit, voidVisit } from './correcting.flow.js';
import { settleVisit } from './settle.flow.js';
import { CorrectBody, VoidBody, RefundBody, SettleBody } from './settlements.shapes.http.js';
import { VisitAnswer } from './visits.shapes.http.js';

/** Settles bills, and refunds, corrects and voids what was settled. */
@Controller('v1/booking')
export class SettlementsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(TENDER_KEYS) private readonly keys: TenderKeys,
  ) {}

  /**
   * Settle a visit's bill. It is settled once, whatever is repeated. 422 `tenders-do-not-sum` names the gross, `tender-unknown` the kinds that the
   * chain takes. 409 `bill-below-zero` when more is taken off than there is. A tender of kind `deposit` is taken from what is held for the
   * appointment (R-BK-32), and 409 `deposit-insufficient` says how much that is. Kinds that other contexts own
   * come with the reservation that their owner signed, as `POST /v1/checkout` does it: 422 `reservation-forged`, `reservation-purpose`,
   * `reservation-kind`, `reservation-currency`, `reservation-amount`, `reservation-repeated`, 409 `reservation-expired`.
   *
   * @zh 结账
   */
  @Post('visits/:visitId/settle')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  settleVisit(
    @Param('visitId') visitId: string,
    @Body() body: SettleBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return settleVisit(this.tools, this.keys, visitId, body, request);
  }

  /**
   * Refund settled lines, wholly or in part. Never more than was settled, and by the kinds of tender that it was paid by (R-VS-03). Of several
   * reservations of a kind a tender may name the one that it goes back to: 409 `refund-exceeds-reservation` beyond what is left of it. 403
   * `till-limit-exceeded` above what your role may give back on one visit.
   *
   * @zh 退款
   */
  @Post('visits/:visitId/refund')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  refundVisit(
    @Param('visitId') visitId: string,
    @Body() body: RefundBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return refundVisit(this.tools, visitId, body, request);
  }

  /**
   * Correct settled lines by a further settlement. Nothing settled is edited (R-VS-02); it needs a reason of the chain's, and stays within what your
   * role may move. 409 `month-closed` where the store has closed the month of the visit.
   *
   * @zh 更正账单
   */
  @Post('visits/:visitId/correct')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  correctVisit(
    @Param('visitId') visitId: string,
    @Body() body: CorrectBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return correctVisit(this.tools, visitId, body, request);
  }

  /**
   * Void a visit. It never counted: everything that followed from it is taken back. 409 `month-closed` where the store has closed the month of the
   * visit.
   *
   * @zh 作废到店单
   */
  @Post('visits/:visitId/void')
  @HttpCode(200)
  @Allow('booking.visits:void', { store: 'narrowed' })
  @Command()
  @Returns(VisitAnswer)
  voidVisit(
    @Param('visitId') visitId: string,
    @Body() body: VoidBody,
    @Ctx() request: RequestContext,
  ): Promise<VisitAnswer> {
    return voidVisit(this.tools, visitId, body, request);
  }
}
