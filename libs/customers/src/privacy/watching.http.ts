import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  Allow,
  Command,
  Ctx,
  page,
  Returns,
  TOOLS,
  type RequestContext,
} from '@chignon/service-kit';
import type { Tools } from '@chignon/eventing';
import { watches, withMark, withoutMarks, type Watch } from '../access/watch.js';
import { personAt } from '../identity/person.flow.js';
import { CustomerReadsQuery } from './reads.shapes.http.js';
import { changeWatch } from './watching.flow.js';
import { WatchAnswer, WatchCustomerBody } from './watching.shapes.http.js';

const answerOf = ({ id, marks, ended }: Watch): WatchAnswer => ({
  customerId: id,
  marks: [...marks],
  ended: [...ended],
});

/**
 * Over whom it is watched: people of note, colleagues, whoever asked for it (PR-15, R-PR-09). For who audits, and nobody else: whoever looks people up should
 * not know it, nor be able to take it away.
 */
@Controller('v1/customers')
export class WatchingHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * List customers who are watched over. Those who were watched first come first; of linked records each one.
   * @zh 查看受重点保护的顾客
   */
  @Get('watched')
  @Allow('customers.watches:read', { store: 'chain' })
  @Returns(WatchAnswer, { list: true })
  async listWatchedCustomers(
    @Query() { limit = 50, after }: CustomerReadsQuery,
  ): Promise<{ items: WatchAnswer[]; next?: string }> {
    return page(
      await this.tools.documents.find(watches, { index: 'bySince', limit, after }),
      answerOf,
    );
  }

  /**
   * Watch over a customer. From now on each caller who looks at more than their name, and in none of whose stores they are expected or were today, is noticed
   * once an hour, also when nothing was shown. All records of the person are watched. Once is enough.
   * @zh 将顾客设为重点保护
   */
  @Post(':customerId/watch')
  @HttpCode(200)
  @Allow('customers.watches:write', { store: 'chain' })
  @Command()
  @Returns(WatchAnswer)
  async watchCustomer(
    @Param('customerId') id: string,
    @Body() { reason }: WatchCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<WatchAnswer> {
    const mark = { reason, by: request.actor, at: this.tools.facts.now() };
    return this.changed(id, (watch) => withMark(watch, mark));
  }

  /**
   * Stop watching over a customer. Who took it back, and when, stays with the customer. Nobody watched: nothing changes.
   * @zh 取消顾客的重点保护
   */
  @Post(':customerId/unwatch')
  @HttpCode(200)
  @Allow('customers.watches:write', { store: 'chain' })
  @Command()
  @Returns(WatchAnswer)
  async unwatchCustomer(
    @Param('customerId') id: string,
    @Ctx() request: RequestContext,
  ): Promise<WatchAnswer> {
    const now = this.tools.facts.now();
    return this.changed(id, (watch) => withoutMarks(watch, request.actor, now));
  }

  /** The watch over the survivor, after that over each record of the person was changed. */
  private async changed(id: string, change: (watch: Watch) => Watch): Promise<WatchAnswer> {
    const { own, ids } = await personAt(this.tools, id);
    const after = new Map<string, Watch>();
    for (const one of ids) after.set(one, await changeWatch(this.tools, one, change));
    return answerOf(after.get(own.id)!);
  }
}
