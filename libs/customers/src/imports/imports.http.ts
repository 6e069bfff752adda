import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  Directory,
  DIRECTORY,
  TOOLS,
} from '@chignon/service-kit';
import { type Tools } from '@chignon/eventing';
import { importCustomers } from './importing.effects.js';
import { ImportCustomersAnswer, ImportCustomersBody } from './imports.shapes.http.js';

/** Customers of other systems, and where each of their values comes from. */
@Controller('v1/customers/imports')
export class ImportsHttp {
  constructor(
    @Inject(TOOLS('customers')) private readonly tools: Tools,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * Import customers of another system. At most 200 rows; each row stands alone and is imported once per external code. A code that belongs to
   * somebody whom the caller may not see is rejected: `external-id-taken`.
   * @zh 导入其他系统的顾客
   */
  @Post()
  @HttpCode(200)
  @Allow('customers.imports:write', { store: 'body.storeId' })
  @Command({ answer: 'kept' })
  @Returns(ImportCustomersAnswer)
  async importCustomers(
    @Body() body: ImportCustomersBody,
    @Ctx() request: RequestContext,
  ): Promise<ImportCustomersAnswer> {
    const unknown = new Set(
      await this.directory.unknownStores(body.items.map(({ homeStoreId }) => homeStoreId)),
    );
    const sees = (storeId: string) => request.caller.sees(storeId) && !unknown.has(storeId);
    const seesCustomer = async (id: string) =>
      (await this.directory.unseenCustomers([id], request.caller)).length === 0;
    const results = await importCustomers(
      this.tools,
      body.items,
      { source: body.source, country: body.country, sees, seesCustomer },
      request.cause({ storeId: body.storeId, input: body }),
    );
    return { results: results as ImportCustomersAnswer['results'] };
  }
}
