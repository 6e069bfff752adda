import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { Allow, Command, Ctx, Returns, TOOLS, type RequestContext } from '@chignon/service-kit';
import type { Tools } from '@chignon/eventing';
import { answerOfPerson } from './answers.http.js';
import { CustomerAnswer } from './customers.shapes.http.js';
import { linkHistory, linkRecords, unlinkRecord } from './linking.flow.js';
import {
  LinkCustomersBody,
  LinkHistoryAnswer,
  UnlinkCustomerBody,
  type LinkEntry,
} from './links.shapes.http.js';
import { personAt } from './person.flow.js';

/** Which records are one person: linked, and un-linked again as if nothing had been. */
@Controller('v1/customers')
export class LinksHttp {
  constructor(@Inject(TOOLS('customers')) private readonly tools: Tools) {}

  /**
   * Link two records of one person. The absorbed record becomes part of the survivor: whoever asks for either gets the person, with the newer of two values,
   * all contacts and codes, and the stricter of two consents. Nothing is written to either, so un-linking restores both. The same link again changes nothing.
   * 409 `same-customer`, `already-linked`, `survivor-absorbed` (both name the survivor).
   * @zh 合并同一位顾客的两份档案
   */
  @Post('links')
  @HttpCode(200)
  @Allow('customers.links:write', { store: 'narrowed' })
  @Command()
  @Returns(CustomerAnswer)
  async linkCustomers(
    @Body() { survivorId, absorbedId, reason }: LinkCustomersBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    await linkRecords(this.tools, { survivorId, absorbedId, reason }, request.cause({}));
    return answerOfPerson(this.tools, survivorId, request);
  }

  /**
   * Un-link an absorbed record. It is a person by itself again, and both records are as they were: what was written meanwhile was written to the survivor and
   * stays there. One that is linked with nobody is left as it is.
   * @zh 撤销顾客档案合并
   */
  @Post(':customerId/unlink')
  @HttpCode(200)
  @Allow('customers.links:write', { store: 'narrowed' })
  @Command()
  @Returns(CustomerAnswer)
  async unlinkCustomer(
    @Param('customerId') absorbedId: string,
    @Body() { reason }: UnlinkCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    await unlinkRecord(this.tools, absorbedId, reason, request.cause({}));
    return answerOfPerson(this.tools, absorbedId, request);
  }

  /**
   * List the links of a customer. What was linked with them and un-linked again, by whom and why, oldest first (PR-06).
   * @zh 查看顾客档案的合并记录
   */
  @Get(':customerId/links')
  @Allow('customers.links:read', { store: 'narrowed' })
  @Returns(LinkHistoryAnswer)
  async getCustomerLinks(@Param('customerId') id: string): Promise<LinkHistoryAnswer> {
    const { ids } = await personAt(this.tools, id);
    return { items: (await linkHistory(this.tools, [...ids, id])) as LinkEntry[] };
  }
}
