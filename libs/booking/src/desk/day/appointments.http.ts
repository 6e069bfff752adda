import { Controller, Get, Inject, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import { Allow, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { findAppointments } from './appointments.flow.js';
import { AppointmentListQuery, ListedAppointmentAnswer } from './appointments.shapes.http.js';

/** Finds appointments by store, customer, status and date. */
@Controller('v1/booking')
export class AppointmentsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List appointments by store or customer, and by person, status and business dates. In the order of begin; what does not match is looked past, so that
   * a page may hold fewer than `limit`: go on while there is `next`. Only appointments of the caller's stores are listed. A booking of this very
   * moment may be missing.
   *
   * @zh 预约列表
   */
  @Get('appointments')
  @Allow('booking.appointments:read', { store: 'narrowed' })
  @Returns(ListedAppointmentAnswer, { list: true })
  async listAppointments(
    @Query() { limit = 50, ...search }: AppointmentListQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: ListedAppointmentAnswer[]; next?: string }> {
    if (search.storeId !== undefined) caller.mustSee(search.storeId);
    const { items, next } = await findAppointments(this.tools, { limit, ...search }, (storeId) =>
      caller.sees(storeId),
    );
    const zones = new Map<string, string>();
    for (const { storeId } of items)
      if (!zones.has(storeId))
        zones.set(storeId, (await booksOf(this.tools).store(storeId)).store.zone);
    return {
      items: items.map(
        ({
          subject,
          storeId,
          date,
          customerId,
          channel,
          status,
          startsAt,
          endsAt,
          lines,
          visitId,
        }) => ({
          appointmentId: subject,
          storeId,
          zone: zones.get(storeId)!,
          businessDate: date,
          ...optional({ customerId }),
          channel: channel!,
          status: status!,
          startsAt,
          endsAt,
          lines: [...lines],
          ...optional({ visitId }),
        }),
      ),
      ...optional({ next }),
    };
  }
}
