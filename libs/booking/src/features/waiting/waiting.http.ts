import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { businessDateOf, daysOfDate, isoOf, MINUTE_MS, msOfIso } from '@chignon/calendar';
import { invalid, listAll, optional, Refusal, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  TOOLS,
  Optional,
  DateText,
  Int,
  Text,
  Nested,
  Many,
  Instant,
  Flag,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey, occupancyAt } from '../../agenda/appointment/appointment.js';
import { occupy } from '../../agenda/day/occupancy.js';
import type { WantedServices } from '../../agenda/day/search.js';
import { possibleLines, wantedOf } from '../../desk/booking/planning.flow.js';
import { ranksOf } from '../../desk/terms/tier.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { dayStartMinute } from '../../salon/stores/store.js';
import { nextStart, withServed } from './estimate.js';
import { byHour, figuresOf } from './figures.js';
import { listedWaits, type Wait } from './waits.view.js';

/** The largest page that the store gives; a day of a large store is one. */
const PAGE = 1000;

class WaitingQuery {
  /** Business date of the store; left out: today's. */
  @Optional() @DateText() date?: string;
}

/** How long people waited; percentiles are waits that somebody really had. */
class WaitFiguresAnswer {
  /** Visits whose first service was begun. */
  @Int() count: number;
  /** Mean wait from the arrival to the first service, in whole minutes; 0 where nobody was served. */
  @Int() averageMinutes: number;
  /** Half of them waited at most so many minutes (nearest rank). */
  @Int() p50Minutes: number;
  /** Nine of ten waited at most so many minutes (nearest rank). */
  @Int() p90Minutes: number;
  /** The longest wait, in whole minutes. */
  @Int() maxMinutes: number;
  /** Waited longer than the store's `waitAlertMinutes` as it is now. */
  @Int() overThreshold: number;
  /** Visits that were abandoned before their first service. */
  @Int() left: number;
}

/** How long people waited who came in one hour. */
class HourOfWaiting extends WaitFiguresAnswer {
  /** Local hour of the arrival, 0 to 23. */
  @Int() hour: number;
}

/** How long people waited on one business day (BK-21). */
export class WaitingAnswer {
  @Text() storeId: string;
  /** The business date. */
  @DateText() date: string;
  @Text() zone: string;
  /** How long is too long at this store, as it is now. */
  @Int() waitAlertMinutes: number;
  /** Figures of the whole business day. */
  @Nested(() => WaitFiguresAnswer) day: WaitFiguresAnswer;
  /** Hours in which somebody arrived, in the order of the business day. */
  @Many(() => HourOfWaiting) hours: HourOfWaiting[];
  /** Visits that are still waiting for their first service. */
  @Int() waiting: number;
  /** Completed though nobody said when the first service began: in no figure. */
  @Int() unmeasured: number;
  /** How many visits waited so long that an alert was raised. */
  @Int() alerts: number;
}

/** One service that somebody waits for. */
class QueuedService {
  @Text() serviceId: string;
  /** Who is to perform it. */
  @Text() staffId: string;
}

/** Somebody who waits. */
class QueuedVisit {
  @Text() visitId: string;
  /** Who waits; absent: nobody was named. */
  @Optional() @Text() customerId?: string;
  /** The appointment that the visit keeps; absent for walk-ins. */
  @Optional() @Text() appointmentId?: string;
  /** When they arrived. */
  @Instant() arrivedAt: string;
  /** Whole minutes since the arrival. */
  @Int() waitedMinutes: number;
  /** Longer than the store's `waitAlertMinutes`. */
  @Flag() tooLong: boolean;
  /** What they wait for, each with who leads it; empty: no service was chosen yet. */
  @Many(() => QueuedService) services: QueuedService[];
  /** With an appointment: its start, or now when that is over. Without: the next time at which those who serve them are free, behind those who came before. Absent: not on this day any more, or no service was chosen yet. */
  @Optional() @Instant() estimatedStartsAt?: string;
}

/** Who waits in a store now. */
export class QueueAnswer {
  @Text() storeId: string;
  /** Today's business date of the store. */
  @DateText() date: string;
  /** How long is too long at this store, as it is now. */
  @Int() waitAlertMinutes: number;
  /** Who came first stands first; where the store calls by tier, among those of one tier. */
  @Many(() => QueuedVisit) waiting: QueuedVisit[];
}

