import { Body, Controller, Get, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { minuteOf, realDate } from '@chignon/calendar';
import { invalid, type Stored, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, TOOLS, Patched } from '@chignon/service-kit';
import { visibleMember } from '../../salon/roster/roster.flow.js';
import { ShiftWishesAnswer, ShiftWishesBody } from './shift-plan.shapes.http.js';
import { type ShiftWishes, shiftWishes } from './wishes.js';

/** What a staff member prefers, for the next shift plans. */
@Patched('putShiftWishes')
@Controller('v1/booking')
export class ShiftWishesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write a person's wishes for shift plans. They are about days off, hours, and how much to work a week, and count for the next plan.
   *
   * @zh 保存员工排班意愿
   */
  @Put('staff/:staffId/shift-wishes')
  @HttpCode(200)
  @Allow('booking.shifts:write', { store: 'narrowed' })
  @Returns(ShiftWishesAnswer)
  async putShiftWishes(
    @Param('staffId') staffId: string,
    @Body()
    { weekdaysOff = [], datesOff = [], preferredFrom, preferredTo, ...weekly }: ShiftWishesBody,
    @Ctx() request: RequestContext,
  ): Promise<ShiftWishesAnswer> {
    await visibleMember(this.tools, staffId, request);
    datesOff.forEach((date, i) => realDate(date, `datesOff.${i}`));
    if ((preferredFrom === undefined) !== (preferredTo === undefined))
      throw invalid('hours-invalid', 'Preferred hours need both a start and an end.', {
        field: preferredFrom === undefined ? 'preferredFrom' : 'preferredTo',
        expected: 'HH:MM',
      });
    for (const [field, time] of [
      ['preferredFrom', preferredFrom],
      ['preferredTo', preferredTo],
    ] as const)
      if (time !== undefined && Number.isNaN(minuteOf(time)))
        throw invalid('hours-invalid', 'This is not a local time.', { field, expected: 'HH:MM' });
    if ((weekly.minWeeklyMinutes ?? 0) > (weekly.maxWeeklyMinutes ?? Infinity))
      throw invalid('rules-contradict', '`minWeeklyMinutes` is greater than `maxWeeklyMinutes`.', {
        field: 'minWeeklyMinutes',
        expected: `at most ${weekly.maxWeeklyMinutes}`,
      });
    const wishes: ShiftWishes = {
      id: staffId,
      weekdaysOff,
      datesOff,
      ...(preferredFrom === undefined
        ? {}
        : { preferred: { from: preferredFrom, to: preferredTo! } }),
      ...weekly,
    };
    const { revision } = await this.tools.documents.put(shiftWishes, wishes, {
      expected: request.ifMatch,
    });
    return wishesAnswer({ ...wishes, revision });
  }

  /**
   * Get a person's wishes for shift plans.
   *
   * @zh 查询员工排班意愿
   */
  @Get('staff/:staffId/shift-wishes')
  @Allow('booking.shifts:read', { store: 'narrowed' })
  @Returns(ShiftWishesAnswer)
  async getShiftWishes(
    @Param('staffId') staffId: string,
    @Ctx() request: RequestContext,
  ): Promise<ShiftWishesAnswer> {
    await visibleMember(this.tools, staffId, request);
    return wishesAnswer(
      (await this.tools.documents.get(shiftWishes, staffId)) ?? {
        id: staffId,
        weekdaysOff: [],
        datesOff: [],
        revision: 0,
      },
    );
  }
}

const wishesAnswer = ({
  id,
  weekdaysOff,
  datesOff,
  preferred,
  ...weekly
}: Stored<ShiftWishes>): ShiftWishesAnswer => ({
  staffId: id,
  weekdaysOff: [...weekdaysOff],
  datesOff: [...datesOff],
  ...(preferred ? { preferredFrom: preferred.from, preferredTo: preferred.to } : {}),
  ...weekly,
});
