import { Controller, Get, Header, Inject, Param, Req } from '@nestjs/common';
import type { Facts } from '@chignon/eventing';
import { Allow, type ChignonRequest, Produces, Returns } from '@chignon/service-kit';
import { DISPATCH, type Dispatch, FACTS } from './dispatch.js';
import { EXPORT_PAGE_POLICY, exportPage } from './exports-page.js';
import { exportPerson } from './exports.flow.js';
import { PersonExportAnswer } from './exports.shapes.http.js';

/** Everything that is kept of a person, for the person who asks (PR-13, R-PR-07). */
@Controller('v1/exports')
export class ExportsController {
  constructor(
    @Inject(DISPATCH) private readonly dispatch: { current?: Dispatch },
    @Inject(FACTS) private readonly facts: { current?: Facts },
  ) {}

  /**
   * Export everything that is kept of a person. All contexts are asked for all records of the person, unmasked; nothing of the answer is kept here, so there is
   * nothing to expire or to forget. All or nothing: a context that does not answer is named by `context`. The look is in the access log.
   * 404 `customer-not-found`.
   *
   * @param customerId any record of the person
   * @zh 导出某顾客的全部数据
   */
  @Get(':customerId')
  @Header('cache-control', 'no-store')
  @Allow('platform.exports:read', { store: 'chain' })
  @Returns(PersonExportAnswer)
  async exportCustomer(
    @Param('customerId') customerId: string,
    @Req() request: ChignonRequest,
  ): Promise<PersonExportAnswer> {
    return this.export(request, customerId);
  }

  /**
   * Export everything that is kept of a person as a page to read. The same as the export, as one HTML page in the person's language that loads nothing and can be
   * saved, printed and handed over. 404 `customer-not-found`.
   *
   * @param customerId any record of the person
   * @zh 以网页形式导出某顾客的全部数据
   */
  @Get(':customerId/page')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', EXPORT_PAGE_POLICY)
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'no-store')
  @Allow('platform.exports:read', { store: 'chain' })
  @Produces('text/html')
  async exportCustomerAsPage(
    @Param('customerId') customerId: string,
    @Req() request: ChignonRequest,
  ): Promise<string> {
    return exportPage(await this.export(request, customerId));
  }

  private export(request: ChignonRequest, customerId: string): Promise<PersonExportAnswer> {
    const at = this.facts.current!.now();
    return exportPerson(this.dispatch.current!, request, customerId, at);
  }
}
