import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  type CommandMetadata,
  invalid,
  notFound,
  optional,
  type RecordedEvent,
  type Tools,
} from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, Command, TOOLS } from '@chignon/service-kit';

import { minutesOf, type Store } from '../../salon/stores/store.js';
import { rosterDays } from './plan-changes.js';
import { judgeRosters, refusalOr, weekOf } from './judge-plan.flow.js';
import { planInputs } from './plan-inputs.flow.js';
import { planPeople } from './plan-people.flow.js';
import { planKey } from './week.js';
import type { PlannedShift } from './plan-rules.js';
import { timeOf } from './publishing.js';
import type { ShiftPlanCommand, ShiftPlanState } from './shift-plan-events.js';
import { shiftPlans } from './shift-plan-ledger.js';
import {
  AdjustShiftPlanBody,
  PlanHistoryAnswer,
  PlanHistoryQuery,
  ProposeShiftPlanBody,
  PublishShiftPlanBody,
  ShiftPlanAnswer,
} from './shift-plan.shapes.http.js';

const DEFAULT_WEEKS = 4;

/** The shift plan of a store and week, named by its Monday (BK-12). */
@Controller('v1/booking/stores/:storeId/shift-plans/:weekStart')
export class ShiftPlanHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Propose shifts from the demand, the team's skills, leave and wishes. It never breaks a rest rule and says of each unfilled hour why. A proposal
   * replaces the one before, until one is published.
   *
   * @zh 生成排班方案
   */
  @Post('propose')
  @HttpCode(200)
  @Allow('booking.shift-plans:write', { store: 'params.storeId' })
  @Command()
  @Returns(ShiftPlanAnswer)
  async proposeShiftPlan(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Body() { demand, historyWeeks = DEFAULT_WEEKS, rules: asked }: ProposeShiftPlanBody,
    @Ctx() who: RequestContext,
  ): Promise<ShiftPlanAnswer> {
    await weekOf(this.tools, storeId, weekStart);
    const inputs = await refusalOr(() =>
      planInputs(this.tools, storeId, weekStart, { demand, historyWeeks, rules: asked }),
    );
    return this.run(
      storeId,
      weekStart,
      { type: 'ProposeShiftPlan', inputs },
      who.cause({ storeId }),
    );
  }

  /**
   * Change a proposed shift plan by hand. 409 `rule-broken` names who, when and which rule.
   *
   * @zh 调整排班方案
   */
  @Post('adjust')
  @HttpCode(200)
  @Allow('booking.shift-plans:write', { store: 'params.storeId' })
  @Command()
  @Returns(ShiftPlanAnswer)
  async adjustShiftPlan(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Body() { put = [], removed = [] }: AdjustShiftPlanBody,
    @Ctx() who: RequestContext,
  ): Promise<ShiftPlanAnswer> {
    const store = await weekOf(this.tools, storeId, weekStart);
    if (put.length + removed.length === 0)
      throw invalid('nothing-to-do', 'Name the shifts to put or to remove.', { field: 'put' });
    const people = await planPeople(this.tools, storeId, weekStart);
    const change = await refusalOr(() => ({
      put: put.map((shift, i) => plannedOf(shift, store, `put.${i}`)),
      removed: removed.map(({ staffId, date }) => ({ staffId, date })),
    }));
    return this.run(
      storeId,
      weekStart,
      { type: 'AdjustShiftPlan', people, change },
      who.cause({ storeId }),
    );
  }

  /**
   * Publish a shift plan. The rosters of everybody in the plan follow, each checked like one that is put. 409 with the first of those refusals,
   * `staffId` in it.
   *
   * @zh 发布排班
   */
  @Post('publish')
  @HttpCode(200)
  @Allow('booking.shift-plans:write', { store: 'params.storeId' })
  @Command()
  @Returns(ShiftPlanAnswer)
  async publishShiftPlan(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Body() { onStranded = 'refuse' }: PublishShiftPlanBody,
    @Ctx() who: RequestContext,
  ): Promise<ShiftPlanAnswer> {
    await weekOf(this.tools, storeId, weekStart);
    const { state, revision } = await this.tools.load(shiftPlans, planKey(storeId, weekStart));
    const people = await planPeople(this.tools, storeId, weekStart);
    const verdict =
      state.status === 'proposed'
        ? await judgeRosters(
            this.tools,
            storeId,
            state,
            rosterDays(
              state.shifts,
              people.filter((p) => state.people.includes(p.staffId)),
            ),
            onStranded,
          )
        : undefined;
    // What was judged is what is published: a plan that changed meanwhile is judged anew.
    return this.run(
      storeId,
      weekStart,
      { type: 'PublishShiftPlan', people, onStranded, ...(verdict ? { verdict } : {}) },
      { expected: revision, ...who.cause({ storeId }) },
    );
  }

  /**
   * Get the shift plan of a store and week.
   *
   * @zh 查询排班方案
   */
  @Get()
  @Allow('booking.shift-plans:read', { store: 'params.storeId' })
  @Returns(ShiftPlanAnswer)
  async getShiftPlan(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
  ): Promise<ShiftPlanAnswer> {
    await weekOf(this.tools, storeId, weekStart);
    const { state, revision } = await this.tools.load(shiftPlans, planKey(storeId, weekStart));
    if (state.status === 'absent')
      throw notFound('plan-not-found', 'There is no plan for this week.');
    return answerOf(storeId, weekStart, state, revision);
  }

  /**
   * List who did what to a shift plan and when, oldest first. It is the plan's audit trail.
   *
   * @zh 排班方案变更记录
   */
  @Get('history')
  @Allow('booking.shift-plans:read', { store: 'params.storeId' })
  @Returns(PlanHistoryAnswer, { list: true })
  async listShiftPlanHistory(
    @Param('storeId') storeId: string,
    @Param('weekStart') weekStart: string,
    @Query() { limit = 50, after = '0' }: PlanHistoryQuery,
  ): Promise<{ items: PlanHistoryAnswer[]; next?: string }> {
    await weekOf(this.tools, storeId, weekStart);
    const first = /^(0|[1-9]\d{0,8})$/.test(after) ? Number(after) : undefined;
    if (first === undefined)
      throw invalid('cursor-invalid', 'This is not the `next` of a page of this history.', {
        field: 'after',
        expected: '`next` of the page before',
      });
    const events = await this.tools.history(shiftPlans, planKey(storeId, weekStart));
    const end = first + limit;
    const items = events.slice(first, end).map(auditOf);
    return { items, ...(end < events.length ? { next: String(end) } : {}) };
  }

  private async run(
    storeId: string,
    weekStart: string,
    command: ShiftPlanCommand,
    cause: CommandMetadata,
  ): Promise<ShiftPlanAnswer> {
    const { state, revision } = await this.tools.execute(
      shiftPlans,
      planKey(storeId, weekStart),
      command,
      cause,
    );
    return answerOf(storeId, weekStart, state, revision);
  }
}

