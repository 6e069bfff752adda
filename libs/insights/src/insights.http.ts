import { Controller, Get, Inject, Query } from '@nestjs/common';
import { invalid, optional, type Tools } from '@chignon/eventing';
import { Allow, Returns, Ctx, type RequestContext, TOOLS } from '@chignon/service-kit';
import { byValue, customersIn, frequencyOf, pageOf } from './customers-in-period.js';
import {
  CustomersAnswer,
  FrequencyAnswer,
  InsightsPeriodQuery,
  PeaksAnswer,
  PopularityAnswer,
  PopularityQuery,
  SalesAnswer,
  SalesQuery,
  TicketsAnswer,
  TicketsQuery,
} from './insights.shapes.http.js';
import { periodBefore, periodOf } from './period.js';
import { basisPoints, rounded } from './ratios.js';
import { customerMonthsIn, daysIn, firstIn } from './reading.effects.js';
import {
  type PeakCell,
  peaksOf,
  popularityOf,
  salesBy,
  type SalesRow,
  type SalesTotal,
  totalsOf,
  withoutTips,
} from './sales.js';

/**
 * Figures of any period of business days, exact to the cent, for all stores that the caller sees or for one of them, for everyone or for
 * one person. Errors of all: 422 `date-invalid`, `period-backwards`, `period-too-long` (400 days); 404 `store-not-found`.
 */
@Controller('v1/insights')
export class InsightsHttp {
  constructor(@Inject(TOOLS('insights')) private readonly tools: Tools) {}

