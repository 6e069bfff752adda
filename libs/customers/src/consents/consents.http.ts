import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { Allow, Returns, Ctx, type RequestContext, TOOLS } from '@chignon/service-kit';
import { type Tools } from '@chignon/eventing';
import { answerOfPerson, ifMatch } from '../identity/answers.http.js';
import { CustomerAnswer } from '../identity/customers.shapes.http.js';
import { personAt } from '../identity/person.flow.js';
import { consented, records } from '../identity/record.js';
import { ConsentsBody } from './consents.shapes.http.js';

/** What customers said to "may we?". Whom a caller sees is as for the customers themselves. */
@Controller('v1/customers')
export class ConsentsHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

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
      body.items.map((answer) => ({ ...answer, at })),
    );
    await this.tools.documents.put(records, after, { expected });
    return answerOfPerson(this.tools, record.id, request);
  }
}
