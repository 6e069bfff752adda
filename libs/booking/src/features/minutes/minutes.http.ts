import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { datesOf } from '@chignon/calendar';
import { findAll, type Tools } from '@chignon/eventing';
import { Allow, DateText, Int, Many, Nested, Returns, Text, TOOLS } from '@chignon/service-kit';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { deviationOfLines, deviationsBy, deviationsByStep } from './deviation.js';
import { type WorkedLine, workedVisits } from './worked-visits.view.js';

const PAGE = 500;

class MinutesQuery {
  /** First business date. */
  @DateText() from: string;
  /** Last business date; at most 62 days. */
  @DateText() to: string;
}

/** Planned and actual minutes. */
class DeviationAnswer {
  /** Services, or steps of them, that were begun and ended. */
  @Int() count: number;
  /** With the customer, without buffers. */
  @Int() plannedMinutes: number;
  /** From the first step to the end. */
  @Int() actualMinutes: number;
  /** Actual less planned; above 0 it took longer. */
  @Int() deviationMinutes: number;
}

/** Planned and actual minutes of one step. */
class StepDeviationAnswer extends DeviationAnswer {
  /** Name of the phase of the service. */
  @Text() step: string;
}

/** Planned and actual minutes of one service. */
class ServiceDeviationAnswer extends DeviationAnswer {
  @Text() serviceId: string;
  /** In the order in which they are planned. A step that nobody began counts with its plan and no time. */
  @Many(() => StepDeviationAnswer) steps: StepDeviationAnswer[];
}

/** Planned and actual minutes of the services that one person led. */
class StaffDeviationAnswer extends DeviationAnswer {
  @Text() staffId: string;
}

/** How long services really took, beside how long they should have (VS-03). */
export class MinutesAnswer {
  @Text() storeId: string;
  /** First business date. */
  @DateText() from: string;
  /** Last business date. */
  @DateText() to: string;
  /** All services together. */
  @Nested(() => DeviationAnswer) total: DeviationAnswer;
  /** By service. */
  @Many(() => ServiceDeviationAnswer) services: ServiceDeviationAnswer[];
  /** By who led it. */
  @Many(() => StaffDeviationAnswer) staff: StaffDeviationAnswer[];
}

/** How long services took, beside how long they were planned for. */
@Controller('v1/booking/stores/:storeId/minutes')
export class MinutesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Report planned and actual minutes of a store. By service with its steps, and by who led it, for visits of these business days. Services that were
   * never begun or never ended are not counted, neither are voided and imported visits.
   *
   * @zh 查询服务用时偏差
   */
  @Get()
  @Allow('booking.minutes:read', { store: 'params.storeId' })
  @Returns(MinutesAnswer)
  async getServiceMinutes(
    @Param('storeId') storeId: string,
    @Query() { from, to }: MinutesQuery,
  ): Promise<MinutesAnswer> {
    datesOf({ from, to });
    await booksOf(this.tools).store(storeId);
    const lines: WorkedLine[] = [];
    for await (const visit of findAll(this.tools.documents, this.tools.collection(workedVisits), {
      index: 'byDay',
      where: { storeId },
      range: { field: 'businessDate', gte: from, lte: to },
      limit: PAGE,
    }))
      lines.push(...visit.lines);
    return {
      storeId,
      from,
      to,
      total: deviationOfLines(lines),
      services: deviationsBy(lines, ({ serviceId }) => serviceId).map(
        ({ key, lines: own, ...deviation }) => ({
          serviceId: key,
          ...deviation,
          steps: deviationsByStep(own),
        }),
      ),
      staff: deviationsBy(lines, ({ staffId }) => staffId).map(
        ({ key, lines: _, ...deviation }) => ({ staffId: key, ...deviation }),
      ),
    };
  }
}
