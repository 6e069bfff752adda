import { Controller, Get, Inject, Query } from '@nestjs/common';
import { datesOf, daysOfDate, msOfIso } from '@chignon/calendar';
import { invalid, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  DATE,
  STORE_ID,
  TOOLS,
} from '@chignon/service-kit';
import { Type } from 'class-transformer';
import {
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { demand, type Observed } from '../../desk/demand/demand-ledger.js';
import { demandOf } from '../../desk/demand/demand.flow.js';
import { booksOf } from '../../salon/book/store-book.flow.js';
import { askedOf, counted, funnelOf } from './funnel.js';

class DemandQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  /** The store's business date on which it was asked. */
  @IsString() @MaxLength(10) @Matches(DATE) date: string;
}

class DemandCount {
  /** A service, or the code of a refusal. */
  @IsString() what: string;
  @IsInt() count: number;
}

export class DemandAnswer {
  @IsString() storeId: string;
  @IsString() date: string;
  @IsInt() searches: number;
  /** Searches that found no free start. */
  @IsInt() unmet: number;
  @IsInt() refusals: number;
  /** Searches that found no free start, by service. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => DemandCount) unmetServices: DemandCount[];
  @IsArray() @ValidateNested({ each: true }) @Type(() => DemandCount) refusalCodes: DemandCount[];
}

class FunnelQuery {
  @IsString() @MaxLength(32) @Matches(STORE_ID) storeId: string;
  @IsString() @MaxLength(10) @Matches(DATE) from: string;
  /** Default: `from`; at most 62 days. */
  @IsOptional() @IsString() @MaxLength(10) @Matches(DATE) to?: string;
}

class FunnelAsked {
  @IsInt() searches: number;
  /** Free starts that were shown. */
  @IsInt() shown: number;
  /** Searches that found none. */
  @IsInt() unmet: number;
  /** Codes of refused bookings and holds. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => DemandCount) refusals: DemandCount[];
}

class FunnelChannel {
  @IsString() channel: string;
  @IsInt() holds: number;
  /** Holds that were given back or ran out. */
  @IsInt() abandoned: number;
  @IsInt() booked: number;
  /** By the store, of those that needed its yes. */
  @IsInt() declined: number;
  @IsInt() cancelled: number;
  @IsInt() missed: number;
}

export class FunnelAnswer {
  @IsString() storeId: string;
  @IsString() from: string;
  @IsString() to: string;
  /** What was looked for on these dates, for whatever day. */
  @ValidateNested() @Type(() => FunnelAsked) asked: FunnelAsked;
  /** What became of the visits wanted for these dates, whenever they were asked for. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => FunnelChannel) channels: FunnelChannel[];
  /** `customer ill`, `store staff-ill`: who cancelled, and the reason given. */
  @IsArray() @ValidateNested({ each: true }) @Type(() => DemandCount) cancelReasons: DemandCount[];
}

@Controller('v1/booking')
export class DemandHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /** What was looked for in a store on one day and not found, or refused (BK-26): without any customer. */
  @Get('demand')
  @Allow('booking.demand:read', { store: 'query.storeId' })
  @Returns(DemandAnswer)
  async day(
    @Query() { storeId, date }: DemandQuery,
    @Ctx() _asked: RequestContext,
  ): Promise<DemandAnswer> {
    if (daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'there is no such date', {
        field: 'date',
        expected: 'YYYY-MM-DD',
      });
    await booksOf(this.tools).store(storeId);
    await demandOf(this.tools).flush();
    const key = agendaKey(storeId, date);
    const [{ state }, events] = await Promise.all([
      this.tools.load(demand, key),
      this.tools.history(demand, key),
    ]);
    const observed = events.map((event) => event.data as Observed);
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

  /** Where people leave the way to a visit (BK-26): searches, starts shown, holds, abandoned ones, bookings, refusals, cancellations and their reasons, by channel. Without any customer. */
  @Get('funnel')
  @Allow('booking.demand:read', { store: 'query.storeId' })
  @Returns(FunnelAnswer)
  async funnel(@Query() query: FunnelQuery): Promise<FunnelAnswer> {
    const { storeId, from, to = from } = query;
    const dates = datesOf(query);
    await booksOf(this.tools).store(storeId);
    await demandOf(this.tools).flush();
    const keys = dates.map((date) => agendaKey(storeId, date));
    const observed = (await Promise.all(keys.map((key) => this.tools.history(demand, key))))
      .flat()
      .map((event) => event.data as Observed);
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
