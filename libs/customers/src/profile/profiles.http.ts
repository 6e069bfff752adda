import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Allow, Returns, Ctx, type RequestContext, TOOLS, type Caller } from '@chignon/service-kit';
import { optional, type Tools } from '@chignon/eventing';
import { portraitOf, type Portrait } from './portrait.js';
import { profiles } from './profile.view.js';
import { together } from './together.js';
import { newestVisits } from './visits.flow.js';
import type { ProfileVisit } from './visit-history.view.js';
import {
  CustomerProfileAnswer,
  CustomerVisitAnswer,
  CustomerVisitsQuery,
} from './profiles.shapes.http.js';
import { noteRead } from '../access/reads.flow.js';
import { contactKind } from '../identity/answers.http.js';
import { personAt } from '../identity/person.flow.js';
import { contactsFor, displayName } from '../identity/record.js';

/** Newest visits that a profile shows with their formulas. */
const RECENT_VISITS = 10;

/** What is known of customers from what happened. Whom a caller sees is as for the customers themselves. */
@Controller('v1/customers')
export class ProfilesHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Show a customer's profile. What is known of the customer from what happened (PR-02): visits, spend, favourites, the last services with their
   * formulas, what is upcoming.
   * @zh 查看顾客画像
   */
  @Get(':customerId/profile')
  @Allow('customers.profiles:read', { store: 'narrowed' })
  @Returns(CustomerProfileAnswer)
  async getCustomerProfile(
    @Param('customerId') id: string,
    @Ctx() request: RequestContext,
  ): Promise<CustomerProfileAnswer> {
    const { shown: record, ids } = await personAt(this.tools, id);
    const [known, recent] = await Promise.all([
      this.tools.documents.getMany(this.tools.collection(profiles), ids),
      newestVisits(this.tools, ids, { standing: 'counted', limit: RECENT_VISITS }),
    ]);
    const reveal = request.caller.may('customers.contacts:reveal');
    await noteRead(this.tools, request, {
      customerIds: [record.id],
      kinds: ['name', contactKind(reveal), 'visits', 'formulas'],
    });
    return {
      customer: {
        id: record.id,
        displayName: displayName(record),
        homeStoreId: record.homeStoreId,
        language: record.language,
        ...contactsFor(record, reveal),
      },
      ...portraitFor(
        portraitOf(together(record.id, known), this.tools.facts.now()),
        request.caller,
      ),
      recent: recent.visits.map((visit) => visitAnswer(visit, request.caller)),
    } as unknown as CustomerProfileAnswer;
  }

  /**
   * List a customer's visits. Newest first, voided ones included and marked.
   * @zh 查看顾客到店记录
   */
  @Get(':customerId/visits')
  @Allow('customers.profiles:read', { store: 'narrowed' })
  @Returns(CustomerVisitAnswer, { list: true })
  async listCustomerVisits(
    @Param('customerId') id: string,
    @Query() { limit = 50, after }: CustomerVisitsQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: CustomerVisitAnswer[]; next?: string }> {
    const { ids } = await personAt(this.tools, id);
    const { visits: items, next } = await newestVisits(this.tools, ids, { limit, after });
    await noteRead(this.tools, request, { customerIds: [ids[0]!], kinds: ['visits', 'formulas'] });
    return {
      items: items.map((visit) => visitAnswer(visit, request.caller)),
      ...optional({ next }),
    };
  }
}

/** Who works in a store that the caller does not see, and when somebody is expected there, is that store's. */
function portraitFor({ favouriteStaff, ...portrait }: Portrait, caller: Caller): Portrait {
  return {
    ...portrait,
    ...(favouriteStaff && portrait.stores.every((storeId) => caller.sees(storeId))
      ? { favouriteStaff }
      : {}),
    upcoming: portrait.upcoming.filter(({ storeId }) => caller.sees(storeId)),
  };
}

/** An allow-list: the guard of the read model stays inside. What a bill of another store came to, and who earned it, is that store's. */
export const visitAnswer = (visit: ProfileVisit, caller: Caller): CustomerVisitAnswer => ({
  visitId: visit.visitId,
  storeId: visit.storeId,
  zone: visit.zone,
  businessDate: visit.businessDate,
  standing: visit.standing,
  localHour: visit.localHour,
  appointmentId: visit.appointmentId,
  completedAt: visit.completedAt,
  settledAt: visit.settledAt,
  voidedAt: visit.voidedAt,
  ...(caller.sees(visit.storeId)
    ? {
        services: [...visit.services],
        lines: [...visit.lines],
        currency: visit.currency,
        netCents: visit.netCents,
      }
    : {
        services: visit.services.map((service) => ({ ...service, performers: [] })),
        lines: visit.lines.map(({ netCents: _, ...line }) => line),
      }),
});
