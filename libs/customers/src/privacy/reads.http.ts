import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { Allow, Ctx, page, Returns, TOOLS, type RequestContext } from '@chignon/service-kit';
import { optional, type Tools } from '@chignon/eventing';
import { noteRead } from '../access/reads.flow.js';
import { readAlerts, type Reading } from '../access/reads.view.js';
import { personAt } from '../identity/person.flow.js';
import { newestReads } from './reads.flow.js';
import {
  CustomerReadAnswer,
  CustomerReadsQuery,
  ReadAlertAnswer,
  ReadsByActorQuery,
} from './reads.shapes.http.js';

const answerOf = (reading: Reading): CustomerReadAnswer => ({
  customerId: reading.customerId,
  actor: reading.actor,
  roles: [...reading.roles],
  ...optional({ stores: reading.stores && [...reading.stores], reason: reading.reason }),
  operation: reading.operation,
  kinds: [...reading.kinds],
  outcome: reading.outcome,
  times: reading.times,
  firstAt: reading.firstAt,
  lastAt: reading.lastAt,
});

/** Who read whose personal data: for the customer who asks, and for whoever audits. */
@Controller('v1/customers')
export class ReadsHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * List a caller's looks at customers. The access log of one caller, newest hour first, with whom they read, how, and why where they had to say so (GW-07).
   * Whose pseudonym it is, is shown by the operations of the platform.
   * @zh 查看某操作者读取顾客数据的记录
   */
  @Get('reads')
  @Allow('customers.reads:read', { store: 'chain' })
  @Returns(CustomerReadAnswer, { list: true })
  async listReads(
    @Query() { actor, limit = 50, after }: ReadsByActorQuery,
  ): Promise<{ items: CustomerReadAnswer[]; next?: string }> {
    return page(await newestReads(this.tools, { actor }, { limit, after }), answerOf);
  }

  /**
   * List what was unusual. Callers who read very many customers within an hour, several while their stores were asleep,
   * or one who is watched over without serving them that day; newest first (R-PR-09).
   * @zh 查看读取顾客数据的异常提醒
   */
  @Get('reads/alerts')
  @Allow('customers.reads:read', { store: 'chain' })
  @Returns(ReadAlertAnswer, { list: true })
  async listReadAlerts(
    @Query() { limit = 50, after }: CustomerReadsQuery,
  ): Promise<{ items: ReadAlertAnswer[]; next?: string }> {
    return page(
      await this.tools.documents.find(this.tools.collection(readAlerts), {
        index: 'byTime',
        order: 'desc',
        limit,
        after,
      }),
      ({ kind, customerId, actor, hour, people, at }) => ({
        kind,
        ...optional({ customerId }),
        actor,
        hour,
        people,
        at,
      }),
    );
  }

  /**
   * List who read a customer's data. For the customer who asks who has seen what (PR-15, GW-07): newest hour first, of all their records; callers stand
   * there by role and pseudonym. To look here is a look too, and stands in the list from the next time on.
   * @zh 查看谁读取过该顾客的数据
   */
  @Get(':customerId/reads')
  @Allow('customers.reads:read', { store: 'narrowed' })
  @Returns(CustomerReadAnswer, { list: true })
  async listCustomerReads(
    @Param('customerId') id: string,
    @Query() { limit = 50, after }: CustomerReadsQuery,
    @Ctx() request: RequestContext,
  ): Promise<{ items: CustomerReadAnswer[]; next?: string }> {
    const { ids } = await personAt(this.tools, id);
    const found = await newestReads(this.tools, { customerIds: ids }, { limit, after });
    await noteRead(this.tools, request, { customerIds: [ids[0]!], kinds: ['reads'] });
    return page(found, answerOf);
  }
}
