import { Controller, Get, Inject, Query } from '@nestjs/common';
import { datesOf, daysOfDate, msOfIso } from '@chignon/calendar';
import { invalid, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  TOOLS,
  StoreId,
  DateText,
  Text,
  Int,
  Many,
  Optional,
  Nested,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { searchLog } from '../../desk/searches/search-log-ledger.js';
import { searchRecorderOf } from '../../desk/searches/search-recorder.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { askedOf, counted, funnelOf } from './funnel.js';

class SearchesQuery {
  @StoreId() storeId: string;
  /** The store's business date on which it was asked. */
  @DateText() date: string;
}

class SearchesCount {
  /** What is counted: a service by id, a refusal by its code, or who cancelled and why. */
  @Text() what: string;
  /** How often it happened. */
  @Int() count: number;
}

/** What customers searched for at a store, and which searches found nothing. */
export class SearchesAnswer {
  @Text() storeId: string;
  @DateText() date: string;
  /** Looks at free times on that day, for whatever day; further pages of one are not counted. */
  @Int() searches: number;
  /** Searches that found no free start. */
  @Int() unmet: number;
  /** Bookings and holds that were refused on that day. */
  @Int() refusals: number;
  /** Searches that found no free start, by service. */
  @Many(() => SearchesCount) unmetServices: SearchesCount[];
  /** Refused bookings and holds by their refusal code, most often first. */
  @Many(() => SearchesCount) refusalCodes: SearchesCount[];
}

class FunnelQuery {
  @StoreId() storeId: string;
  /** First business date. */
  @DateText() from: string;
  /** Last business date; default: `from`. At most 62 days. */
  @Optional() @DateText() to?: string;
}

class FunnelAsked {
  /** Looks at free times; further pages of one are not counted. */
  @Int() searches: number;
  /** Free starts that were shown by them all. */
  @Int() shown: number;
  /** Looks that found no free start. */
  @Int() unmet: number;
  /** Refused bookings and holds by their refusal code, most often first. */
  @Many(() => SearchesCount) refusals: SearchesCount[];
}

class FunnelChannel {
  @Text() channel: string;
  /** Slots that were held. */
  @Int() holds: number;
  /** Holds that were given back or ran out. */
  @Int() abandoned: number;
  /** Appointments made, from a hold or directly, those that wait for the store's approval too. */
  @Int() booked: number;
  /** By the store, of those that needed its yes. */
  @Int() declined: number;
  /** Appointments that were cancelled, by the customer or the store. */
  @Int() cancelled: number;
  /** Appointments to which nobody came, and that was not taken back. */
  @Int() missed: number;
}

/** How many went from a search to a visit, and where the others left. */
export class FunnelAnswer {
  @Text() storeId: string;
  /** First business date. */
  @DateText() from: string;
  /** Last business date. */
  @DateText() to: string;
  /** What was looked for on these dates, for whatever day. */
  @Nested(() => FunnelAsked) asked: FunnelAsked;
  /** What became of the visits wanted for these dates, whenever they were asked for. */
  @Many(() => FunnelChannel) channels: FunnelChannel[];
  /** `customer ill`, `store staff-ill`: who cancelled, and the reason given. */
  @Many(() => SearchesCount) cancelReasons: SearchesCount[];
}

/** What customers searched for, and what became of it. */
@Controller('v1/booking')
export class SearchesHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get what was looked for in a store on one day. It counts what was not found or refused (BK-26), without any customer.
   *
   * @zh 查询未满足的预约需求
   */
  @Get('demand')
  @Allow('booking.demand:read', { store: 'query.storeId' })
  @Returns(SearchesAnswer)
  async getSearches(
    @Query() { storeId, date }: SearchesQuery,
    @Ctx() _asked: RequestContext,
  ): Promise<SearchesAnswer> {
    if (daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'There is no such date.', {
        field: 'date',
        expected: 'YYYY-MM-DD',
      });
    await booksOf(this.tools).store(storeId);
    await searchRecorderOf(this.tools).flush();
    const key = agendaKey(storeId, date);
    const [{ state }, events] = await Promise.all([
      this.tools.load(searchLog, key),
      this.tools.history(searchLog, key),
    ]);
    const observed = events.map((event) => event.data);
    return {
      storeId,
      date,
      ...state,
      unmetServices: counted(
        observed.flatMap(({ searches }) =>
          searches.filter((s) => s.found === 0).flatMap((s) => s.serviceIds),
        ),
      ),
      refusalCodes: counted(observed.flatMap(({ refusals }) => refusals.map((r) => r.code))),
    };
  }

  /**
   * Get where people leave the way to a visit. It counts searches, starts shown, holds, abandoned ones, bookings, refusals, cancellations and their
   * reasons, by channel (BK-26), without any customer.
   *
   * @zh 查询预约转化漏斗
   */
  @Get('funnel')
  @Allow('booking.demand:read', { store: 'query.storeId' })
  @Returns(FunnelAnswer)
  async getBookingFunnel(@Query() query: FunnelQuery): Promise<FunnelAnswer> {
    const { storeId, from, to = from } = query;
    const dates = datesOf(query);
    await booksOf(this.tools).store(storeId);
    await searchRecorderOf(this.tools).flush();
    const keys = dates.map((date) => agendaKey(storeId, date));
    const observed = (await Promise.all(keys.map((key) => this.tools.history(searchLog, key))))
      .flat()
      .map((event) => event.data);
    const agendas = await Promise.all(keys.map((key) => this.tools.history(agenda, key)));
    const { channels, cancelReasons } = funnelOf(agendas, msOfIso(this.tools.facts.now()));
    const { refusals, ...asked } = askedOf(observed);
    return {
      storeId,
      from,
      to,
      asked: { ...asked, refusals: [...refusals] },
      channels: [...channels],
      cancelReasons: [...cancelReasons],
    };
  }
}
