import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { Allow, Returns, Ctx, type RequestContext, TOOLS } from '@chignon/service-kit';
import { type Tools } from '@chignon/eventing';
import { answerOfPerson, ifMatch } from '../identity/answers.http.js';
import { currentConsents, PURPOSES, type Purpose } from '../identity/consent.js';
import { CustomerAnswer } from '../identity/customers.shapes.http.js';
import { noteRead } from '../access/reads.flow.js';
import { personAt } from '../identity/person.flow.js';
import { consented, records } from '../identity/record.js';
import { refusedByAddress } from './by-address.flow.js';
import { ConsentHistoryAnswer, ConsentsBody } from './consents.shapes.http.js';

/** What customers said to "may we?". Whom a caller sees is as for the customers themselves. */
@Controller('v1/customers')
export class ConsentsHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Show a customer's consents with their history. Every answer there ever was, oldest first, with who recorded it, where, to which wording and when (GW-06); of
   * all records of the person. `refused` names purposes for which nothing is sent by e-mail because somebody with the same address said no on another card.
   * @zh 查看顾客授权同意的历史
   */
  @Get(':customerId/consents/history')
  @Allow('customers.customers:read', { store: 'narrowed' })
  @Returns(ConsentHistoryAnswer)
  async getConsentHistory(
    @Param('customerId') id: string,
    @Ctx() request: RequestContext,
  ): Promise<ConsentHistoryAnswer> {
    const { shown, ids } = await personAt(this.tools, id);
    await noteRead(this.tools, request, { customerIds: [shown.id], kinds: ['consents'] });
    const all = await this.tools.documents.getMany(records, ids);
    const refused: Purpose[] = [];
    const [email] = shown.emails;
    for (const purpose of PURPOSES)
      if (email !== undefined && (await refusedByAddress(this.tools, email, purpose)))
        refused.push(purpose);
    const history = all
      .flatMap(({ id: customerId, consents }) => consents.map((one) => ({ ...one, customerId })))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    return { history, inForce: currentConsents(shown.consents), refused };
  }

  /**
   * Record a customer's consents. Answers to "may we?" per purpose and channel; the history stays. The same answer again adds nothing. Needs
   * `If-Match`: 428 without, 412 when it is stale.
   * @zh 记录顾客的授权同意
   */
  @Put(':customerId/consents')
  @Allow('customers.consents:write', { store: 'narrowed' })
  @Returns(CustomerAnswer)
  async putCustomerConsents(
    @Param('customerId') id: string,
    @Body() body: ConsentsBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    const expected = ifMatch(request);
    const { revision: _revision, ...record } = (await personAt(this.tools, id)).own;
    const at = this.tools.facts.now();
    const after = consented(
      record,
      body.items.map((answer) => ({ ...answer, at, by: request.cause({}).actor })),
    );
    await this.tools.documents.put(records, after, { expected });
    return answerOfPerson(this.tools, record.id, request);
  }
}
