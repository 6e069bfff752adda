import {
  Controller,
  Get,
  Headers,
  Inject,
  type OnModuleDestroy,
  Param,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { msOfIso } from '@chignon/calendar';
import { invalid, type Tools } from '@chignon/eventing';
import {
  Allow,
  Returns,
  Ctx,
  type RequestContext,
  malformed,
  Produces,
  TOOLS,
} from '@chignon/service-kit';
import { agenda } from '../../agenda/agenda.js';
import { agendaKey } from '../../agenda/appointment/appointment.js';
import { dayOf } from '../../desk/availability/day-parts.flow.js';
import { BoardAnswer, BoardChange, LiveQuery } from './board.shapes.http.js';
import { boardOf } from './draw.flow.js';
import { Listeners } from './listeners.flow.js';
import { changesSince } from './live.flow.js';

/** The live day board of a store, and its changes as they happen. */
@Controller('v1/booking')
export class BoardHttp implements OnModuleDestroy {
  private readonly listeners = new Listeners();

  constructor(@Inject(TOOLS('booking')) private readonly tools: Tools) {}

  /**
   * Get the day of a store on one board. It has the shifts, breaks and appointments of each person with their phases, and the holds, pools, who is
   * late, and how full it is. `?expand=customer` adds the names.
   *
   * @zh 查看门店预约看板
   */
  @Get('stores/:storeId/board/:date')
  @Allow('booking.days:read', { store: 'params.storeId' })
  @Returns(BoardAnswer)
  async getBoard(
    @Param('storeId') storeId: string,
    @Param('date') date: string,
    @Ctx() request: RequestContext,
  ): Promise<BoardAnswer> {
    const { book, frame } = await dayOf(this.tools, storeId, date);
    const { state, revision } = await this.tools.load(agenda, agendaKey(storeId, date));
    return boardOf(book, frame, state, revision, msOfIso(this.tools.facts.now()), (id) =>
      request.caller.sees(id),
    );
  }

  /**
   * Follow the changes of a board as server-sent events. Has every change behind a position, as it happens. A dropped connection goes on behind its
   * last id without a gap. 503 `too-many-listeners`.
   *
   * @zh 实时订阅预约看板
   */
  @Get('stores/:storeId/board/:date/live')
  @Allow('booking.days:read', { store: 'params.storeId' })
  @Produces('text/event-stream')
  @Returns(BoardChange)
  async followBoard(
    @Param('storeId') storeId: string,
    @Param('date') date: string,
    @Query() query: LiveQuery,
    @Headers('last-event-id') lastId: string | undefined,
    @Ctx() request: RequestContext,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ): Promise<StreamableFile> {
    await dayOf(this.tools, storeId, date);
    const key = agendaKey(storeId, date);
    const { state, revision } = await this.tools.load(agenda, key);
    const [field, position] =
      lastId === undefined || lastId === ''
        ? (['from', query.from ?? revision] as const)
        : (['Last-Event-ID', positionOf(lastId)] as const);
    if (position > revision)
      throw invalid(
        'position-unknown',
        'The agenda has not reached this position. Read the board again.',
        { field, expected: `at most ${revision}` },
      );
    // A proxy that gathers events would make them late.
    reply.header('x-accel-buffering', 'no');
    return new StreamableFile(
      this.listeners.admit(request.caller.subject, (over) =>
        changesSince(
          this.tools,
          {
            key,
            position,
            sees: (id) => request.caller.sees(id),
            ...(position === revision ? { state } : {}),
          },
          over,
        ),
      ),
      { type: 'text/event-stream; charset=utf-8' },
    );
  }

  onModuleDestroy(): void {
    this.listeners.close();
  }
}

function positionOf(header: string): number {
  if (!/^\d{1,15}$/.test(header))
    throw malformed(
      'last-event-id-malformed',
      'The `Last-Event-ID` header is not an id of this stream.',
      { field: 'Last-Event-ID', expected: 'the id of the last event seen' },
    );
  return Number(header);
}
