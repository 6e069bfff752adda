import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { businessDateOf, dateAfter, instantOf, isoOf, msOfIso } from '@chignon/calendar';
import { invalid, notFound, optional, type Stored, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  Command,
  ID,
  page,
  Patched,
  TOOLS,
  Code,
  Optional,
  Codes,
  Flag,
  Int,
  Text,
  Many,
  Revision,
  StoreDateTime,
  Instant,
  Nested,
  Limit,
  After,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { toReseat } from '../../agenda/appointment/seat-binding.js';
import { OnStrandedQuery, StrandedAnswer } from '../../desk/roster/roster.shapes.http.js';
import { changeOfStore } from '../../desk/roster/stranded-here.flow.js';
import { mustBeReason } from '../../salon/book/reason.flow.js';
import { booksOf, type StoreBook } from '../../salon/book/store-book.flow.js';
import { type Unit, unitKey, units } from '../../salon/resources/unit.js';
import { dayStartMinute } from '../../salon/stores/store.js';

/** Days ahead in which somebody may have to be seated elsewhere: the longest question about availability. */
const RESEAT_DAYS = 62;
const MOST_RESEATED = 200;
/** Stretches remembered of one unit. */
const MOST_STRETCHES = 50;

/** A chair, basin, room or device (BK-14). */
export class UnitBody {
  /** The pool that it belongs to; a pool with units has as many places as units. */
  @Code() pool: string;
  /** What it offers: `private`, `accessible`. */
  @Optional() @Codes({ max: 20 }) attributes?: string[];
  /** Whether the store still has it; default true. */
  @Optional() @Flag() active?: boolean;
}

/** A stretch during which a unit cannot be used. */
class OutOfServiceAnswer {
  /** When it leaves service. */
  @Instant() from: string;
  /** When it is back, exclusive; absent: until somebody says so. */
  @Optional() @Instant() to?: string;
  /** Code of why, such as `broken`. */
  @Text() reason: string;
}

/** A chair, basin, room or device, and when it cannot be used. */
export class UnitAnswer extends UnitBody {
  @Text() unitId: string;
  /** When it is out of service: stretches that are under way, to come or recently over. */
  @Many(() => OutOfServiceAnswer) outOfService: OutOfServiceAnswer[];
  @Revision() revision: number;
  /** With `onStranded=list`, or when one was made meanwhile: bookings that are left without a place, at most 50. */
  @Optional() @Many(() => StrandedAnswer) stranded?: StrandedAnswer[];
  /** How many bookings in all no longer fit, those beyond the 50 listed too; absent where none was looked for. */
  @Optional() @Int() strandedCount?: number;
}

/** When a unit cannot be used, and why. */
export class OutOfServiceBody {
  /** When it leaves service; left out: now. ISO 8601: an instant, with an offset, or the store's local time. */
  @Optional() @StoreDateTime() from?: string;
  /** When it is back, exclusive; left out: until `back-in-service` says so. */
  @Optional() @StoreDateTime() to?: string;
  /** A code of the chain's till rules for this such as `broken`, never free text. */
  @Code() reason: string;
}

/** An appointment that has no place any more. */
class ReseatAnswer {
  @Text() appointmentId: string;
  /** `held`: a hold that still stands; `pending`: asked for and not approved yet; `booked`; `checked-in`: the customer is here. */
  @Text() status: string;
  @Instant() startsAt: string;
  @Instant() endsAt: string;
  /** Whose appointment it is; absent: nobody was named yet. */
  @Optional() @Text() customerId?: string;
}

/** The unit, and whom to seat elsewhere. */
export class UnitOutAnswer {
  /** The unit as it is now. */
  @Nested(() => UnitAnswer) unit: UnitAnswer;
  /**
   * Appointments of the next 62 days that have no place any more, at most 200: reschedule them or overbook on purpose. Those that have not begun stand on the store's list of
   * stranded bookings too.
   */
  @Many(() => ReseatAnswer) reseat: ReseatAnswer[];
}

class UnitListQuery {
  @Limit() limit?: number;
  @After() after?: string;
}

/** The chairs, basins, rooms and devices of a store. */
@Patched('putUnit')
@Controller('v1/booking/stores/:storeId/units')
export class UnitsHttp {
  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Write a chair, room or machine. It belongs to a pool of the store (BK-14). 409 `bookings-stranded` names the bookings that would be left without a place:
   * a pool has as many places as units from its first unit on. With `?onStranded=list` it is written and the answer lists them.
   *
   * @zh 保存座位、房间或设备
   */
  @Put(':unitId')
  @HttpCode(200)
  @Allow('booking.units:write', { store: 'params.storeId' })
  @Returns(UnitAnswer)
  async putUnit(
    @Param('storeId') storeId: string,
    @Param('unitId') unitId: string,
    @Query() { onStranded }: OnStrandedQuery,
    @Body() { pool, attributes = [], active = true }: UnitBody,
    @Ctx() request: RequestContext,
  ): Promise<UnitAnswer> {
    if (!ID.test(unitId))
      throw invalid('id-invalid', 'This is not a valid unit id.', {
        field: 'unitId',
        expected: 'up to 64 letters, digits, dots, dashes or underscores',
      });
    const book = await booksOf(this.tools).store(storeId);
    const before = await this.tools.documents.get(units, unitKey(storeId, unitId));
    const unit: Unit = {
      id: unitKey(storeId, unitId),
      storeId,
      unitId,
      pool,
      attributes: [...new Set(attributes)],
      outOfService: before?.outOfService ?? [],
      active,
    };
    const others = book.units.filter(({ id }) => id !== unit.id);
    const { written, left } = await changeOfStore(
      this.tools,
      book,
      { units: [...others, unit] },
      onStranded,
      () => this.write(unit, request.ifMatch),
    );
    return { ...written, ...left };
  }

  /**
   * Get a unit of a store.
   *
   * @zh 查询座位或设备
   */
  @Get(':unitId')
  @Allow('booking.units:read', { store: 'params.storeId' })
  @Returns(UnitAnswer)
  async getUnit(
    @Param('storeId') storeId: string,
    @Param('unitId') unitId: string,
  ): Promise<UnitAnswer> {
    return unitAnswer(await this.unit(storeId, unitId));
  }

  /**
   * List the units of a store, by id.
   *
   * @zh 座位与设备列表
   */
  @Get()
  @Allow('booking.units:read', { store: 'params.storeId' })
  @Returns(UnitAnswer, { list: true })
  async listUnits(
    @Param('storeId') storeId: string,
    @Query() { limit = 50, after }: UnitListQuery,
  ): Promise<{ items: UnitAnswer[]; next?: string }> {
    return page(
      await this.tools.documents.find(units, {
        index: 'byStore',
        where: { storeId },
        limit,
        after,
      }),
      unitAnswer,
    );
  }

  /**
   * Take a unit out of service. It leaves availability at once; the answer lists whom to seat elsewhere.
   *
   * @zh 停用座位或设备
   */
  @Post(':unitId/out-of-service')
  @HttpCode(200)
  @Allow('booking.units:write', { store: 'params.storeId' })
  @Command()
  @Returns(UnitOutAnswer)
  async takeUnitOutOfService(
    @Param('storeId') storeId: string,
    @Param('unitId') unitId: string,
    @Body() body: OutOfServiceBody,
  ): Promise<UnitOutAnswer> {
    const book = await booksOf(this.tools).store(storeId);
    const unit = await this.unit(storeId, unitId);
    const fromMs =
      body.from === undefined
        ? msOfIso(this.tools.facts.now())
        : instantOf(body.from, book.store.zone, 'from');
    const toMs = body.to === undefined ? undefined : instantOf(body.to, book.store.zone, 'to');
    if (toMs !== undefined && toMs <= fromMs)
      throw invalid('ends-before-begin', 'The unit would be back before it is out of service.', {
        field: 'to',
        expected: `after ${isoOf(fromMs)}`,
      });
    await mustBeReason(this.tools, 'close-unit', body.reason);
    const stretch = { fromMs, ...optional({ toMs }), reason: body.reason };
    // Asked again it is the same stretch: what overlaps is replaced, what is over is forgotten.
    const others = unit.outOfService
      .filter(
        (one) => (one.toMs ?? Infinity) <= fromMs || (toMs !== undefined && one.fromMs >= toMs),
      )
      .slice(-MOST_STRETCHES);
    const answer = await this.write(
      { ...withoutRevision(unit), outOfService: [...others, stretch] },
      unit.revision,
    );
    return {
      unit: answer,
      reseat: await this.reseat(
        await booksOf(this.tools).store(storeId),
        Math.max(fromMs, msOfIso(this.tools.facts.now())),
        toMs,
      ),
    };
  }

  /**
   * Put a unit back in service. From now on it can be booked again.
   *
   * @zh 恢复使用座位或设备
   */
  @Post(':unitId/back-in-service')
  @HttpCode(200)
  @Allow('booking.units:write', { store: 'params.storeId' })
  @Command()
  @Returns(UnitAnswer)
  async putUnitBackInService(
    @Param('storeId') storeId: string,
    @Param('unitId') unitId: string,
  ): Promise<UnitAnswer> {
    const unit = await this.unit(storeId, unitId);
    const nowMs = msOfIso(this.tools.facts.now());
    return this.write(
      {
        ...withoutRevision(unit),
        outOfService: unit.outOfService.filter((one) => one.fromMs > nowMs),
      },
      unit.revision,
    );
  }

  private async unit(storeId: string, unitId: string): Promise<Stored<Unit>> {
    const unit = await this.tools.documents.get(units, unitKey(storeId, unitId));
    if (!unit) throw notFound('unit-not-found', 'There is no such unit.', { field: 'unitId' });
    return unit;
  }

  private async write(unit: Unit, expected: number | undefined): Promise<UnitAnswer> {
    const { revision } = await this.tools.documents.put(
      units,
      unit,
      expected === undefined ? {} : { expected },
    );
    return unitAnswer({ ...unit, revision });
  }

  /** Who has no place any more on the days that are touched. Looked at after the change is written, so that no booking slips in between. */
  private async reseat(
    book: StoreBook,
    fromMs: number,
    toMs: number | undefined,
  ): Promise<ReseatAnswer[]> {
    const { store } = book;
    const dateOf = (ms: number): string => businessDateOf(store.zone, dayStartMinute(store), ms);
    const first = dateOf(fromMs);
    const last = [
      dateAfter(first, RESEAT_DAYS),
      ...(toMs === undefined ? [] : [dateOf(toMs)]),
    ].sort()[0]!;
    const found: ReseatAnswer[] = [];
    for (
      let date = first;
      date <= last && found.length < MOST_RESEATED;
      date = dateAfter(date, 1)
    ) {
      const { state } = await this.tools.load(agenda, agendaKey(store.id, date));
      for (const {
        status,
        appointment: { appointmentId, startMs, endMs, customerId },
      } of toReseat(state, book.frame(date))) {
        if (endMs > fromMs)
          found.push({
            appointmentId,
            status,
            startsAt: isoOf(startMs),
            endsAt: isoOf(endMs),
            ...optional({ customerId }),
          });
      }
    }
    return found.slice(0, MOST_RESEATED);
  }
}

const withoutRevision = ({ revision: _, ...unit }: Stored<Unit>): Unit => unit;

const unitAnswer = ({
  unitId,
  pool,
  attributes,
  active,
  outOfService,
  revision,
}: Stored<Unit>): UnitAnswer => ({
  unitId,
  pool,
  attributes: [...attributes],
  active,
  revision,
  outOfService: outOfService.map(({ fromMs, toMs, reason }) => ({
    from: isoOf(fromMs),
    ...(toMs === undefined ? {} : { to: isoOf(toMs) }),
    reason,
  })),
});
