import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import {
  invalid,
  optional,
  type Page,
  type Query as DocumentQuery,
  type Tools,
} from '@chignon/eventing';
import {
  After,
  Allow,
  DateText,
  DateToCheck,
  Flag,
  Int,
  isDate,
  latestToday,
  Limit,
  Optional,
  Returns,
  Text,
  TOOLS,
} from '@chignon/service-kit';
import { Temporal } from 'temporal-polyfill';
import { hasExpired } from '../stock/ledger/lots.js';
import { openedOf } from '../stock/ledger/opened.js';
import { localDateOf, storeZones } from '../stock/store-zones.view.js';
import { type ExpiringLot, expiringLots } from './expiring.view.js';

/** How far ahead the lists look when nobody says. */
const USUAL_DAYS = 30;

class ExpiringQuery {
  /** Lots whose last day is this one or an earlier one, `YYYY-MM-DD`. Left out: 30 days from today. */
  @Optional() @DateToCheck() until?: string;
  @Limit() limit?: number;
  @After() after?: string;
}

/** A lot that is over, or soon will be. */
class ExpiringLotAnswer {
  @Text() storeId: string;
  @Text() sku: string;
  /** The supplier's, or a number of ours; of opened packages with the day of opening: `<lot>@<day>`. */
  @Text() lotId: string;
  /** When the packages were opened. Absent: they are closed, as far as anybody said. */
  @Optional() @DateText() openedOn?: string;
  /** The last day on which it may be sold or used, in the store: of opened packages the earlier of the printed one and of their months after opening. */
  @DateText() expiresOn: string;
  /** What is left of it, in thousandths of the stock unit, rounded down. */
  @Int() onHandMilli: number;
  /** True from the midnight after the last day, by the store's clock: it may only be thrown away. */
  @Flag() expired: boolean;
}

/** What to use up first, and what is over. */
@Controller('v1/inventory')
export class ExpiringHttp {
  constructor(@Inject(TOOLS('inventory')) private readonly tools: Tools) {}

  /**
   * List the lots of a store that expire. Of which something is left, by their last day: what is over first, then what is to be used up (IN-03).
   * @zh 查看门店临期批次
   */
  @Get('stores/:storeId/expiring')
  @Allow('inventory.levels:read', { store: 'params.storeId' })
  @Returns(ExpiringLotAnswer, { list: true })
  async listExpiringLots(
    @Param('storeId') storeId: string,
    @Query() query: ExpiringQuery,
  ): Promise<{ items: ExpiringLotAnswer[]; next?: string }> {
    const today = (await this.todayOf([storeId])).get(storeId)!;
    return this.page({ index: 'byStore', where: { storeId } }, today, query);
  }

  /**
   * List the lots of all stores that expire. Of which something is left, by their last day, then by store (IN-03).
   * @zh 查看全部门店临期批次
   */
  @Get('expiring')
  @Allow('inventory.levels:read', { store: 'chain' })
  @Returns(ExpiringLotAnswer, { list: true })
  listExpiringLotsOfChain(
    @Query() query: ExpiringQuery,
  ): Promise<{ items: ExpiringLotAnswer[]; next?: string }> {
    return this.page({ index: 'byDay' }, latestToday(this.tools.facts.now()), query);
  }

  private async page(
    by: Pick<DocumentQuery, 'index' | 'where'>,
    today: string,
    { until, limit = 50, after }: ExpiringQuery,
  ): Promise<{ items: ExpiringLotAnswer[]; next?: string }> {
    const found: Page<ExpiringLot> = await this.tools.documents.find(
      this.tools.collection(expiringLots),
      {
        ...by,
        range: { field: 'expiresOn', lte: lastOf(until, today) },
        limit,
        ...optional({ after }),
      },
    );
    const todays = await this.todayOf(found.items.map(({ storeId }) => storeId));
    return {
      items: found.items.map(({ storeId, sku, lotId, expiresOn, onHandMilli }) => {
        const opened = openedOf(lotId);
        return {
          storeId,
          sku,
          lotId,
          ...(opened ? { openedOn: opened.openedOn } : {}),
          expiresOn,
          onHandMilli,
          expired: hasExpired({ expiresOn }, todays.get(storeId)!),
        };
      }),
      ...optional({ next: found.next }),
    };
  }

  /** Today's date in each of these stores. */
  private async todayOf(storeIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const asked = [...new Set(storeIds)];
    const { documents, facts } = this.tools;
    const stores = await documents.getMany(this.tools.collection(storeZones), asked);
    const zones = new Map(stores.map(({ id, zone }) => [id, zone]));
    return new Map(asked.map((id) => [id, localDateOf(facts.now(), zones.get(id))]));
  }
}

/** The last day that a list shows. @throws Refusal 422 `date-invalid` */
function lastOf(until: string | undefined, today: string): string {
  if (until === undefined)
    return Temporal.PlainDate.from(today).add({ days: USUAL_DAYS }).toString();
  if (!isDate(until))
    throw invalid('date-invalid', 'There is no such date.', {
      field: 'until',
      expected: 'YYYY-MM-DD',
    });
  return until;
}