/** Who is waiting in a store now, and how long customers waited. */
@Controller('v1/booking')
export class WaitingHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get how long people waited for their first service. The wait counts from their arrival; figures are by hour of a store's business day (BK-21).
   *
   * @zh 查询顾客等候时长
   */
  @Get('stores/:storeId/waiting')
  @Allow('booking.days:read', { store: 'params.storeId' })
  @Returns(WaitingAnswer)
  async getWaitingTimes(
    @Param('storeId') storeId: string,
    @Query() query: WaitingQuery,
  ): Promise<WaitingAnswer> {
    const { store } = await booksOf(this.tools).store(storeId);
    const { zone, waitAlertMinutes } = store;
    const date = query.date ?? this.today(store);
    if (daysOfDate(date) === undefined)
      throw invalid('date-invalid', 'There is no such date.', {
        field: 'date',
        expected: 'YYYY-MM-DD',
      });
    const waits = await this.waitsOf(storeId, date);
    const inState = (state: Wait['state']): number =>
      waits.filter((wait) => wait.state === state).length;
    return {
      storeId,
      date,
      zone,
      waitAlertMinutes,
      day: figuresOf(waits, waitAlertMinutes),
      hours: byHour(waits, waitAlertMinutes, Math.floor(dayStartMinute(store) / 60)),
      waiting: inState('waiting'),
      unmeasured: inState('unmeasured'),
      alerts: waits.filter((wait) => wait.alertedAt !== undefined).length,
    };
  }

  /**
   * List who waits in a store now. It says since when, and when their turn will probably come (BK-21); the order is by tier where the store's VIP
   * terms say so (BK-08).
   *
   * @zh 查询排队叫号情况
   */
  @Get('stores/:storeId/queue')
  @Allow('booking.visits:read', { store: 'params.storeId' })
  @Returns(QueueAnswer)
  async getQueue(@Param('storeId') storeId: string): Promise<QueueAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const { waitAlertMinutes } = book.store;
    const date = this.today(book.store);
    const nowMs = msOfIso(this.tools.facts.now());
    const waits = await this.inTurn(book, await this.waitsOf(storeId, date));
    const starts = await this.estimates(book, date, waits, nowMs);
    return {
      storeId,
      date,
      waitAlertMinutes,
      waiting: waits
        .filter((wait) => wait.state === 'waiting')
        .map(({ id, customerId, appointmentId, arrivedAt, services }) => {
          const waitedMs = nowMs - msOfIso(arrivedAt);
          const startMs = starts.get(id);
          return {
            visitId: id,
            ...optional({ customerId, appointmentId }),
            arrivedAt,
            waitedMinutes: Math.max(0, Math.floor(waitedMs / MINUTE_MS)),
            tooLong: waitedMs > waitAlertMinutes * MINUTE_MS,
            services: services.map(({ serviceId, staffId }) => ({ serviceId, staffId })),
            ...(startMs === undefined ? {} : { estimatedStartsAt: isoOf(startMs) }),
          };
        }),
    };
  }

  /** Higher tiers first, where the store says so; the others in the order of arrival. */
  private async inTurn(book: StoreBook, waits: Wait[]): Promise<Wait[]> {
    if (!book.vip.queueByTier) return waits;
    const ranks = await ranksOf(
      this.tools,
      book,
      waits.map((wait) => wait.customerId),
    );
    const rank = ({ customerId }: Wait): number => ranks.get(customerId ?? '') ?? 0;
    return waits.toSorted((a, b) => rank(b) - rank(a));
  }

  private today(store: StoreBook['store']): string {
    return businessDateOf(store.zone, dayStartMinute(store), msOfIso(this.tools.facts.now()));
  }

  /** The visits of a day in the order of arrival. */
  private waitsOf(storeId: string, businessDate: string): Promise<Wait[]> {
    return listAll(this.tools.documents, this.tools.collection(listedWaits), {
      index: 'byDay',
      where: { storeId, businessDate },
      limit: PAGE,
    });
  }

  /** Instants by visit. One walk-in's turn takes its time from those who came after. */
  private async estimates(
    book: StoreBook,
    date: string,
    waits: readonly Wait[],
    nowMs: number,
  ): Promise<Map<string, number>> {
    const { state } = await this.tools.load(agenda, agendaKey(book.store.id, date));
    const walkIns = waits.filter((wait) => wait.appointmentId === undefined);
    let now = walkIns
      .filter((wait) => wait.state === 'in-service')
      .reduce(withServed, occupancyAt(state, nowMs));
    const starts = new Map<string, number>();
    for (const { id, appointmentId, services, customerId, state: is } of waits) {
      if (is !== 'waiting') continue;
      const booked =
        appointmentId === undefined ? undefined : state.entries.get(appointmentId)?.appointment;
      if (booked) starts.set(id, Math.max(nowMs, booked.startMs));
      if (booked || services.length === 0) continue;
      const wanted = await this.wantedFor(book, services, customerId, date);
      const chain = wanted && nextStart(now, book.frame(date), wanted, nowMs);
      if (!chain) continue;
      starts.set(id, chain[0]!.startMs);
      now = occupy(now, id, customerId, chain);
    }
    return starts;
  }

  /** Undefined when what was chosen can no longer be planned: a service that is not offered any more, somebody who left. */
  private async wantedFor(
    book: StoreBook,
    services: Wait['services'],
    customerId: string | undefined,
    date: string,
  ): Promise<WantedServices | undefined> {
    try {
      const wanted = services.map(({ serviceId, staffId }) => ({ serviceId, staffId }));
      const { lines } = await possibleLines(
        this.tools,
        book,
        { services: wanted, ...optional({ customerId }) },
        date,
      );
      return wantedOf(book, lines, customerId);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}
