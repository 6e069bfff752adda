import { Controller, Get, Inject, Query } from '@nestjs/common';
import { optional, type Tools } from '@chignon/eventing';
import { Allow, Ctx, type RequestContext, Returns, TOOLS } from '@chignon/service-kit';
import { textsBehind } from '../../salon/words/words.js';
import {
  CustomerRegistrationAnswer,
  CustomerRegistrationsQuery,
} from './salon-events.shapes.http.js';
import { listedRegistrations, listedSalonEvents } from './salon-events.view.js';

/** What a customer is registered for (BK-24). */
@Controller('v1/booking/registrations')
export class CustomerRegistrationsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * List a customer's registrations for salon events. Cancelled and past ones too, in the order in which they registered; of events at the caller's stores.
   * A page may hold fewer than `limit`: go on while there is `next`.
   *
   * @zh 顾客的活动报名列表
   */
  @Get()
  @Allow('booking.registrations:read', { store: 'narrowed' })
  @Returns(CustomerRegistrationAnswer, { list: true })
  async listCustomerRegistrations(
    @Query() { customerId, limit = 50, after }: CustomerRegistrationsQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<{ items: CustomerRegistrationAnswer[]; next?: string }> {
    const { documents } = this.tools;
    const found = await documents.find(this.tools.collection(listedRegistrations), {
      index: 'byCustomer',
      where: { customerId },
      limit,
      after,
    });
    const eventIds = [...new Set(found.items.map(({ eventId }) => eventId))];
    const events = new Map(
      (eventIds.length === 0
        ? []
        : await documents.getMany(this.tools.collection(listedSalonEvents), eventIds)
      ).map((event) => [event.id, event]),
    );
    const textOf = await textsBehind(
      this.tools,
      [...events.values()].map(({ title }) => title),
    );
    return {
      items: found.items.flatMap(({ id, eventId, partySize, channel, status, registeredAt }) => {
        const event = events.get(eventId);
        if (!event || !caller.sees(event.storeId)) return [];
        const { storeId, title, startsAt, endsAt } = event;
        return [
          {
            registrationId: id,
            eventId,
            customerId,
            partySize,
            channel,
            status,
            registeredAt,
            storeId,
            title: textOf(title),
            startsAt,
            endsAt,
          },
        ];
      }),
      ...optional({ next: found.next }),
    };
  }
}
