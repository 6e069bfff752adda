import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { type CommandMetadata, optional, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { judgeSwap, weekOf } from './judge-plan.flow.js';
import { planPeople } from './plan-people.flow.js';
import { planKey } from './week.js';
import type { ShiftPlanCommand } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import {
  PublishShiftPlanBody,
  RejectSwapBody,
  ShiftSwapAnswer,
  ShiftSwapBody,
} from './shift-plan.shapes.http.js';

/** Swaps of shifts within the plan of a store and week (BK-12). */
@Controller('v1/booking/stores/:storeId/shift-plans/:weekStart/swaps')
export class ShiftSwapsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Ask for a swap of shifts. Two people change shifts, or one takes the other's. It waits for approval.
   *
   * @zh 申请换班
   */
  @Post()
  @HttpCode(201)
  @Allow('booking.shift-swaps:write', { store: 'params.storeId' })
  @Command()
  @Returns(ShiftSwapAnswer)
  async requestShiftSwap(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Body() { fromStaffId, fromDate, toStaffId, toDate }: ShiftSwapBody,
    @Ctx() who: RequestContext,
  ): Promise<ShiftSwapAnswer> {
    await weekOf(this.tools, storeId, weekStart);
    const { events, state, revision } = await this.tools.execute(
      shiftPlans,
      planKey(storeId, weekStart),
      {
        type: 'RequestShiftSwap',
        fromStaffId,
        fromDate,
        toStaffId,
        ...optional({ toDate }),
      },
      who.cause({ storeId }),
    );
    const asked = events.find((event) => event.type === 'ShiftSwapRequested')!;
    return { ...state.swaps.get(asked.data.swapId)!, revision };
  }

  /**
   * Approve a swap of shifts. The hard rules are checked again, and, once the plan is published, the rosters of both.
   *
   * @zh 批准换班
   */
  @Post(':swapId/approve')
  @HttpCode(200)
  @Allow('booking.shift-swaps:approve', { store: 'params.storeId' })
  @Command()
  @Returns(ShiftSwapAnswer)
  async approveShiftSwap(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Param('swapId') swapId: string,
    @Body() { onStranded = 'refuse' }: PublishShiftPlanBody,
    @Ctx() who: RequestContext,
  ): Promise<ShiftSwapAnswer> {
    const store = await weekOf(this.tools, storeId, weekStart);
    const { state, revision } = await this.tools.load(shiftPlans, planKey(storeId, weekStart));
    const people = await planPeople(this.tools, storeId, weekStart);
    const verdict = await judgeSwap(this.tools, store, state, swapId, people, onStranded);
    return this.answerSwap(
      storeId,
      weekStart,
      swapId,
      { type: 'ApproveShiftSwap', swapId, people, onStranded, ...(verdict ? { verdict } : {}) },
      { expected: revision, ...who.cause({ storeId }) },
    );
  }

  /**
   * Reject a swap of shifts.
   *
   * @zh 拒绝换班
   */
  @Post(':swapId/reject')
  @HttpCode(200)
  @Allow('booking.shift-swaps:approve', { store: 'params.storeId' })
  @Command()
  @Returns(ShiftSwapAnswer)
  async rejectShiftSwap(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Param('swapId') swapId: string,
    @Body() { reason }: RejectSwapBody,
    @Ctx() who: RequestContext,
  ): Promise<ShiftSwapAnswer> {
    await weekOf(this.tools, storeId, weekStart);
    await mustBeReason(this.tools, 'swap-shift', reason);
    return this.answerSwap(
      storeId,
      weekStart,
      swapId,
      { type: 'RejectShiftSwap', swapId, reason },
      who.cause({ storeId }),
    );
  }

  private async answerSwap(
    storeId: string,
    weekStart: string,
    swapId: string,
    command: ShiftPlanCommand,
    cause: CommandMetadata,
  ): Promise<ShiftSwapAnswer> {
    const { state, revision } = await this.tools.execute(
      shiftPlans,
      planKey(storeId, weekStart),
      command,
      cause,
    );
    return { ...state.swaps.get(swapId)!, revision };
  }
}
