import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { Allow, type ChignonRequest, Returns } from '@chignon/service-kit';
import { previewCorrection } from './corrections.flow.js';
import { CorrectionDiffAnswer, CorrectionPreviewBody } from './corrections.shapes.http.js';
import { DISPATCH, type Dispatch } from './dispatch.js';

/** What a correction would do, before it is written (VS-14, BY-09). */
@Controller('v1/corrections')
export class CorrectionsController {
  constructor(@Inject(DISPATCH) private readonly dispatch: { current?: Dispatch }) {}

  /**
   * Preview everything that a correction would do. One call shows what a refund, correction or void would change: the bill, how the money goes back,
   * points, tier and stored value, stock, and sales. Nothing is written, and it is refused as the correction itself would be.
   *
   * @zh 预览更正的全部影响
   */
  @Post('preview')
  @HttpCode(200)
  @Allow('platform.previews:read', { store: 'narrowed' })
  @Returns(CorrectionDiffAnswer)
  previewCorrectionEverywhere(
    @Body() body: CorrectionPreviewBody,
    @Req() request: ChignonRequest,
  ): Promise<CorrectionDiffAnswer> {
    return previewCorrection(this.dispatch.current!, request, body);
  }
}
