import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import {
  Allow,
  Ctx,
  type RequestContext,
  Returns,
  TENDER_KEYS,
  TenderKeys,
  TOOLS,
} from '@chignon/service-kit';
import { correctVisit, refundVisit, voidVisit } from './correcting.flow.js';
import { CorrectionPreviewAnswer } from './corrections.shapes.http.js';
import { previewed } from './preview.flow.js';
import { CorrectBody, VoidBody, RefundBody } from './settlements.shapes.http.js';

/** What refunds, corrections and voids would do, before they are written (VS-14, BY-09). */
@Controller('v1/booking')
export class CorrectionsHttp {
  constructor(
    @Inject(TOOLS('booking')) private readonly tools: Tools,
    @Inject(TENDER_KEYS) private readonly keys: TenderKeys,
  ) {}

  /**
   * Preview a refund. The bill as it would stand, where the money would go, and what would be published; nothing is written. It is refused as the
   * refund itself would be.
   *
   * @zh 预览退款
   */
  @Post('visits/:visitId/refund/preview')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Returns(CorrectionPreviewAnswer)
  previewRefund(
    @Param('visitId') visitId: string,
    @Body() body: RefundBody,
    @Ctx() request: RequestContext,
  ): Promise<CorrectionPreviewAnswer> {
    return previewed(this.tools, this.keys, visitId, request, (tools) =>
      refundVisit(tools, visitId, body, request),
    );
  }

  /**
   * Preview a correction. The bill as it would stand, what would be paid or go back, and what would be published; nothing is written. It is refused
   * as the correction itself would be.
   *
   * @zh 预览账单更正
   */
  @Post('visits/:visitId/correct/preview')
  @HttpCode(200)
  @Allow('booking.visits:settle', { store: 'narrowed' })
  @Returns(CorrectionPreviewAnswer)
  previewCorrection(
    @Param('visitId') visitId: string,
    @Body() body: CorrectBody,
    @Ctx() request: RequestContext,
  ): Promise<CorrectionPreviewAnswer> {
    return previewed(this.tools, this.keys, visitId, request, (tools) =>
      correctVisit(tools, visitId, body, request),
    );
  }

  /**
   * Preview a void. What would go back, and what would be published; nothing is written. It is refused as the void itself would be.
   *
   * @zh 预览作废到店单
   */
  @Post('visits/:visitId/void/preview')
  @HttpCode(200)
  @Allow('booking.visits:void', { store: 'narrowed' })
  @Returns(CorrectionPreviewAnswer)
  previewVoid(
    @Param('visitId') visitId: string,
    @Body() body: VoidBody,
    @Ctx() request: RequestContext,
  ): Promise<CorrectionPreviewAnswer> {
    return previewed(this.tools, this.keys, visitId, request, (tools) =>
      voidVisit(tools, visitId, body, request),
    );
  }
}