  /**
   * Show sales by staff, store, service, product, kind or time. A line's net belongs to its performers by their shares; tips stand apart. By the day
   * of the visit (`by=visit`) a refund lowers the day of the sale. By the day of the money (`by=settlement`) it stands on its own day, what was said
   * of a day never changes, and the totals tell what came in by each kind of tender.
   * @zh 查看营业额（按员工、门店、项目、产品或时间）
   */
  @Get('sales')
  @Allow('insights.sales:read', { store: 'narrowed' })
  @Returns(SalesAnswer)
  async getSales(
    @Query() query: SalesQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<SalesAnswer> {
    const { groupBy = 'staff', by = 'visit' } = query;
    const period = periodOf(query.from, query.to);
    const days = await daysIn(this.tools, period, query, caller, by);
    return {
      from: period.from,
      to: period.to,
      groupBy,
      by,
      rows: salesBy(days, groupBy).map(withoutTips),
      totals: totalsOf(days).map(withoutTips),
    };
  }

  /**
   * Show how often customers come. How often known customers came in a period, its distribution, and the days between their visits (AN-01).
   * @zh 查看到店频次
   */
  @Get('frequency')
  @Allow('insights.frequency:read', { store: 'narrowed' })
  @Returns(FrequencyAnswer)
  async getVisitFrequency(
    @Query() query: InsightsPeriodQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<FrequencyAnswer> {
    const period = periodOf(query.from, query.to);
    const [months, days] = await Promise.all([
      customerMonthsIn(this.tools, period, query, caller),
      daysIn(this.tools, period, query, caller),
    ]);
    const frequency = frequencyOf(customersIn(months, period, query.staffId));
    // One person's days do not know who was anonymous: what is left when the known are taken away.
    const visits = totalsOf(days).reduce((sum, total) => sum + total.visits, 0);
    return {
      from: period.from,
      to: period.to,
      ...frequency,
      anonymousVisits: visits - frequency.visits,
    } as unknown as FrequencyAnswer;
  }

  /**
   * Show new and returning customers. New customers are those whose first visit to the chain was in the period, returning ones had been before
   * (AN-05). Each counts once, however often they came; a refund makes nobody come again, and a history imported later may make a new customer a
   * returning one.
   * @zh 查看新客与回头客
   */
  @Get('customers')
  @Allow('insights.customers:read', { store: 'narrowed' })
  @Returns(CustomersAnswer)
  async getCustomerFigures(
    @Query() query: InsightsPeriodQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<CustomersAnswer> {
    const period = periodOf(query.from, query.to);
    const [months, first] = await Promise.all([
      customerMonthsIn(this.tools, period, query, caller),
      firstIn(this.tools, period),
    ]);
    const came = customersIn(months, period, query.staffId).filter(({ visits }) => visits > 0);
    const fresh = came.filter(({ customerId }) => first.has(customerId)).length;
    return {
      from: period.from,
      to: period.to,
      customers: came.length,
      newCustomers: fresh,
      returningCustomers: came.length - fresh,
    };
  }

  /**
   * Show average tickets and high-value customers. The average ticket in all, by store and by person, as exact numerator and denominator; and the
   * customers who spent most, paged (AN-02).
   * @zh 查看客单价与高价值顾客
   */
  @Get('tickets')
  @Allow('insights.tickets:read', { store: 'narrowed' })
  @Returns(TicketsAnswer)
  async getTicketFigures(
    @Query() query: TicketsQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<TicketsAnswer> {
    const period = periodOf(query.from, query.to);
    const [months, days] = await Promise.all([
      customerMonthsIn(this.tools, period, query, caller),
      daysIn(this.tools, period, query, caller),
    ]);
    const totals = totalsOf(days);
    // Amounts of two currencies are not compared: which comes first is decided by visits.
    const currency =
      query.currency ?? [...totals].sort((a, b) => b.visits - a.visits)[0]?.currency ?? '';
    const page = pageOf(
      byValue(customersIn(months, period, query.staffId), currency),
      query.limit ?? 50,
      cursorOf(query.after),
    );
    const whole =
      totals.filter((total) => total.currency === currency).map(withoutTips)[0]?.netCents ?? 0;
    return {
      from: period.from,
      to: period.to,
      totals: totals.map(ticketOf),
      byStore: salesBy(days, 'store').map(ticketOf),
      byStaff: salesBy(days, 'staff').map(ticketOf),
      highValue: page.items.map((customer) => ({
        ...customer,
        shareBasisPoints: basisPoints(customer.netCents, whole),
      })),
      ...(page.next ? { next: `${page.next.netCents}~${page.next.customerId}` } : {}),
    };
  }

  /**
   * Show peak hours and days. Visits and spend by local hour, by weekday, on weekdays and weekends, and by hour within weekday (AN-03).
   * @zh 查看客流高峰时段
   */
  @Get('peaks')
  @Allow('insights.peaks:read', { store: 'narrowed' })
  @Returns(PeaksAnswer)
  async getPeaks(
    @Query() query: InsightsPeriodQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<PeaksAnswer> {
    const period = periodOf(query.from, query.to);
    const days = await daysIn(this.tools, period, query, caller);
    const cells = peaksOf(days);
    const only = (row: SalesRow) => {
      const { currency, visits, netCents } = withoutTips(row);
      return { currency, visits, netCents };
    };
    return {
      from: period.from,
      to: period.to,
      cells,
      hours: salesBy(days, 'hour').map((row) => ({ hour: row.key, ...only(row) })),
      weekdays: salesBy(days, 'weekday').map((row) => ({ weekday: Number(row.key), ...only(row) })),
      weekParts: [...new Set(cells.map((cell) => cell.currency))].flatMap((currency) => [
        weekPart(
          'weekdays',
          cells.filter((cell) => cell.currency === currency && cell.weekday <= 5),
          currency,
        ),
        weekPart(
          'weekend',
          cells.filter((cell) => cell.currency === currency && cell.weekday > 5),
          currency,
        ),
      ]),
    };
  }

  /**
   * Show the most popular services and products. By lines sold, their part of the net, and how the mix changed against the period before (AN-04).
   * @zh 查看热门项目与产品
   */
  @Get('popularity')
  @Allow('insights.popularity:read', { store: 'narrowed' })
  @Returns(PopularityAnswer)
  async getPopularity(
    @Query() query: PopularityQuery,
    @Ctx() { caller }: RequestContext,
  ): Promise<PopularityAnswer> {
    const period = periodOf(query.from, query.to);
    const previous = periodBefore(period);
    const [days, previousDays] = await Promise.all([
      daysIn(this.tools, period, query, caller),
      daysIn(this.tools, previous, query, caller),
    ]);
    const { limit = 50 } = query;
    return {
      from: period.from,
      to: period.to,
      previousFrom: previous.from,
      previousTo: previous.to,
      services: popularityOf(days, previousDays, 'service').slice(0, limit).map(withoutTips),
      products: popularityOf(days, previousDays, 'product').slice(0, limit).map(withoutTips),
    };
  }
}

function ticketOf(row: SalesRow | SalesTotal): TicketsAnswer['totals'][number] {
  const { currency, netCents, visits } = withoutTips(row);
  const averageCents = rounded(netCents, visits);
  return {
    ...('key' in row ? { key: row.key } : {}),
    currency,
    netCents,
    visits,
    ...optional({ averageCents }),
  };
}

const weekPart = (part: 'weekdays' | 'weekend', cells: readonly PeakCell[], currency: string) => ({
  part,
  currency,
  visits: cells.reduce((sum, cell) => sum + cell.visits, 0),
  netCents: cells.reduce((sum, cell) => sum + cell.netCents, 0),
});

function cursorOf(after: string | undefined): { netCents: number; customerId: string } | undefined {
  if (after === undefined) return undefined;
  const [, netCents, customerId] = /^(-?\d{1,15})~(.{1,100})$/.exec(after) ?? [];
  if (netCents === undefined || customerId === undefined)
    throw invalid('cursor-invalid', 'The cursor is not valid for this list.', {
      field: 'after',
      expected: '`next` of the previous page',
    });
  return { netCents: Number(netCents), customerId };
}