function plannedOf(
  {
    staffId,
    date,
    from: fromTime,
    to: toTime,
  }: { staffId: string; date: string; from: string; to: string },
  store: Store,
  field: string,
): PlannedShift {
  const { from, to } = minutesOf({ from: fromTime, to: toTime }, store.dayStartsAt);
  const end = minutesOf({ from: store.dayStartsAt, to: store.dayStartsAt }, store.dayStartsAt).to;
  if (!(from < to) || fromTime === toTime || to > end)
    throw invalid('hours-invalid', 'These hours are outside the business day.', {
      field,
      expected: `within the business day that begins at ${store.dayStartsAt}`,
    });
  return { staffId, date, fromMinute: from, toMinute: to };
}

const shiftAnswer = ({ staffId, date, fromMinute, toMinute }: PlannedShift) => ({
  staffId,
  date,
  from: timeOf(fromMinute),
  to: timeOf(toMinute),
});
const appliedAnswer = ({
  written,
  refused: no,
}: {
  written: readonly string[];
  refused: readonly { staffId: string; code: string }[];
}) => ({ written: [...written], refused: [...no] });

const answerOf = (
  storeId: string,
  weekStart: string,
  { status, source, shifts: planned, unfilled, unmet, swaps, applied }: ShiftPlanState,
  revision: number,
): ShiftPlanAnswer => ({
  storeId,
  weekStart,
  status,
  source,
  shifts: [...planned].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, shift]) => shiftAnswer(shift)),
  unfilled: unfilled.map((hour) => ({
    ...hour,
    reasons: hour.reasons.map(({ reason, staffIds }) => ({ reason, staffIds: [...staffIds] })),
  })),
  unmet: [...unmet],
  swaps: [...swaps.values()],
  applied: [...applied.values()].map(appliedAnswer),
  revision,
});

/** An event as the audit tells it. */
function auditOf({ revision, type, meta, data }: RecordedEvent<string, any>): PlanHistoryAnswer {
  const {
    put = [],
    removed = [],
    shifts: proposed = [],
    unfilled,
    swapId,
    reason,
    fromStaffId,
    fromDate,
    toStaffId,
    toDate,
    written,
    refused: no,
  } = data;
  return {
    revision,
    what: type,
    at: meta.recordedAt,
    by: meta.actor,
    put: [...put, ...proposed].map(shiftAnswer),
    removed,
    ...(unfilled === undefined
      ? {}
      : { unfilledHours: (unfilled as { short: number }[]).reduce((sum, u) => sum + u.short, 0) }),
    ...(fromStaffId === undefined
      ? {}
      : {
          swap: { fromStaffId, fromDate, toStaffId, ...optional({ toDate }) },
        }),
    ...optional({ swapId, reason }),
    ...(written === undefined ? {} : { applied: appliedAnswer({ written, refused: no }) }),
  };
}
