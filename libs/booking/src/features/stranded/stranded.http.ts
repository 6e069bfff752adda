import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { realDate } from '@chignon/calendar';
import { invalid, optional, type Tools } from '@chignon/eventing';
import { Allow, Command, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { reassignStranded } from '../../desk/roster/reassign.flow.js';
import {
  ReassignAnswer,
  ReassignBody,
  StoreStrandedQuery,
} from '../../desk/roster/reassign.shapes.http.js';
import { StrandedAnswer } from '../../desk/roster/roster.shapes.http.js';
import { type DateRange, pageOf, reassignments } from '../../desk/roster/stranded.flow.js';
import { strandedAtStore } from '../../desk/roster/stranded-here.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';

/** The re-assignment list of a store, whatever stranded its bookings (R-BK-42). */
@Controller('v1/booking/stores/:storeId/stranded')
export class StrandedHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List the bookings to come that a store cannot keep as they stand. Its people are away or not able, it is closed then, a place is missing, or its clock shows another
   * time than was agreed (R-BK-42). In the order of begin, judged on the agenda as it is now, each with who could take it at the same time.
   *
   * @zh 门店待重新安排的预约列表
   */
  @Get()
  @Allow('booking.shifts:read', { store: 'params.storeId' })
  @Returns(StrandedAnswer, { list: true })
  async listStoreStrandedBookings(
    @Param('storeId') storeId: string,
    @Query() { from, to, staffId, limit = 50, after }: StoreStrandedQuery,
  ): Promise<{ items: StrandedAnswer[]; next?: string }> {
    const book = await booksOf(this.tools).store(storeId);
    const stranded = (await strandedAtStore(this.tools, book, undefined, rangeOf(from, to))).filter(
      (one) => staffId === undefined || one.staffId === staffId,
    );
    const { page, next } = pageOf(stranded, limit, after);
    return { items: reassignments(this.tools, page), ...optional({ next }) };
  }

  /**
   * Give the stranded bookings of a store to somebody else, in one call. Each goes at the same time, at the agreed price and without a fee, to whoever is qualified
   * and free, the least busy first; what lacks a place goes to another pool that will do. What does not fit stays and is named with the reason. A
   * repeat with the same key is answered with the first answer.
   *
   * @zh 一键重新安排受影响的预约
   */
  @Post('reassign')
  @HttpCode(200)
  @Allow('booking.appointments:write', { store: 'params.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ReassignAnswer)
  async reassignStrandedBookings(
    @Param('storeId') storeId: string,
    @Body() { from, to, staffId, appointmentIds, leaveRequested }: ReassignBody,
    @Ctx() request: RequestContext,
  ): Promise<ReassignAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    return reassignStranded(
      this.tools,
      book,
      {
        dates: rangeOf(from, to),
        ...optional({ staffId, appointmentIds, leaveRequested }),
      },
      request,
    );
  }
}

function rangeOf(from: string | undefined, to: string | undefined): DateRange {
  realDate(from, 'from');
  realDate(to, 'to');
  if (from !== undefined && to !== undefined && to < from)
    throw invalid('dates-reversed', 'The end is before the start.', {
      field: 'to',
      expected: `${from} or later`,
    });
  return { from: from ?? '', ...optional({ to }) };
}
