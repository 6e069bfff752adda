import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { Tools } from '@chignon/eventing';
import { Allow, Returns, TOOLS, Optional, Id, Limit } from '@chignon/service-kit';
import { staffCard, staffCards } from '../../desk/roster/staff-cards.flow.js';
import { StaffCardAnswer } from '../../desk/roster/staff-cards.shapes.http.js';

class StaffCardQuery {
  /** Shows the next free slot for this service. */
  @Optional() @Id() serviceId?: string;
}

class StaffCardListQuery extends StaffCardQuery {
  /** How many cards a page has at most; default 20. */
  @Limit(50) limit?: number;
  @Optional() @Id() after?: string;
}

/** Public information on the staff members of a store. */
@Controller('v1/booking')
export class StaffCardsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List the cards of a store's team, by id. With `serviceId`, only of those who may perform it (BK-09).
   *
   * @zh 门店员工名片列表
   */
  @Get('stores/:storeId/staff-cards')
  @Allow('booking.staff-cards:read', { store: 'params.storeId' })
  @Returns(StaffCardAnswer, { list: true })
  listStaffCards(
    @Param('storeId') storeId: string,
    @Query() query: StaffCardListQuery,
  ): Promise<{ items: StaffCardAnswer[]; next?: string }> {
    return staffCards(this.tools, storeId, query);
  }

  /**
   * Get the public card of somebody. It has their qualifications, level, services with prices, and the next free slot for one of them (BK-09).
   *
   * @zh 查询员工名片
   */
  @Get('stores/:storeId/staff-cards/:staffId')
  @Allow('booking.staff-cards:read', { store: 'params.storeId' })
  @Returns(StaffCardAnswer)
  getStaffCard(
    @Param('storeId') storeId: string,
    @Param('staffId') staffId: string,
    @Query() { serviceId }: StaffCardQuery,
  ): Promise<StaffCardAnswer> {
    return staffCard(this.tools, storeId, staffId, serviceId);
  }
}
