import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  Allow,
  Command,
  Ctx,
  Directory,
  DIRECTORY,
  Returns,
  TOOLS,
  type RequestContext,
} from '@chignon/service-kit';
import { invalid, type Tools } from '@chignon/eventing';
import { admit } from './admitting.flow.js';
import { answerOfPerson, hitOf, noteHits, presentOf } from './answers.http.js';
import { CustomerAnswer } from './customers.shapes.http.js';
import { search } from './search.flow.js';
import { AdmitCustomerBody, CustomerHits, SearchCustomersQuery } from './search.shapes.http.js';
import { soughtIn } from './terms.js';

const LIMIT = 20;

/** Who of the whole chain stands at the desk. */
@Controller('v1/customers')
export class SearchHttp {
  constructor(
    @Inject(TOOLS('customers')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Search the customers of the whole chain. By any part of a name, last digits of a phone, e-mail or code. Of those who have nothing to do with the
   * caller's stores yet only the name and masked phones are shown: `elsewhere`. 422 `search-too-short` for one Latin letter, fewer than four digits, or no letters.
   * @zh 搜索全连锁的顾客
   */
  @Get('search')
  @Allow('customers.customers:read', { store: 'narrowed' })
  @Returns(CustomerHits)
  async searchCustomers(
    @Query() { q, limit = LIMIT }: SearchCustomersQuery,
    @Ctx() request: RequestContext,
  ): Promise<CustomerHits> {
    const { caller } = request;
    const sought = soughtIn(q);
    if (!sought)
      throw invalid('search-too-short', 'This is too short to look for.', {
        field: 'q',
        expected: 'two letters, one Chinese character, four digits, or an e-mail address',
      });
    const reveal = caller.may('customers.contacts:reveal');
    const { found, more } = await search(
      this.tools,
      sought,
      {
        stores: caller.stores,
        present: (records) => presentOf(records, caller, this.directory),
      },
      limit,
    );
    const items = found.map((one) => hitOf(one, reveal));
    await noteHits(this.tools, request, items);
    return { items, more };
  }

  /**
   * Admit a customer of another store. Lets the store see somebody whom a search found `elsewhere` and who has come there: they say the whole of a phone
   * number or e-mail address that the desk sees masked, or show their card. The record, visits and bookings are open to the store from then on, as if it had
   * been shared. Once is enough. 404 `customer-not-found` also when it is not theirs; 422 `proof-unclear`.
   * @zh 接待其他门店的顾客
   */
  @Post('admissions')
  @HttpCode(200)
  @Allow('customers.customers:write', { store: 'body.storeId' })
  @Command()
  @Returns(CustomerAnswer)
  async admitCustomer(
    @Body() { id, storeId, ...said }: AdmitCustomerBody,
    @Ctx() request: RequestContext,
  ): Promise<CustomerAnswer> {
    const given = (['phone', 'email', 'externalId'] as const).filter(
      (key) => said[key] !== undefined,
    );
    if (given.length !== 1)
      throw invalid('proof-unclear', 'Give one of `phone`, `email`, `externalId`.', {
        field: given[1] ?? 'phone',
        expected: 'one of phone, email, externalId',
      });
    await admit(this.tools, id, storeId, said, request.cause({ storeId }));
    return answerOfPerson(this.tools, id, request);
  }
}
