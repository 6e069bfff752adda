import { Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import { invalid, type Tools } from '@chignon/eventing';
import { Allow, Produces, Returns, TOOLS } from '@chignon/service-kit';
import { instantOf } from '../rules/instants.js';
import { csvOf, reportOf } from './liability-answers.js';
import { type Liability, liabilityOf } from './liability.flow.js';
import { LiabilityPeriodQuery, LiabilityReportAnswer } from './liability.shapes.http.js';

const CSV = 'text/csv';

/** What the chain owes its customers in points, stored value and gift cards. */
@Controller('v1/loyalty')
export class LiabilityHttp {
  constructor(@Inject(TOOLS('loyalty')) private readonly tools: Tools) {}

  /**
   * Report what the chain owes its customers. Points, principal, bonus and gift cards by issuing store and currency, rolled forward between any two
   * instants, with what was heard late apart, by age, and what stores owe each other. Deposits are booking's: `/v1/booking/deposits/liability`. What
   * happened a moment ago may be missing for a moment. 422 `instant-invalid`; `period-crossed` where `from` is after `to`, or `to` is still to come.
   *
   * @zh 查询会员负债
   */
  @Get('liability')
  @Allow('loyalty.liability:read', { store: 'chain' })
  @Returns(LiabilityReportAnswer)
  async getLiability(@Query() query: LiabilityPeriodQuery): Promise<LiabilityReportAnswer> {
    return reportOf(await this.liability(query));
  }

  /**
   * Export what the chain owes its customers as CSV. The rows of the report, one a line, amounts as whole numbers. 422 as there.
   *
   * @zh 导出会员负债
   */
  @Get('liability.csv')
  @Header('content-type', `${CSV}; charset=utf-8`)
  @Allow('loyalty.liability:read', { store: 'chain' })
  @Produces(CSV)
  async exportLiability(@Query() query: LiabilityPeriodQuery): Promise<string> {
    return csvOf(await this.liability(query));
  }

  /**
   * Report what a store owes its customers. What it issued, wherever it was redeemed. 422 as for the chain.
   *
   * @zh 查询门店会员负债
   */
  @Get('stores/:storeId/liability')
  @Allow('loyalty.liability:read', { store: 'params.storeId' })
  @Returns(LiabilityReportAnswer)
  async getStoreLiability(
    @Param('storeId') storeId: string,
    @Query() query: LiabilityPeriodQuery,
  ): Promise<LiabilityReportAnswer> {
    return reportOf(await this.liability(query, storeId));
  }

  /**
   * Export what a store owes its customers as CSV. The rows of its report. 422 as for the chain.
   *
   * @zh 导出门店会员负债
   */
  @Get('stores/:storeId/liability.csv')
  @Header('content-type', `${CSV}; charset=utf-8`)
  @Allow('loyalty.liability:read', { store: 'params.storeId' })
  @Produces(CSV)
  async exportStoreLiability(
    @Param('storeId') storeId: string,
    @Query() query: LiabilityPeriodQuery,
  ): Promise<string> {
    return csvOf(await this.liability(query, storeId));
  }

  private liability(query: LiabilityPeriodQuery, storeId?: string): Promise<Liability> {
    const now = this.tools.facts.now();
    const to = query.to === undefined ? now : instantOf(query.to, 'to');
    const from = query.from === undefined ? to : instantOf(query.from, 'from');
    const knownAt = query.knownAt === undefined ? now : instantOf(query.knownAt, 'knownAt');
    if (from > to)
      throw invalid('period-crossed', 'The period ends before it begins.', {
        field: 'from',
        expected: `an instant up to ${to}`,
      });
    if (to > now)
      throw invalid('period-crossed', 'What will be owed is not known yet.', {
        field: 'to',
        expected: `an instant up to ${now}`,
      });
    return liabilityOf(this.tools, { from, to, knownAt }, storeId);
  }
}
